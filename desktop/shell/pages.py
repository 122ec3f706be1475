"""The pages of the rail: what they are called, in their order, before any of them is loaded."""

from __future__ import annotations

from desktop.shell.nav_rail import PageEntry

CUSTOMERS = PageEntry("customers", "Customers", "users", "Ctrl+1")
ISSUES = PageEntry("issues", "Issues", "triangle-alert", "Ctrl+2")
HOLDS = PageEntry("holds", "Payment holds", "lock", "Ctrl+3")
CALLS = PageEntry("calls", "Calls", "phone", "Ctrl+4")
NOTICES = PageEntry("notices", "Notifications", "bell", "Ctrl+5")
SETTINGS = PageEntry("settings", "Settings", "settings", "Ctrl+,")
PAGES = (CUSTOMERS, ISSUES, HOLDS, CALLS, NOTICES, SETTINGS)
