"""History in words: a line, or two versions of a row, as people say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from types import MappingProxyType

from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import EPOCH, Column, columns
from sync_server.contract.customers import ContactPointRow
from sync_server.contract.feed import BY_ENTITY, entity
from sync_server.contract.history import HistoryChange, HistoryLine
from sync_server.contract.notices import PreferenceRow
from sync_server.contract.values import ContactKind, RecordKind, Role, code
from sync_server.rules.history import difference
from sync_server.rules.history_values import in_words, label, name_of
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES

SHORT = 60
"""Longer texts are told as changed, not quoted in a sentence."""
NOT_SHOWN = "not shown to you"
ERASED = "Erased for good"

_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "value": "Contact",
        "body": "Text",
        "is_on": "Switched on",
        "active": "Has access",
        "archived": "Archived",
        "removed": "Removed",
        "pinned": "Pinned",
        "worker_ids": "Fieldworkers",
        "member_ids": "Members",
        "responsible_ids": "Responsible",
        "pay_cents": "Fieldworkers' pay",
        "starts_at": "Starts",
        "due_at": "Due",
        "sip_user": "Phone account",
        "role": "Role",
        "email": "E-mail",
        "contact_kind": "Kind",
        "disposition_id": "Disposition",
        "pinned_alert": "Alert",
        "payer_id": "Bill payer",
        "status_id": "Own status",
        "ends_at": "Ends",
        "merged_name": "Merged profile",
        "quantity_thousandths": "Quantity",
        "tax_bp": "Tax rate",
        "unit_cents": "Unit price",
        "net_cents": "Net",
        "is_paused": "Paused",
        "no_email": "Wants no e-mail",
        "no_sms": "Wants no SMS",
        "no_calls": "Wants no calls",
        "auto_messages_paused": "Automatic messages paused",
        "marketing_agreed": "Agreed to marketing",
        "grants": "Rights",
    }
)
_TECHNICAL = frozenset(
    {
        "version",
        "thread_id",
        "customer_id",
        "post_id",
        "call_id",
        "call_key",
        "continues_id",
        "ring_group_id",
        "author_id",
        "author_name",
        "author_role",
        "written_at",
        "posted_at",
        "edited_at",
        "created_at",
        "removed_at",
        "record_kind",
        "sha256",
        "greeting_sha256",
        "media_type",
        "steps",
        "contact_kind",
        "record_id",
        "gone",
        "kept_id",
        "merged_id",
        "merged_by",
        "merged_at",
        "taken_by",
        "issued_by",
        "written_by",
        "came_from",
        "position",
        "channel",
        "module",
        "staff_id",
        "reported_by",
        "answered_by_name",
        "owner_name",
        "loss_permille",
        "jitter_ms",
        "rtt_ms",
        "mos_hundredths",
    }
)
"""Columns that say nothing a person would ask the history for."""
_THINGS: Mapping[str, str] = MappingProxyType(
    {
        "customer_note": "Office notes",
        "booking_money": "Price of booking",
        "customer_billing": "Billing",
        "merge": "Merge of profiles",
        "line": "Line",
        "permission": "Rights of role",
        "post": "Message",
        "hold": "Pay hold",
        "ring_group": "Business number",
        "preference": "Notification switch",
        "agent_state": "State of colleague",
        "staff": "Colleague",
        "sign_in": "Sign-in",
    }
)
_ACTS: Mapping[str, str] = MappingProxyType(
    {
        "post.write": "Message written",
        "post.edit": "Message edited",
        "post.remove": "Message removed",
        "post.change_visibility": "Message shown to others",
        "account.sign_in": "Signed in",
        "account.sign_out": "Signed out",
    }
)


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """One field in words. `column` is its name in the row, for filters."""

    field: str
    old: str
    new: str
    column: str
    is_hidden: bool = False

    def sentence(self) -> str:
        """`Status: Draft to Sent`, `Phone: +61 ...`, `Note changed`."""
        if self.is_hidden:
            return f"{self.field} changed ({NOT_SHOWN})"
        if any(len(text) > SHORT or "\n" in text for text in (self.old, self.new)):
            return f"{self.field} changed"
        if not self.old:
            return f"{self.field}: {self.new}"
        return f"{self.field}: {self.old} to {self.new or 'nothing'}"


@dataclass(frozen=True, slots=True)
class LineTold:
    """What happened and to what: `Booking BOK-00012 changed`, with each field."""

    title: str
    changes: tuple[ChangeTold, ...]


def tell(view: View, line: HistoryLine, zone: tzinfo) -> LineTold:
    """A line of the history in words; times in the reader's zone."""
    if line.is_erased:
        return LineTold(f"{_thing(view, line)} {_ending(line)}", ())
    kinds = _columns(line.entity)
    changes = [
        _told(view, line, change, kinds.get(change.field), zone)
        for change in line.changes
        if _is_worth_telling(change, kinds.get(change.field), is_new=line.is_new)
    ]
    act = _ACTS.get(line.kind) if line.entity in {"post", "sign_in"} else None
    return LineTold(act or f"{_thing(view, line)} {_ending(line)}", tuple(changes))


def tell_versions(
    view: View, before: Row | None, after: Row, zone: tzinfo
) -> tuple[ChangeTold, ...]:
    """What differs between two versions of a row, in words."""
    pairs = difference(before, after).items()
    changes = tuple(HistoryChange(name, _text(old), _text(new)) for name, (old, new) in pairs)
    line = HistoryLine(
        n=0,
        at=EPOCH,
        by=RowId(""),
        by_name="",
        by_role=Role.SYSTEM,
        kind="",
        entity=entity(type(after)),
        row_id=after.id,
        changes=changes,
        is_new=before is None,
    )
    return tell(view, line, zone).changes


def is_worth_a_row(line: HistoryLine) -> bool:
    """A line that says something by itself, also where no field of it is worth telling."""
    is_turned = any(change.field == "gone" for change in line.changes)
    return line.is_new or line.is_erased or is_turned or line.entity == "sign_in"


def _ending(line: HistoryLine) -> str:
    if line.is_new:
        return "added"
    turned = next((change.new for change in line.changes if change.field == "gone"), None)
    return {"1": "removed", "0": "brought back"}.get(turned or "", "changed")


def _columns(name: str) -> Mapping[str, Column]:
    kind = BY_ENTITY.get(name)
    return {column.name: column for column in columns(kind)} if kind is not None else {}


def _is_worth_telling(change: HistoryChange, column: Column | None, *, is_new: bool) -> bool:
    if change.field in _TECHNICAL:
        return False
    if not is_new:
        return True
    empty = {None, "", "[]", "0"}
    if column is not None and column.default is not None:
        empty.add(str(column.default))
    return change.new not in empty


def _told(
    view: View, line: HistoryLine, change: HistoryChange, column: Column | None, zone: tzinfo
) -> ChangeTold:
    words = field_words(change.field)
    if line.entity == "contact_point" and change.field == "value":
        words = _contact(view, line)
    old, new = (
        "" if value is None else in_words(view, change.field, value, column, zone)
        for value in (change.old, change.new)
    )
    is_hidden = change.old is None and change.new is None
    return ChangeTold(words, old, new, change.field, is_hidden)


def field_words(name: str) -> str:
    """A column as people say it: `total_cents` is Total."""
    if name in _FIELDS:
        return _FIELDS[name]
    bare = name
    for ending in ("_cents", "_at", "_ids", "_id"):
        bare = bare.removesuffix(ending)
    return bare.replace("_", " ").capitalize()


def _thing(view: View, line: HistoryLine) -> str:
    if line.entity == "contact_point":
        return _contact(view, line)
    return thing(view, line.entity, line.row_id)


def thing(view: View, name: str, row_id: RowId) -> str:
    """What a row is: `Booking BOK-00012`, `Office notes`, `Colleague Amy`."""
    words = _THINGS.get(name, name.replace("_", " ").capitalize())
    if name == "preference":
        return _switch(view, row_id, words)
    if name in {"staff", "agent_state"}:
        return f"{words} {name_of(view, row_id)}"
    named = "booking" if name == "booking_money" else name
    kind = RecordKind(named) if named in set(RecordKind) else RecordKind.CUSTOMER
    if kind is RecordKind.CUSTOMER:
        return words
    number = getattr(view.get(RECORD_TYPES[kind], row_id), "number", None)
    return f"{words} {code(kind, number, row_id)}"


def _switch(view: View, row_id: RowId, words: str) -> str:
    row = view.get(PreferenceRow, row_id)
    if row is None:
        return words
    whose = name_of(view, row.staff_id) if row.staff_id else label(row.role or Role.AGENT)
    return f"{words} of {whose}: {row.module}, {row.channel}"


def _contact(view: View, line: HistoryLine) -> str:
    point = view.get(ContactPointRow, line.row_id)
    told = next((each.new for each in line.changes if each.field == "contact_kind"), None)
    kind = told or (point.contact_kind if point is not None else ContactKind.PHONE)
    return "E-mail" if kind == ContactKind.EMAIL else "Phone"


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)
