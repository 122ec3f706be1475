"""Where Twilio calls us: `/twilio/...`, taken only with Twilio's signature, answered with TwiML.

At a number, "a call comes in" is `<public address>/twilio/voice` and "call status changes" is
`<public address>/twilio/status`; every other page is named in what these two answer.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urlsplit

import msgspec
from litestar import Request, Response, Router, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import ClientException, NotFoundException, PermissionDeniedException
from litestar.params import FromPath, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from litestar.types import ControllerRouterHandler
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator, add_port, remove_port

from sync_server.settings import TwilioSettings
from sync_server.store.server import Server
from sync_server.telephony import office
from sync_server.telephony.listener import Listener
from sync_server.telephony.pbx import ACCESS_FILE
from sync_server.telephony.twilio_calls import TwilioCalls
from sync_server.telephony.twilio_catch_up import CatchUp
from sync_server.telephony.twilio_hooks import BadHook, Hook
from sync_server.telephony.twilio_plan import Plans, Routing, routes_of
from sync_server.telephony.twilio_recordings import TwilioRecordings, caller_of
from sync_server.telephony.twilio_rest import TwilioRest
from sync_server.telephony.twilio_twiml import PATH, Twiml

log = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came over the wire; `path` and `query` are still percent-encoded."""

    path: str
    query: str
    media_type: str
    signature: str
    body: bytes = field(repr=False)

    def form(self) -> dict[str, list[str]]:
        """Every field with all its values. Raises ClientException."""
        try:
            return parse_qs(self.body.decode(), keep_blank_values=True)
        except ValueError:
            raise ClientException("The form is not UTF-8.") from None

    def fields(self) -> dict[str, str]:
        """What the body says, form or JSON. Raises ClientException."""
        if self.media_type != _JSON:
            return {name: values[0] for name, values in self.form().items()}
        try:
            return msgspec.json.decode(self.body, type=dict[str, str])
        except msgspec.MsgspecError:
            raise ClientException("The body is no flat JSON object.") from None


@dataclass(frozen=True, slots=True)
class Door:
    """Lets in what Twilio has signed for the address we are known by outside.

    `Host` and `X-Forwarded-...` are what any stranger may write, so they are never read.
    """

    known: TwilioSettings

    def is_signed(self, received: Received) -> bool:
        """Compare in constant time with what our token gives for this address and body."""
        validator = RequestValidator(self.known.auth_token)
        query = f"?{received.query}" if received.query else ""
        url = urlsplit(f"{self.known.public_url}{received.path}{query}")
        params: Mapping[str, list[str]] = {}
        if received.media_type == _JSON:
            if not _is_body_meant(received):
                return False
        else:
            params = _Form(received.form())
        # Twilio signs with and without the usual port; the SDK tries both as well.
        expected = [
            str(validator.compute_signature(address, params))
            for address in {url.geturl(), add_port(url), remove_port(url)}
        ]
        given = received.signature.encode()
        return any(hmac.compare_digest(one.encode(), given) for one in expected)


class _Form(dict[str, list[str]]):
    """The shape in which the SDK takes a field that is sent more than once."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _is_body_meant(received: Received) -> bool:
    """A JSON body is not in the signature; its hash is in the signed address instead."""
    (said,) = parse_qs(received.query).get("bodySHA256", [""])[:1]
    validator = RequestValidator("")
    try:
        made = validator.compute_hash(received.body.decode())
    except UnicodeDecodeError:
        return False
    return hmac.compare_digest(str(made).encode(), said.encode())


@dataclass(frozen=True, slots=True)
class TwilioOffice:
    """What the server runs for a Twilio account; started and stopped with it."""

    door: Door
    calls: TwilioCalls
    recordings: TwilioRecordings
    catch_up: CatchUp

    def start(self) -> None:
        self.recordings.start()
        self.catch_up.start()

    def stop(self) -> None:
        self.catch_up.stop()
        self.recordings.stop()

    def answer(self, name: str, received: Received) -> str:
        """TwiML, or nothing where Twilio only tells. Raises what a stranger gets instead."""
        if not self.door.is_signed(received):
            log.warning("a request to %s%s is not signed by our Twilio account", PATH, name)
            raise PermissionDeniedException("This is not signed for this address.")
        page = self.calls.pages.get(name)
        if page is None:
            raise NotFoundException
        try:
            return page(Hook(dict(parse_qsl(received.query)), received.fields()))
        except BadHook as fault:
            raise ClientException(str(fault)) from None


def twilio_office(server: Server, routing: Routing = routes_of) -> TwilioOffice | None:
    """Everything for the account in the settings; None without one."""
    known = server.settings.twilio
    if known is None:
        return None
    state = office.state_dir(server.settings)
    kept = TwilioRecordings(
        state / "twilio",
        office.spool_dir(server.settings),
        TwilioRest(known),
        lambda call_key: caller_of(server, call_key),
        server.clock,
    )
    listener = Listener(server, state / ACCESS_FILE)  # never started: it only writes down
    calls = TwilioCalls(Plans(server, routing), Twiml(known), listener.take, kept.keep)
    catch_up = CatchUp(server, TwilioRest(known), calls, kept.keep)
    return TwilioOffice(Door(known), calls, kept, catch_up)


def route_handlers(twilio: TwilioOffice | None) -> list[ControllerRouterHandler]:
    """What `create_app` mounts; nothing without an account."""
    if twilio is None:
        return []

    def provide_twilio() -> TwilioOffice:
        return twilio

    return [
        Router(
            PATH,
            route_handlers=[webhook],
            dependencies={"twilio": Provide(provide_twilio, sync_to_thread=False)},
            include_in_schema=False,
        )
    ]


@post("/{name:str}", status_code=HTTP_200_OK, request_max_body_size=_MOST_BYTES)
async def webhook(
    name: FromPath[str],
    request: Request[None, None, State],
    twilio: NamedDependency[SkipValidation[TwilioOffice]],
) -> Response[str]:
    """One of Twilio's requests; nothing is read from it before its signature is right."""
    received = Received(
        path=request.scope["raw_path"].decode("ascii", "replace"),
        query=request.scope["query_string"].decode("ascii", "replace"),
        media_type=request.content_type[0],
        signature=request.headers.get(SIGNATURE_HEADER, ""),
        body=await request.body(),
    )
    twiml = await asyncio.to_thread(twilio.answer, name, received)
    if not twiml:
        return Response("", status_code=HTTP_204_NO_CONTENT)
    return Response(twiml, media_type="text/xml")
