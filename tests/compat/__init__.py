"""Other Pythons, other versions of what the package needs, other systems."""
