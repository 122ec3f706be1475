"""A business number as it is edited: what is in each field, and the command it makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import (
    MAX_RING_SECONDS,
    MIN_RING_SECONDS,
    RingGroupRow,
    SaveRingGroup,
)
from sync_server.contract.values import RecordingRule, Route
from sync_server.rules.opening_hours import WEEKDAYS

ROUTES: Mapping[Route, str] = {
    Route.MAILBOX: "Voicemail",
    Route.EXTERNAL: "Forward to another number",
    Route.NOWHERE: "Tell the caller that nobody answers",
}
RECORDINGS: Mapping[RecordingRule, str] = {
    RecordingRule.NEVER: "Never",
    RecordingRule.ON_REQUEST: "When the agent asks for it",
    RecordingRule.ALWAYS: "Always",
}
RINGTONES: Mapping[str, str] = {
    "": "Standard",
    "classic": "Classic",
    "chime": "Chime",
    "soft": "Soft",
}
"""The tones that are shipped, by the names of their files."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIELDS: Mapping[str, str] = {
    "business number": "number",
    "has a ring group": "number",
    "name callers": "name",
    "Phones ring": "ring_seconds",
    "wrap-up": "wrap_up_seconds",
    "kept for": "retention_days",
    "Forwarding needs": "fallback_number",
    "greeting": "greeting",
    "time zone": "time_zone",
    "is not written like “mon": "hours",
    "does not end after": "hours",
    "is not written like “2026": "holidays",
    "day of the calendar": "holidays",
    "outside": "also_ring",
    "members": "members",
    "has no phone": "members",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which field; an empty field: in none of them."""

    field: str
    sentence: str


class NotAForm(Exception):
    """A field holds what no command can carry."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class NumberForm:
    """One business number, fields as typed; hours are one text for each weekday."""

    group_id: RowId
    version: int = -1
    name: str = ""
    number: str = ""
    member_ids: tuple[RowId, ...] = ()
    ring_seconds: str = "25"
    fallback: Route = Route.MAILBOX
    fallback_number: str = ""
    hours: tuple[str, ...] = ("",) * 7
    time_zone: str = "UTC"
    holidays: tuple[str, ...] = ()
    closed_route: Route = Route.MAILBOX
    closed_number: str = ""
    call_waiting: bool = True
    ringtone: str = ""
    wrap_up_seconds: str = "0"
    asks_disposition: bool = False
    recording: RecordingRule = RecordingRule.NEVER
    announces_recording: bool = True
    retention_days: str = "90"
    greeting_sha256: str = ""
    also_ring: str = ""


def form_of(row: RingGroupRow) -> NumberForm:
    """A stored number, ready to be edited."""
    return NumberForm(
        row.id,
        row.version,
        row.name,
        row.number,
        row.member_ids,
        str(row.ring_seconds),
        row.fallback,
        row.fallback_number,
        tuple(of_day(day, row.hours) for day in WEEKDAYS),
        row.time_zone,
        row.holidays,
        row.closed_route,
        row.closed_number,
        row.call_waiting,
        row.ringtone,
        str(row.wrap_up_seconds),
        row.asks_disposition,
        row.recording,
        row.announces_recording,
        str(row.retention_days),
        row.greeting_sha256,
        ", ".join(row.also_ring),
    )


def command_of(form: NumberForm) -> SaveRingGroup:
    """What the form asks for. Raises NotAForm where a number is none."""
    return SaveRingGroup(
        group_id=form.group_id,
        seen_version=form.version,
        number=_digits(form.number),
        name=form.name.strip(),
        member_ids=form.member_ids,
        ring_seconds=_whole(form.ring_seconds, "ring_seconds", "seconds"),
        fallback=form.fallback,
        fallback_number=_digits(form.fallback_number),
        hours=tuple(spans(form.hours)),
        time_zone=form.time_zone.strip(),
        holidays=tuple(line.strip() for line in form.holidays if line.strip()),
        closed_route=form.closed_route,
        closed_number=_digits(form.closed_number),
        call_waiting=form.call_waiting,
        ringtone=form.ringtone,
        wrap_up_seconds=_whole(form.wrap_up_seconds, "wrap_up_seconds", "seconds"),
        asks_disposition=form.asks_disposition,
        recording=form.recording,
        announces_recording=form.announces_recording,
        retention_days=_whole(form.retention_days, "retention_days", "days"),
        greeting_sha256=form.greeting_sha256,
        also_ring=tuple(_digits(one) for one in form.also_ring.split(",") if one.strip()),
    )


def problem_of(sentence: str, form: NumberForm) -> Problem:
    """At which field a rule's sentence belongs."""
    field = next((field for words, field in _FIELDS.items() if words in sentence), "")
    if field == "fallback_number" and (
        form.fallback is not Route.EXTERNAL or _digits(form.fallback_number)
    ):
        field = "closed_number"
    return Problem(field, sentence)


def ring_problem(text: str) -> str:
    """What is wrong with a ring time while it is typed (CAL-05); empty when nothing is."""
    if text.strip().isdecimal() and MIN_RING_SECONDS <= int(text) <= MAX_RING_SECONDS:
        return ""
    return f"{MIN_RING_SECONDS} to {MAX_RING_SECONDS} seconds; 25 is usual."


def of_day(day: str, hours: Iterable[str]) -> str:
    """What a line of the hours shows for `mon`: `08:00-12:00, 13:00-17:00`."""
    return ", ".join(text.removeprefix(f"{day} ") for text in hours if text.startswith(f"{day} "))


def spans(days: tuple[str, ...]) -> Iterable[str]:
    """Seven lines as the rules read them: `mon 08:00-12:00`."""
    for day, text in zip(WEEKDAYS, days, strict=True):
        for span in text.replace("–", "-").split(","):  # noqa: RUF001 - what people type
            if span.strip():
                yield f"{day} {span.replace(' ', '')}"


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign not in " ()-./")


def _whole(text: str, field: str, unit: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise NotAForm(Problem(field, f"“{text}” is no number of {unit}."))
    return int(text)
