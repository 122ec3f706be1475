"""The pages of the rail: what they are called, in their order, before any of them is loaded."""

from __future__ import annotations

from desktop.shell.nav_rail import PageEntry

CUSTOMERS = PageEntry("customers", "Customers", "users", "page.customers")
RECORDS = PageEntry("records", "Records", "file-text", "page.records")
CALENDAR = PageEntry("calendar", "Calendar", "calendar", "page.calendar")
ISSUES = PageEntry("issues", "Issues", "triangle-alert", "page.issues")
HOLDS = PageEntry("holds", "Payment holds", "lock", "page.holds")
CALLS = PageEntry("calls", "Calls", "phone", "page.calls")
NOTICES = PageEntry("notices", "Notifications", "bell", "page.notices")
REPORTS = PageEntry("reports", "Reports", "chart-column", "page.reports")
SETTINGS = PageEntry("settings", "Settings", "settings", "page.settings")
PAGES = (CUSTOMERS, RECORDS, CALENDAR, ISSUES, HOLDS, CALLS, NOTICES, REPORTS, SETTINGS)
