"""The parts of `.projenrc.py`, one module for each subject."""
