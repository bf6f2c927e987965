"""What calls return, and how it is read from the responses of the platform."""
