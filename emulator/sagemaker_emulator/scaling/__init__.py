"""Metrics, alarms and Application Auto Scaling of endpoint variants, on the simulated clock."""
