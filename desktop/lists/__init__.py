"""Lists of any length that every page of records shows the same way."""
