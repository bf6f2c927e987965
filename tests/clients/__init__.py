"""The platform's official clients against the emulator. `make test-clients` installs them."""
