"""Inference components: their rules, their life on the simulated clock, and their scaling."""
