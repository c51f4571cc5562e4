"""What the tests of the wheel share."""
