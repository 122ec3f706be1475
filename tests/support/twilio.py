"""Twilio's side of a call: signed webhooks over HTTP to the real server, as its TwiML asks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import inspect
import itertools
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
import uvicorn
from twilio.twiml import lower_camel
from twilio.twiml.voice_response import Dial, VoiceResponse

from sync_server import app
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.settings import Settings, TwilioSettings
from sync_server.store.bulk import bring_in
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony.twilio_plan import Routes
from sync_server.telephony.webhooks import twilio_office
from tests.support.clock import HandClock
from tests.support.sip import free_ports
from tests.support.twilio_api import TwilioApi, twilio_api

R = TypeVar("R", bound=Row)

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "0123456789abcdef0123456789abcdef"
PUBLIC = "https://phones.harbour.example/desk"
NUMBER = "+15550100"
CALLER = "+12025550123"
DOMAIN = "harbour.sip.twilio.com"
MEMBERS = ("ann", "bob", "cid")
MOST_NOUNS = 10

_serial = itertools.count(1)
# Verbs, the nouns within them, and the SDK method whose arguments name their attributes.
_ELEMENTS = {
    ("Response", "Dial"): VoiceResponse.dial,
    ("Response", "Record"): VoiceResponse.record,
    ("Response", "Say"): VoiceResponse.say,
    ("Response", "Play"): VoiceResponse.play,
    ("Response", "Hangup"): VoiceResponse.hangup,
    ("Response", "Reject"): VoiceResponse.reject,
    ("Dial", "Sip"): Dial.sip,
    ("Dial", "Number"): Dial.number,
}
_REQUIRED = {
    "Dial": {"action", "timeout", "answerOnBridge"},
    "Sip": {"statusCallback", "statusCallbackEvent"},
    "Number": {"statusCallback", "statusCallbackEvent"},
    "Record": {"action", "maxLength", "timeout", "playBeep", "recordingStatusCallback"},
}
_CALL_EVENTS = {"initiated", "ringing", "answered", "completed"}
_RECORDING_EVENTS = {"in-progress", "completed", "absent"}


def sid(prefix: str) -> str:
    return f"{prefix}{next(_serial):032x}"


def signature(url: str, form: list[tuple[str, str]], token: str = TOKEN) -> str:
    """HMAC-SHA1 over the address and the sorted fields, in base64."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


def read_twiml(text: str) -> ET.Element:
    """TwiML whose elements, attributes and limits are Twilio's."""
    root = ET.fromstring(text)  # noqa: S314 - our own server wrote it
    assert root.tag == "Response"
    for parent in root.iter():
        for child in parent:
            known = inspect.signature(_ELEMENTS[parent.tag, child.tag]).parameters
            names = {lower_camel(name) for name in known} - {"self", "kwargs"}
            assert set(child.attrib) <= names, child.attrib
            assert _REQUIRED.get(child.tag, set()) <= set(child.attrib)
            _check_values(child)
    return root


def _check_values(element: ET.Element) -> None:
    for name, value in element.attrib.items():
        if name in ("action", "referUrl", "statusCallback", "recordingStatusCallback"):
            assert value.startswith(PUBLIC + "/twilio/")
        elif name == "statusCallbackEvent":
            assert set(value.split()) <= _CALL_EVENTS
        elif name == "recordingStatusCallbackEvent":
            assert set(value.split()) <= _RECORDING_EVENTS
        elif name in ("timeout", "maxLength"):
            assert 1 <= int(value) <= 600
        elif name.lower().endswith("method"):
            assert value == "POST"
    if element.tag == "Dial":
        assert 1 <= len(element) <= MOST_NOUNS


@dataclass(frozen=True, slots=True)
class Webhook:
    """One request Twilio makes, so that it can be made again."""

    url: str
    form: tuple[tuple[str, str], ...]

    def with_fields(self, **more: str) -> Webhook:
        return replace(self, form=tuple({**dict(self.form), **more}.items()))


@dataclass
class TwilioLine:
    """Use `twilio_line()`: a served office whose number is Twilio's."""

    server: Server
    clock: HandClock
    api: TwilioApi
    local: str
    session: requests.Session

    def send(self, hook: Webhook, signed: str | None = None) -> requests.Response:
        """Post it, signed as Twilio does unless another signature is given."""
        header = signature(hook.url, list(hook.form)) if signed is None else signed
        return self.session.post(
            hook.url.replace(PUBLIC, self.local, 1),
            data=urlencode(hook.form),
            headers={
                "X-Twilio-Signature": header,
                "Content-Type": "application/x-www-form-urlencoded",
            },
            timeout=20,
        )

    def rows(self, kind: type[R], **equal: object) -> list[R]:
        with self.server.database.reading() as connection:
            return SqlView(connection).where(kind, **equal)

    def row(self, call: str) -> CallRow:
        (row,) = self.rows(CallRow, call_key=call)
        return row

    def call(self) -> TwilioCall:
        return TwilioCall(self)


@dataclass
class TwilioCall:
    """One caller at Twilio; does what the TwiML says and remembers every webhook it made."""

    line: TwilioLine
    sid: str = field(default_factory=lambda: sid("CA"))
    sent: list[Webhook] = field(default_factory=list)
    twiml: ET.Element = field(default_factory=lambda: ET.Element("Response"))
    status: str = "ringing"

    def dial(self, to: str = NUMBER) -> None:
        self._go(self.hook(f"{PUBLIC}/twilio/voice", To=to))

    def legs(self) -> dict[str, str]:
        """Who rings now: phone or number, and where their status goes."""
        nouns = self.twiml.findall("./Dial/*")
        return {
            parse_qs(urlsplit(noun.attrib["statusCallback"]).query)["user"][0]: noun.attrib[
                "statusCallback"
            ]
            for noun in nouns
        }

    def leg(self, user: str, status: str, **more: str) -> None:
        """One leg's status callback; answering makes the caller's own call go on."""
        if status == "in-progress":
            self.status = "in-progress"
        form = {"CallStatus": status, "CallSid": sid("CA"), "ParentCallSid": self.sid, **more}
        self._tell(self.hook(self.legs()[user], Timestamp=self.now, **form))

    def ring(self) -> None:
        for user in self.legs():
            self.leg(user, "initiated")
            self.leg(user, "ringing")

    def cancel(self, *users: str) -> None:
        for user in users:
            self.leg(user, "canceled")

    def dial_ended(self, status: str, seconds: int = 0) -> None:
        """`<Dial>` is over: Twilio asks its action page what to do."""
        (dial,) = self.twiml.findall("./Dial")
        self._go(
            self.hook(dial.attrib["action"], DialCallStatus=status, DialCallDuration=str(seconds))
        )

    def hang_up(self, status: str = "completed", seconds: int = 0) -> None:
        """The caller's own call ends and the number's status callback is told."""
        self.status = status
        self._tell(
            self.hook(f"{PUBLIC}/twilio/status", Timestamp=self.now, CallDuration=str(seconds))
        )

    def refer(self, target: str) -> None:
        (dial,) = self.twiml.findall("./Dial")
        self._go(self.hook(dial.attrib["referUrl"], ReferTransferTarget=target))

    def record(self, seconds: int) -> str:
        """Speak after the tone; answer the recording's id."""
        (record,) = self.twiml.findall("./Record")
        recording = sid("RE")
        began = self.line.clock()
        self.recording(recording, "in-progress", began)
        self.line.clock.advance(timedelta(seconds=seconds))
        page = record.attrib["recordingStatusCallback"]
        self.status = "in-progress"
        self._go(self.hook(record.attrib["action"], RecordingSid=recording))
        self._tell(self._recording(page, recording, "completed", began, seconds))
        return recording

    def recording(self, recording: str, status: str, began: datetime) -> None:
        (record,) = self.twiml.findall("./Record")
        page = record.attrib["recordingStatusCallback"]
        self._tell(self._recording(page, recording, status, began, 0))

    def hook(self, url: str, **more: str) -> Webhook:
        form = {
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
            "CallSid": self.sid,
            "CallStatus": self.status,
            "Direction": "inbound",
            "From": CALLER,
            "To": NUMBER,
            **more,
        }
        return Webhook(url, tuple(form.items()))

    @property
    def now(self) -> str:
        return format_datetime(self.line.clock())

    @property
    def row(self) -> CallRow:
        return self.line.row(self.sid)

    def _recording(
        self, page: str, recording: str, status: str, began: datetime, seconds: int
    ) -> Webhook:
        """A recording's status names neither caller nor number."""
        form = {
            "AccountSid": ACCOUNT,
            "CallSid": self.sid,
            "RecordingSid": recording,
            "RecordingStatus": status,
            "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/{recording}",
            "RecordingStartTime": format_datetime(began),
            "RecordingDuration": str(seconds),
        }
        return Webhook(page, tuple(form.items()))

    def _tell(self, hook: Webhook) -> None:
        self.sent.append(hook)
        answer = self.line.send(hook)
        assert (answer.status_code, answer.text) == (204, "")

    def _go(self, hook: Webhook) -> None:
        self.sent.append(hook)
        answer = self.line.send(hook)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"].startswith("text/xml")
        self.twiml = read_twiml(answer.text)


def people(*users: str) -> list[Row]:
    """Staff with phones, the group of all of them behind the number, and a boss without one."""
    boss = StaffRow(id=RowId("boss"), name="Boss", role=Role.OWNER)
    staff = [StaffRow(id=RowId(user), name=user.title(), sip_user=user) for user in users]
    group = RingGroupRow(
        id=RowId("office"),
        number=NUMBER,
        name="Office",
        member_ids=tuple(one.id for one in staff),
        ring_seconds=25,
    )
    return [boss, *staff, group]


def built(folder: Path, clock: HandClock, settings: Settings, *users: str) -> Server:
    server = app.build(settings, clock)
    bring_in(server.database, people(*users), RowId("seed"), clock)
    return server


def settings_for(folder: Path, port: int = 1, api_url: str = "") -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    known = TwilioSettings(
        account_sid=ACCOUNT,
        sip_domain=DOMAIN,
        public_url=PUBLIC,
        auth_token=TOKEN,
        api_url=api_url,
    )
    return Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'ringdesk.db'}",
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        twilio=known if api_url else None,
        secret=b"a secret for tests, 32 bytes long",
    )


@contextmanager
def twilio_line(
    folder: Path,
    *users: str,
    routes: Routes = Routes(),  # noqa: B008 - frozen
) -> Iterator[TwilioLine]:
    """Serve an office with these phones; REST goes to a Twilio on the loopback."""
    (port,) = free_ports(1)
    clock = HandClock()
    with twilio_api(ACCOUNT, TOKEN) as api, requests.Session() as session:
        session.trust_env = False
        server = built(folder, clock, settings_for(folder, port, api.url), *(users or MEMBERS))
        with _served(server, port, routes):
            yield TwilioLine(server, clock, api, f"http://127.0.0.1:{port}", session)


@contextmanager
def _served(server: Server, port: int, routes: Routes) -> Iterator[None]:
    config = uvicorn.Config(
        app.create_app(server, twilio_office(server, lambda _group, _now: routes)),
        host="127.0.0.1",
        port=port,
        log_config=None,
        timeout_graceful_shutdown=2,
    )
    program = uvicorn.Server(config)
    thread = threading.Thread(target=program.run, name="twilio office")
    thread.start()
    try:
        while not program.started and thread.is_alive():
            thread.join(0.01)
        assert program.started, "the server did not start"
        yield
    finally:
        program.should_exit = True
        thread.join(15)
