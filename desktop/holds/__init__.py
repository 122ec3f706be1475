"""Payment holds: pay kept back, and releasing it."""
