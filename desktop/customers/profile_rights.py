"""What of a customer's page a role may see: sections, tabs, kinds of entries, records to make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.customers.head_model import HeadRights
from desktop.customers.profile_tabs import Tab
from desktop.replica.profile_totals import Section
from desktop.replica.timeline_sources import EntryKind
from desktop.rights import Rights
from sync_server.contract.base import Command
from sync_server.contract.customers import EditCustomer
from sync_server.contract.issues import ReportIssue
from sync_server.contract.messages import SendMessage
from sync_server.contract.records import AddBooking, AddInquiry, AddInvoice, AddQuote
from sync_server.contract.values import Module, RecordKind

_SECTIONS: Mapping[Section, frozenset[Module]] = {
    Section.ISSUES: frozenset({Module.ISSUES}),
    Section.INVOICES: frozenset({Module.INVOICES}),
    Section.BOOKINGS: frozenset({Module.BOOKINGS}),
    Section.QUOTES: frozenset({Module.QUOTES}),
    Section.INQUIRIES: frozenset({Module.INQUIRIES}),
    Section.PAYMENTS: frozenset({Module.INVOICES, Module.HOLDS}),
    Section.CALLS: frozenset({Module.CALLS}),
}
"""Any of these opens a section."""
_ENTRIES: Mapping[EntryKind, Module] = {
    EntryKind.INQUIRY: Module.INQUIRIES,
    EntryKind.QUOTE: Module.QUOTES,
    EntryKind.BOOKING: Module.BOOKINGS,
    EntryKind.APPOINTMENT: Module.BOOKINGS,
    EntryKind.INVOICE: Module.INVOICES,
    EntryKind.PAYMENT: Module.INVOICES,
    EntryKind.CREDIT_NOTE: Module.INVOICES,
    EntryKind.ISSUE: Module.ISSUES,
    EntryKind.HOLD: Module.HOLDS,
    EntryKind.CALL: Module.CALLS,
    EntryKind.VOICEMAIL: Module.CALLS,
    EntryKind.MESSAGE: Module.MESSAGES,
    EntryKind.POST: Module.CUSTOMERS,
}
_TABS: Mapping[Tab, frozenset[Module]] = {
    Tab.COMMUNICATION: frozenset({Module.MESSAGES, Module.CALLS}),
    Tab.BILLING_CYCLES: frozenset({Module.INVOICES}),
    Tab.BILL_PAYER: frozenset({Module.INVOICES}),
}
_NEW: Mapping[RecordKind, type[Command]] = {
    RecordKind.INQUIRY: AddInquiry,
    RecordKind.QUOTE: AddQuote,
    RecordKind.BOOKING: AddBooking,
    RecordKind.INVOICE: AddInvoice,
}


@dataclass(frozen=True, slots=True)
class Visible:
    """What this person finds on the page."""

    sections: tuple[Section, ...]
    kinds: frozenset[EntryKind]
    tabs: frozenset[Tab]
    new: frozenset[RecordKind]
    head: HeadRights


def visible(rights: Rights) -> Visible:
    """Read once when a page is shown: a right may be taken away at any time."""
    seen = frozenset(module for module in Module if rights.sees(module)) | {Module.CUSTOMERS}
    return Visible(
        sections=tuple(section for section in Section if _SECTIONS[section] & seen),
        kinds=frozenset(kind for kind, module in _ENTRIES.items() if module in seen),
        tabs=frozenset(tab for tab in Tab if tab not in _TABS or _TABS[tab] & seen),
        new=frozenset(kind for kind, command in _NEW.items() if rights.may(command)),
        head=HeadRights(
            edits=rights.may(EditCustomer),
            writes=rights.may(SendMessage),
            reports=rights.may(ReportIssue),
        ),
    )
