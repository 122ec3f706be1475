"""Issues: the list, one issue, and reporting one."""
