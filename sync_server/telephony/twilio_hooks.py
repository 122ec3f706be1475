"""One webhook of Twilio's, read: which call, which number, what happened and when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from softphone import address

_FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_BRIDGED = frozenset({"completed", "answered"})
_WITHHELD = frozenset(
    {"anonymous", "restricted", "unavailable", "unknown", "private", "blocked", "+266696687"}
)
_CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}")
_RECORDING_SID = re.compile(r"RE[0-9a-fA-F]{32}")


class BadHook(Exception):
    """A webhook lacks what it must carry; the message names the field and repeats no value."""


def is_twilio_call(call_key: str) -> bool:
    """Whether a call came in through Twilio, told by its key."""
    return _CALL_SID.fullmatch(call_key) is not None


def is_at_twilio(call_key: str) -> bool:
    """Whether it is a call at Twilio or a transferred part of one: our phone system knows none."""
    return is_twilio_call(call_key.partition("-")[0])


def transferred_key(call: str, target: str) -> str:
    """The key of the part of a call that `target` was handed; at Twilio it is still one call."""
    return f"{call}-{target}"


@dataclass(frozen=True, slots=True)
class Hook:
    """A request whose signature was right: `query` is what we wrote, `form` what Twilio says."""

    query: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def call(self) -> str:
        """The caller's own call, whichever leg this is about. Raises BadHook."""
        sid = self.query.get("call") or self.form.get("CallSid", "")
        if not is_twilio_call(sid):
            raise BadHook("CallSid is missing or no call's")
        return sid

    @property
    def recording(self) -> str:
        """Raises BadHook: the id becomes a file's name and part of an address."""
        sid = self.form.get("RecordingSid", "")
        if not _RECORDING_SID.fullmatch(sid):
            raise BadHook("RecordingSid is missing or no recording's")
        return sid

    @property
    def group(self) -> str:
        return self.query.get("group") or self.form.get("To", "")

    @property
    def user(self) -> str:
        return self.query.get("user", "")

    @property
    def outside(self) -> str:
        """The number this leg rings along at, empty for a phone of ours."""
        return self.query.get("outside", "")

    @property
    def turn(self) -> int:
        """Which round of a large group has rung."""
        return _whole(self.query.get("turn", ""))

    @property
    def caller(self) -> str:
        """E.164, empty when withheld or not told."""
        said = self.form.get("From", "")
        name = address.parse(said).user if said.lower().startswith("sip") else said
        return "" if name.lower() in _WITHHELD else address.normalise(name)

    @property
    def leg_status(self) -> str:
        return self.form.get("CallStatus", "")

    @property
    def is_over(self) -> bool:
        """The call this is about has ended; for an action page: nobody hears our answer."""
        return self.leg_status in _FINAL

    @property
    def dial_status(self) -> str:
        return self.form.get("DialCallStatus", "")

    @property
    def was_bridged(self) -> bool:
        """Somebody answered what we let ring, and they have spoken to the end."""
        return self.dial_status in _BRIDGED

    def seconds(self, name: str) -> int:
        return _whole(self.form.get(name, ""))

    def moment(self, name: str) -> datetime | None:
        """A time Twilio states (RFC 2822), the same in every copy of a webhook."""
        try:
            at = parsedate_to_datetime(self.form.get(name, ""))
        except ValueError:
            return None
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
