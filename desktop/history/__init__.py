"""History: who changed what, from what to what, as a panel and as a file."""
