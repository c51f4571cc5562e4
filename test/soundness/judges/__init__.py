"""Judges of what an app synthesizes: each returns its findings, of which there must be none."""
