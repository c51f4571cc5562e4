"""What `.projenrc.py` is made of, one subject a module."""
