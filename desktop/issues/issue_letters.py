"""What is written about an issue: its letters, and messages to who complained or puts it right."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.issues.issue_parts import Offer
from desktop.issues.issue_sheet import IssueSheet
from desktop.links import AckWish, LetterWish, MessageWish
from desktop.rights import Rights
from sync_server.contract.base import RowId
from sync_server.contract.letters import LetterKind
from sync_server.contract.messages import SendMessage
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, IssueStatus, RecordKind
from sync_server.rules.view import View

_LETTERS: Mapping[str, tuple[LetterKind, str, str]] = {
    "letter_ack": (LetterKind.ACKNOWLEDGEMENT, "E-mail acknowledgement", "mail"),
    "letter_details": (LetterKind.DETAILS, "E-mail complaint details", "mail"),
    "letter_resolution": (LetterKind.RESOLUTION, "E-mail resolution", "circle-check"),
}


def letter_offers(sheet: IssueSheet, rights: Rights) -> tuple[Offer, ...]:
    """The lines of the menu; the resolution tells that it is over, so it waits for that."""
    if not rights.may(SendMessage):
        return ()
    is_closed = sheet.row.status is IssueStatus.CLOSED
    late = {LetterKind.RESOLUTION: "" if is_closed else "once the issue is closed"}
    return tuple(
        Offer(key, words, icon, refusal=late.get(kind, ""))
        for key, (kind, words, icon) in _LETTERS.items()
    )


def letter_wish(issue_id: RowId, key: str) -> AckWish | LetterWish | None:
    """What the line with this key wishes for; None: it is no letter's."""
    if key not in _LETTERS:
        return None
    kind = _LETTERS[key][0]
    is_ack = kind is LetterKind.ACKNOWLEDGEMENT
    return AckWish(issue_id) if is_ack else LetterWish(issue_id, kind)


def assignee(view: View, sheet: IssueSheet) -> StaffRow | None:
    """Who puts it right: the first fieldworker responsible, else its owner."""
    ids = (*sheet.row.responsible_ids, *((sheet.row.owner_id,) if sheet.row.owner_id else ()))
    found = (view.get(StaffRow, each) for each in ids)
    return next((each for each in found if each is not None and each.active), None)


def message_about(view: View, sheet: IssueSheet, key: str, body: str = "") -> MessageWish:
    """`key` says how and to whom: `mail_customer`, `text_assignee`."""
    how, _, whom = key.partition("_")
    is_mail = how == "mail"
    staff = assignee(view, sheet) if whom == "assignee" else None
    address = "" if staff is None else staff.email if is_mail else staff.phone
    return MessageWish(
        Channel.EMAIL if is_mail else Channel.SMS,
        sheet.row.customer_id,
        address=address,
        subject=f"{sheet.code}: {sheet.row.issue_type}" if is_mail else "",
        body=body,
        record_kind=RecordKind.ISSUE,
        record_id=sheet.row.id,
        staff_id=staff.id if staff is not None else None,
    )
