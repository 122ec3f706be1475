"""Notices: what happened that a person wants to know of."""
