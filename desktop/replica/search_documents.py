"""What can be searched: one line for each kind of row, with its text and what it opens, as SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.replica.search_query import Has, Kind
from sync_server.contract.values import (
    CODE_PREFIX,
    BookingStatus,
    CallOutcome,
    InquiryStatus,
    InvoiceStatus,
    IssueStatus,
    MessageStatus,
    QuoteStatus,
    RecordKind,
)

DOC_SHIFT = 40
"""A document's number: the place of its entity in `DOCUMENTS`, then the row's rowid."""
ROWID = (1 << DOC_SHIFT) - 1


@dataclass(frozen=True, slots=True)
class Document:
    """One searched entity. Its texts are SQL over the row `r`, its customer `c` and `joins`."""

    entity: str
    kind: Kind
    text: str
    title: str
    detail: str = "c.name"
    names: str = "''"
    """Found by the start of a word, however short."""
    author: str = "''"
    opens: str = ""
    """The kind of what it opens, where that is not its own."""
    target: str = "r.id"
    customer: str = "r.customer_id"
    record: str = "r.id"
    """The record, and its thread, that `in:CMP-00012` compares."""
    area: str = ""
    """The kind of the record it belongs to, for `in:quotes`; its own where empty."""
    at: str = "NULL"
    joins: str = ""
    status: str = ""
    statuses: tuple[str, ...] = ()
    has: Mapping[Has, str] = field(default_factory=dict)
    """Conditions for `has:`."""
    labels: str = ""
    """Condition for `label:`, with one value to compare."""
    with_owner: bool = False
    """Its text holds its customer's name, so a new name is written to it as well."""

    @property
    def place(self) -> int:
        return PLACES[self.entity]

    @property
    def source(self) -> str:
        """Where its expressions are read from."""
        return (
            f'"{self.entity}" r {self.joins} LEFT JOIN customer c ON c.id = {self.customer}'
            if self.entity != "customer"
            else f"customer r {self.joins}"
        )


def _there_is(entity: str, column: str, value: str = "r.id") -> str:
    return f'EXISTS (SELECT 1 FROM "{entity}" h WHERE h.{column} = {value})'  # noqa: S608 - own names


def _has(call: str = "", hold: str = "", voicemail: str = "") -> dict[Has, str]:
    """Conditions for a record: its thread has its id, issues and calls point to it by a column."""
    found = {
        Has.ATTACHMENT: _there_is("attachment", "thread_id"),
        Has.ISSUE: _there_is("issue", "record_id"),
    }
    for has, entity, column in (
        (Has.CALL, "call", call),
        (Has.HOLD, "hold", hold),
        (Has.VOICEMAIL, "voicemail", voicemail),
    ):
        if column:
            found[has] = _there_is(entity, column)
    return found


def _titled(kind: RecordKind, title: str = "r.title") -> str:
    """The code as `contract.values.code` writes it, then the title."""
    prefix = CODE_PREFIX[kind]
    return (
        f"CASE WHEN r.number IS NULL THEN '{prefix}-draft-' || substr(r.id, -4) "
        f"ELSE printf('{prefix}-%05d', r.number) END || ' ' || {title}"
    )


_OF_CUSTOMER = _has("customer_id", "customer_id", "customer_id") | {
    Has.ISSUE: _there_is("issue", "customer_id")
}
_ISSUE_LABELS = (
    "EXISTS (SELECT 1 FROM json_each(r.label_ids) l JOIN issue_label n ON n.id = l.value "
    "WHERE instr(lower(n.name), lower(?)) = 1)"
)
_CUSTOMER_LABELS = (
    "EXISTS (SELECT 1 FROM json_each(r.labels) l WHERE instr(lower(l.value), lower(?)) = 1)"
)
_THREAD = "LEFT JOIN thread t ON t.id = r.thread_id"
_BODY = "CASE WHEN r.removed THEN '' ELSE r.body END"
_CALL_TITLE = (
    "CASE r.direction WHEN 'outbound' THEN 'Call to ' ELSE 'Call from ' END || "
    "coalesce(c.name, nullif(r.number, ''), 'unknown number')"
)
_NAMED = "coalesce(c.name, '')"
_DESCRIBED = f"r.title || ' ' || r.description || ' ' || {_NAMED}"
_SITED = f"r.site || ' ' || {_DESCRIBED}"

DOCUMENTS = (
    Document("customer", Kind.CUSTOMER, "r.name || ' ' || r.location", "r.name", "r.location",
             names="r.name", customer="r.id", has=_OF_CUSTOMER,
             labels=_CUSTOMER_LABELS),
    Document("contact_point", Kind.CUSTOMER, "r.value", "c.name", "r.value",
             target="r.customer_id", record="r.customer_id"),
    Document("issue", Kind.ISSUE, f"r.issue_type || ' ' || r.description || ' ' || {_NAMED}",
             _titled(RecordKind.ISSUE, "r.issue_type"), author="r.reporter_name",
             at="r.reported_at", status="r.status", statuses=tuple(IssueStatus),
             has=_has("issue_id", "issue_id"), labels=_ISSUE_LABELS, with_owner=True),
    Document("booking", Kind.BOOKING, _SITED,
             _titled(RecordKind.BOOKING), at="r.created_at", status="r.status",
             statuses=tuple(BookingStatus), has=_has("booking_id", "booking_id"), with_owner=True),
    Document("quote", Kind.QUOTE, _DESCRIBED, _titled(RecordKind.QUOTE),
             at="r.created_at", status="r.status", statuses=tuple(QuoteStatus),
             has=_has("quote_id"), with_owner=True),
    Document("invoice", Kind.INVOICE, _DESCRIBED, _titled(RecordKind.INVOICE),
             at="r.created_at", status="r.status", statuses=tuple(InvoiceStatus),
             has=_has("invoice_id"), with_owner=True),
    Document("inquiry", Kind.INQUIRY, _DESCRIBED, _titled(RecordKind.INQUIRY),
             at="r.created_at", status="r.status", statuses=tuple(InquiryStatus),
             has=_has(), with_owner=True),
    Document("post", Kind.POST, _BODY, f"substr({_BODY}, 1, 160)",
             "r.author_name || ' · ' || coalesce(c.name, '')", author="r.author_name",
             opens="coalesce(t.record_kind, 'customer')",
             target="coalesce(t.record_id, r.customer_id)", record="r.thread_id",
             area="t.record_kind", at="r.posted_at", joins=_THREAD,
             has={Has.ATTACHMENT: _there_is("attachment", "post_id")}),
    Document("customer_note", Kind.CUSTOMER, "r.note || ' ' || r.pinned_alert", "c.name",
             "substr(trim(r.pinned_alert || ' ' || r.note), 1, 160)", customer="r.id"),
    Document("call", Kind.CALL, f"r.number || ' ' || {_NAMED}", _CALL_TITLE, "r.number",
             author=f"CASE r.direction WHEN 'outbound' THEN r.answered_by_name ELSE {_NAMED} END",
             record="coalesce(r.issue_id, r.booking_id, r.quote_id, r.invoice_id, r.customer_id)",
             at="r.started_at", status="r.outcome", statuses=tuple(CallOutcome), with_owner=True,
             has={Has.VOICEMAIL: _there_is("voicemail", "call_id"),
                  Has.ISSUE: "r.issue_id IS NOT NULL"}),
    Document("attachment", Kind.POST, "r.name", "r.name", customer="t.customer_id",
             opens="coalesce(t.record_kind, 'customer')",
             target="coalesce(t.record_id, t.customer_id)", record="r.thread_id",
             area="t.record_kind", joins=_THREAD, has={Has.ATTACHMENT: "1"}),
    Document("line", Kind.LINE, "r.text", "r.text", opens="r.record_kind",
             target="r.record_id", record="r.record_id", area="r.record_kind"),
    Document("message", Kind.MESSAGE, "r.subject || ' ' || r.body || ' ' || r.address",
             "substr(trim(r.subject || ' ' || r.body), 1, 160)",
             author=f"CASE r.direction WHEN 'outbound' THEN r.written_by_name ELSE {_NAMED} END",
             opens="coalesce(r.record_kind, 'customer')",
             target="coalesce(r.record_id, r.customer_id)",
             record="coalesce(r.record_id, r.customer_id)", area="r.record_kind",
             at="r.written_at", status="r.status", statuses=tuple(MessageStatus),
             has={Has.ATTACHMENT: "r.files NOT IN ('', '[]')"}),
    Document("credit_note", Kind.CREDIT_NOTE, f"r.reason || ' ' || {_NAMED}",
             _titled(RecordKind.CREDIT_NOTE, "r.reason"), opens="'invoice'",
             target="r.invoice_id", record="r.invoice_id", author="r.issued_by_name",
             at="r.issued_at", with_owner=True),
)  # fmt: skip
"""Only added to at the end: a document's number tells its place here."""
PLACES: Mapping[str, int] = {one.entity: place for place, one in enumerate(DOCUMENTS)}
OWNED = tuple(one for one in DOCUMENTS if one.with_owner)


def read(document: Document, columns: str, where: str) -> str:
    """A statement over one kind of document."""
    return f"SELECT {columns} FROM {document.source} WHERE {where}"  # noqa: S608 - own names
