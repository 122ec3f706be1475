"""One call as its panel tells it: the story in steps, the line's quality in words, what to hear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.calls import log_model
from desktop.qt.formatting import exact, hour, phone
from desktop.qt.statuses import Badge
from desktop.qt.table_model import Sign
from desktop.qt.tones import Tone
from desktop.replica.call_log import LinkedRecord, LoggedCall
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, CallStep, RecordingRow, VoicemailRow
from sync_server.contract.values import CallOutcome, Direction, HungUpBy, StepKind

_STEPS: Mapping[StepKind, tuple[str, str, Tone]] = {
    StepKind.ANSWERED: ("answered", "phone-call", Tone.GREEN),
    StepKind.DECLINED: ("declined", "phone-off", Tone.GREY),
    StepKind.MISSED: ("did not answer", "phone-missed", Tone.ORANGE),
    StepKind.TRANSFERRED: ("transferred the call", "phone-forwarded", Tone.BLUE),
    StepKind.FORWARDED: ("forwarded the call", "phone-forwarded", Tone.BLUE),
    StepKind.VOICEMAIL: ("Caller left a voicemail", "voicemail", Tone.PURPLE),
    StepKind.PHONE_STOPPED: ("phone stopped during the call", "triangle-alert", Tone.RED),
    StepKind.CALLED_BACK: ("called back", "phone-outgoing", Tone.GREEN),
}
_TO_SOMEBODY = frozenset({StepKind.TRANSFERRED, StepKind.FORWARDED})
_HUNG_UP = {
    HungUpBy.AGENT: "Us",
    HungUpBy.PHONE_STOPPED: "Nobody: the phone stopped",
    HungUpBy.UNKNOWN: "",
}
GOOD_MOS, FAIR_MOS = 400, 360
"""ITU-T G.107, annex B: from 4.03 on users are satisfied, below 3.60 many are not."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened, at a time."""

    at: str
    words: str
    sign: Sign
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    title: str
    text: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Hearable:
    """A recording or voicemail of this call."""

    id: RowId
    words: str
    sha256: str
    is_voicemail: bool


@dataclass(frozen=True, slots=True)
class DispositionChoice:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CallShown:
    """Everything the panel shows."""

    id: RowId
    title: str
    sign: Sign
    badge: Badge
    number: str
    customer_id: RowId | None
    customer: str
    facts: tuple[Fact, ...]
    story: tuple[StoryLine, ...]
    hearables: tuple[Hearable, ...] = ()
    records: tuple[LinkedRecord, ...] = ()
    dispositions: tuple[DispositionChoice, ...] = ()
    disposition_id: str = ""


def shown_call(
    call: LoggedCall,
    row: CallRow,
    sounds: Iterable[RecordingRow | VoicemailRow],
    dispositions: Iterable[DispositionChoice],
    names: Mapping[RowId, str] | None = None,
) -> CallShown:
    """Everything of one call; `names` are those of the staff in its steps."""
    return CallShown(
        id=call.id,
        title=phone(call.number) if call.number else log_model.WITHHELD,
        sign=log_model.sign(call),
        badge=log_model.outcome(call),
        number=call.number,
        customer_id=call.customer_id,
        customer=log_model.customer(call),
        facts=tuple(_facts(call, row)),
        story=story(call, row, names or {}),
        hearables=tuple(_hearable(sound) for sound in sounds if sound.sha256),
        records=call.records,
        dispositions=tuple(dispositions),
        disposition_id=row.disposition_id or "",
    )


def story(call: LoggedCall, row: CallRow, names: Mapping[RowId, str]) -> tuple[StoryLine, ...]:
    """From the first ring to the end, transfers included, each with its time and name."""
    began = "Called " if call.direction is Direction.OUTBOUND else "Rang at "
    where = (
        log_model.number(call) if call.direction is Direction.OUTBOUND else log_model.group(call)
    )
    lines = [_line(call.started_at, f"{began}{where}", log_model.sign(call))]
    lines += [_step(step, names) for step in (*_assumed(call, row), *row.steps)]
    if call.ended_at is not None and call.answered_at is not None:
        lines.append(_line(call.ended_at, _end(row), Sign("phone-off")))
    if row.settled_at is not None:
        by = row.settled_by_name or "Somebody"
        lines.append(_line(row.settled_at, f"{by} settled it", Sign("circle-check", Tone.GREEN)))
    return tuple(lines)


def quality(row: CallRow) -> Fact | None:
    """How the line was: `Good`, the measurements in the tooltip; None where nobody measured."""
    if row.mos_hundredths is None:
        return None
    words = "Good" if row.mos_hundredths >= GOOD_MOS else "Fair"
    if row.mos_hundredths < FAIR_MOS:
        words = "Poor"
    lost = (row.loss_permille or 0) / 10
    measured = (
        f"{lost:g} % lost, jitter {row.jitter_ms or 0} ms, MOS {row.mos_hundredths / 100:.1f}"
    )
    why = _why(row) if words != "Good" else ""
    return Fact("Line quality", f"{words}{why} ({measured})")


def _why(row: CallRow) -> str:
    if (row.loss_permille or 0) >= 20:
        return ": parts of the conversation were lost"
    return ": the sound came unevenly" if (row.jitter_ms or 0) >= 30 else ": long delay"


def _facts(call: LoggedCall, row: CallRow) -> Iterable[Fact]:
    yield Fact("Started", exact(call.started_at))
    yield Fact("Rang", log_model.rang(call))
    if call.outcome is CallOutcome.VOICEMAIL:
        yield Fact("Message", log_model.talked(call))
    elif call.talked is not None:
        yield Fact("Talked", log_model.talked(call))
    yield Fact("Agent", log_model.agent(call))
    yield Fact("Ring group", log_model.group(call))
    ended = "Customer" if row.hung_up_by is HungUpBy.OTHER_SIDE else _HUNG_UP[row.hung_up_by]
    if ended:
        yield Fact("Hung up by", ended)
    if (measured := quality(row)) is not None:
        yield measured


def _assumed(call: LoggedCall, row: CallRow) -> tuple[CallStep, ...]:
    """What the row says itself and no step does: who answered first, or that a message was left."""
    told = {step.kind for step in row.steps if step.by is None or step.by == row.answered_by}
    if call.answered_at is not None and StepKind.ANSWERED not in told:
        return (CallStep(call.answered_at, StepKind.ANSWERED, row.answered_by, call.agent),)
    if row.steps:
        return ()
    if call.outcome is CallOutcome.VOICEMAIL and call.ended_at is not None:
        return (CallStep(call.ended_at, StepKind.VOICEMAIL),)
    return ()


def _step(step: CallStep, names: Mapping[RowId, str]) -> StoryLine:
    """A transfer names in `who` where it went and in `by` who sent it; all else who did it."""
    words, icon, tone = _STEPS[step.kind]
    if step.kind in _TO_SOMEBODY:
        sender = names.get(step.by, "") if step.by else ""
        said = f"{sender} {words}" if sender else words.capitalize().replace(" the call", "")
        words = f"{said} to {phone(step.who)}" if step.who else said
    elif step.kind is not StepKind.VOICEMAIL:
        words = f"{step.who or 'Somebody'} {words}"
    if step.detail:
        words = f"{words}, {phone(step.detail)}"
    return _line(step.at, words, Sign(icon, tone))


def _end(row: CallRow) -> str:
    if row.hung_up_by is HungUpBy.OTHER_SIDE:
        return "The other side hung up"
    if row.hung_up_by is HungUpBy.AGENT:
        return f"{row.answered_by_name or 'We'} hung up"
    return "Call ended"


def _line(at: datetime, words: str, sign: Sign) -> StoryLine:
    return StoryLine(f"{hour(at)}:{at.astimezone():%S}", words, sign, exact(at))


def _hearable(sound: RecordingRow | VoicemailRow) -> Hearable:
    is_voicemail = isinstance(sound, VoicemailRow)
    minutes, seconds = divmod(sound.seconds, 60)
    name = "Voicemail" if is_voicemail else "Recording"
    return Hearable(sound.id, f"{name}, {minutes}:{seconds:02}", sound.sha256, is_voicemail)
