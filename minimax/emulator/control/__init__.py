"""The control endpoint of the emulator, and the inspector page."""
