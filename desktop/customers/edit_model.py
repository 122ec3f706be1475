"""What the edit dialog holds, what of it changed, and what somebody else changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync_server.contract.care import CustomerFlag
from sync_server.contract.customers import FieldEdit

FIELDS: Mapping[str, str] = {
    "name": "Name",
    "location": "Address",
    "note": "Note (office only)",
    "pinned_alert": "Pinned alert",
}
FLAGS: Mapping[CustomerFlag, str] = {
    CustomerFlag.AUTO_MESSAGES_PAUSED: "Pause automatic messages",
    CustomerFlag.NO_CALLS: "Does not want calls",
    CustomerFlag.NO_SMS: "Does not want SMS",
    CustomerFlag.NO_EMAIL: "Does not want e-mail",
    CustomerFlag.MARKETING_AGREED: "Agreed to marketing",
}


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """The values of the dialog, as stored or as typed."""

    name: str = ""
    location: str = ""
    note: str = ""
    pinned_alert: str = ""
    flags: frozenset[CustomerFlag] = frozenset()

    def value(self, field: str) -> str:
        return str(getattr(self, field))


def edits(seen: ProfileForm, wanted: ProfileForm) -> tuple[FieldEdit, ...]:
    """What the person changed, each with what they saw before."""
    return tuple(
        FieldEdit(field=field, old=seen.value(field), new=wanted.value(field))
        for field in FIELDS
        if seen.value(field) != wanted.value(field)
    )


def flag_changes(seen: ProfileForm, wanted: ProfileForm) -> Mapping[CustomerFlag, bool]:
    return {
        flag: flag in wanted.flags
        for flag in FLAGS
        if (flag in seen.flags) != (flag in wanted.flags)
    }


def clashes(seen: ProfileForm, now: ProfileForm, wanted: ProfileForm) -> Mapping[str, str]:
    """Fields this person changed and somebody else changed otherwise: with the other's value."""
    return {
        edit.field: now.value(edit.field)
        for edit in edits(seen, wanted)
        if now.value(edit.field) not in {edit.old, edit.new}
    }
