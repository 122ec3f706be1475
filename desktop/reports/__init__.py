"""Reports: what issues have in common."""
