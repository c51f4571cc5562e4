"""The deployment of endpoints on the simulated clock: how traffic moves to new instances, and back."""
