"""The public methods of the clients, one module per feature."""
