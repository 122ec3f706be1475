"""What we ask of Twilio by REST: end or redirect a call, look at one, fetch a recording."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from sync_server.notify.sms import QuietHttp
from sync_server.settings import TwilioSettings
from sync_server.store.blobs import MAX_RECORDING_BYTES

_TIMEOUT_S = 10.0
_MOST_MESSAGES = 1000
_CHUNK = 64 * 1024
_VERSION = "/2010-04-01"


class TwilioFault(Exception):
    """Twilio was not reached or said no; the message holds a status and no address."""


class TooBig(TwilioFault):
    """A recording is larger than what is kept; asking again will not make it smaller."""


class RecordingState(StrEnum):
    READY = "ready"
    PENDING = "pending"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class CallState:
    """A call as Twilio knows it; `status` is one of Twilio's words."""

    status: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """What a caller said after the tone, as Twilio keeps it."""

    recording: str
    call: str
    seconds: int
    began_at: datetime


class TwilioRest:
    """The real SDK; every method raises TwilioFault. One thread at a time."""

    def __init__(self, known: TwilioSettings, largest: int = MAX_RECORDING_BYTES) -> None:
        self._known = known
        self._largest = largest
        self._http = QuietHttp(known.api_url)
        self._client = Client(known.account_sid, known.auth_token, http_client=self._http)

    def close(self) -> None:
        self._http.session.close()

    def hang_up(self, call: str) -> None:
        """End a call, whatever state it is in."""
        _asked(lambda: self._client.calls(call).update(status="completed"))

    def redirect(self, call: str, page: str) -> None:
        """Let a call that is up go on with the TwiML of another page."""
        _asked(lambda: self._client.calls(call).update(url=page, method="POST"))

    def call(self, call: str) -> CallState:
        found = _asked(lambda: self._client.calls(call).fetch())
        return CallState(str(found.status), found.end_time)

    def recording(self, recording: str) -> RecordingState:
        """Whether a recording can be fetched, is still being made, or never will be."""
        found = _asked(lambda: self._client.recordings(recording).fetch())
        states = {"completed": RecordingState.READY, "absent": RecordingState.ABSENT}
        return states.get(str(found.status), RecordingState.PENDING)

    def messages(self, since: datetime) -> tuple[Message, ...]:
        """Messages left in the whole account since then; other recordings are not in it."""
        found = _asked(
            lambda: self._client.recordings.list(date_created_after=since, limit=_MOST_MESSAGES)
        )
        return tuple(
            Message(str(one.sid), str(one.call_sid), int(one.duration or 0), one.start_time)
            for one in found
            if one.source == "RecordVerb" and one.status == "completed" and one.start_time
        )

    def download(self, recording: str, target: Path) -> None:
        """Write the sound, as WAV, under `target`; nothing stands there until it is whole.

        The SDK reads every answer as text, so this one request is made beside it.
        """
        path = f"{_VERSION}/Accounts/{self._known.account_sid}/Recordings/{recording}.wav"
        auth = (self._known.account_sid, self._known.auth_token)
        aside = target.with_suffix(".loading")
        try:
            with self._http.session.get(
                self._known.api_url + path, auth=auth, stream=True, timeout=_TIMEOUT_S
            ) as answer:
                _check(answer.status_code)
                self._write(answer, aside)
            aside.replace(target)
        except OSError as fault:  # the network's, or a full disk's
            raise TwilioFault(type(fault).__name__) from fault
        finally:
            aside.unlink(missing_ok=True)

    def _write(self, answer: requests.Response, aside: Path) -> None:
        size = 0
        with aside.open("wb") as out:
            for chunk in answer.iter_content(_CHUNK):
                size += len(chunk)
                if size > self._largest:
                    raise TooBig(f"more than {self._largest} bytes")
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())


def _asked(ask: Any) -> Any:
    """The SDK's answer, whose classes it does not type."""
    try:
        return ask()
    except TwilioRestException as refusal:
        raise TwilioFault(f"status {refusal.status}, code {refusal.code}") from None
    except (requests.RequestException, TwilioException) as fault:
        raise TwilioFault(type(fault).__name__) from fault


def _check(status: int) -> None:
    if status != requests.codes.ok:
        raise TwilioFault(f"status {status}")
