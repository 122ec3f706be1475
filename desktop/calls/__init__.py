"""Calls: the card of a ringing call, the bar of a live one."""
