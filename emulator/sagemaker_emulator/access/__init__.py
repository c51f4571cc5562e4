"""Permissions for invocations: who asks, what the policies of IAM say, and the refusal."""
