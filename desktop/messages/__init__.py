"""Messages to customers: writing them, and what became of them."""
