"""What may be sent: request bodies, their validation, and rules between fields."""
