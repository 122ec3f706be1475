"""Discussion threads: the panel every record page shows."""
