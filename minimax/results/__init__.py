"""The results of calls, and how they are read from responses."""
