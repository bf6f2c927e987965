"""What takes too long for the suite: `python -m tests.stress`, or `make stress`."""
