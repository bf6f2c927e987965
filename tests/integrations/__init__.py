"""Tests with the real packages that people use next to the client."""
