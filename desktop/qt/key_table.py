"""Every key there is, by group, with its usual key and where it means what it says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """Something a key does. Keys of different `place`s may be the same: one place at a time."""

    id: str
    title: str
    group: str
    usual: str
    place: str = ""
    """The list or view where the key means this; empty: the whole window."""


GO, FIND, TABS = "Going places", "Finding and doing", "Tabs and windows"
_CALL, _ISSUES, _PAGES = "In a call", "Issues and pay", "Customers and records"
LISTED = (
    Key("palette.open", "Search, or do anything", FIND, "Ctrl+K"),
    Key("search.open", "Search", FIND, "/"),
    Key("search.open_too", "Search (second key)", FIND, "Ctrl+F"),
    Key("keys.list", "Show all keys", FIND, "F1"),
    Key("keys.list_too", "Show all keys (second key)", FIND, "?"),
    Key("issue.report", "Report an issue", _ISSUES, "Ctrl+I"),
    Key("page.customers", "Customers", GO, "Ctrl+1"),
    Key("page.records", "Records", GO, "Ctrl+6"),
    Key("page.issues", "Issues", GO, "Ctrl+2"),
    Key("page.holds", "Payment holds", GO, "Ctrl+3"),
    Key("page.calls", "Calls", GO, "Ctrl+4"),
    Key("page.notices", "Notifications", GO, "Ctrl+5"),
    Key("page.calendar", "Calendar", GO, "Ctrl+7"),
    Key("page.reports", "Reports", GO, "Ctrl+0"),
    Key("page.settings", "Settings", GO, "Ctrl+,"),
    Key("go.back", "Back", GO, "Alt+Left"),
    Key("go.forward", "Forward", GO, "Alt+Right"),
    Key("tab.new", "New tab", TABS, "Ctrl+T"),
    Key("tab.close", "Close this tab", TABS, "Ctrl+W"),
    Key("tab.reopen", "Reopen the last closed tab", TABS, "Ctrl+Shift+T"),
    Key("tab.next", "Next tab", TABS, "Ctrl+Tab"),
    Key("tab.previous", "Tab before", TABS, "Ctrl+Shift+Tab"),
    Key("tab.left", "Move this tab to the left", TABS, "Ctrl+Shift+PgUp"),
    Key("tab.right", "Move this tab to the right", TABS, "Ctrl+Shift+PgDown"),
    Key("tab.detach", "Move this tab to its own window, or back", TABS, "Ctrl+Shift+N"),
    Key("rail.fold", "Fold or unfold the list of pages", "Looks", "Ctrl+B"),
    Key("look.scheme", "Light or dark colours", "Looks", "Ctrl+Shift+L"),
    Key("call.answer", "Answer the call", _CALL, "Ctrl+Shift+A"),
    Key("call.decline", "Decline the call", _CALL, "Ctrl+Shift+D"),
    Key("call.hang_up", "Hang up", _CALL, "Ctrl+Shift+H"),
    Key("call.mute", "Mute or unmute", _CALL, "Ctrl+M"),
    Key("call.hold", "Put on hold or resume", _CALL, "Ctrl+H"),
    Key("call.keypad", "Keypad", _CALL, "Ctrl+D"),
    Key("call.transfer", "Transfer this call", _CALL, "Ctrl+Shift+F"),
    Key("call.second", "Call somebody else", _CALL, "Ctrl+Shift+M"),
    Key("call.record", "Record or stop recording", _CALL, "Ctrl+R"),
    Key("call.done", "Finish the wrap-up", _CALL, "Ctrl+Shift+Return"),
    Key("customers.new", "New customer", _PAGES, "Ctrl+N", "Customers list"),
    Key("list.filter", "Filter this list", _PAGES, "Alt+F", "Lists"),
    Key("list.options", "Columns, sorting and grouping", _PAGES, "Alt+O", "Lists"),
    Key("list.export", "Export this list", _PAGES, "Alt+E", "Lists"),
    Key("customer.call", "Call this customer", _PAGES, "Ctrl+Shift+C", "Customer"),
    Key("calendar.today", "Today", _PAGES, "Ctrl+Home", "Calendar"),
    Key("calendar.day", "Show a day", _PAGES, "Ctrl+Shift+1", "Calendar"),
    Key("calendar.week", "Show a week", _PAGES, "Ctrl+Shift+2", "Calendar"),
    Key("record.status", "Change the status", _PAGES, "Alt+S", "Record"),
    Key("record.more", "More to do with this record", _PAGES, "Alt+M", "Record"),
    Key("issues.list", "Show issues as a list", _ISSUES, "Alt+1", "Issues"),
    Key("issues.board", "Show issues as a board", _ISSUES, "Alt+2", "Issues"),
    Key("issues.lanes", "Choose the swimlanes", _ISSUES, "Alt+L", "Issues"),
    Key("thread.notes", "Back to the customer's notes", _PAGES, "Alt+N", "Customer"),
    Key("panel.close", "Close the panel at the right", _PAGES, "Alt+W", "Lists"),
    Key("issue.tell", "Tell the customer", _ISSUES, "Alt+Y", "Issue"),
    Key("issue.tell_not", "Do not tell the customer", _ISSUES, "Alt+Shift+Y", "Issue"),
    Key("holds.release", "Release selected", _ISSUES, "Ctrl+Return", "Payment holds"),
    Key("callbacks.call", "Take it and dial", "Call-back queue", "C", "Call-back queue"),
    Key("callbacks.take", "Take it", "Call-back queue", "T", "Call-back queue"),
    Key("callbacks.done", "Mark done", "Call-back queue", "D", "Call-back queue"),
    Key("voicemail.play", "Play or pause", "Voicemail", "Space", "Voicemail"),
    Key("voicemail.call", "Call back", "Voicemail", "C", "Voicemail"),
    Key("voicemail.done", "Mark done", "Voicemail", "D", "Voicemail"),
    Key("voicemail.remove", "Remove", "Voicemail", "Del", "Voicemail"),
    Key("settings.save", "Save a phone number's settings", "Settings", "Ctrl+S", "Phone numbers"),
    Key("settings.up", "Move a disposition up", "Settings", "Alt+Up", "Dispositions"),
    Key("settings.down", "Move a disposition down", "Settings", "Alt+Down", "Dispositions"),
    Key("compose.send", "Send a message", "Writing", "Ctrl+Return", "Message"),
)
"""Actions that pages bring along declare theirs with them."""
