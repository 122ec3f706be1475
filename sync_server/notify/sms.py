"""Text messages through Twilio, and the quiet client everything of Twilio's REST goes through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from sync_server.contract.messages import MessageRow
from sync_server.notify.outward import MayHaveGone, Never, NotNow, OpenFile, Page
from sync_server.settings import TWILIO_API, TwilioSettings

_TIMEOUT_S = 10.0
_TOO_MANY = 429
_REASONS: Mapping[int, str] = {
    21211: "This is not a number text messages can be sent to.",
    21408: "Our account may not send text messages to this country.",
    21606: "Our number cannot send text messages.",
    21610: "This customer asked our number to stop (they answered STOP).",
    21612: "This number cannot be reached from ours.",
    21614: "This is not a mobile number.",
}


class TwilioSms:
    """Raises NotNow, Never or MayHaveGone; one thread at a time."""

    def __init__(self, known: TwilioSettings, sender: str) -> None:
        self._sender = sender
        self._http = QuietHttp(known.api_url)
        self._client = Client(known.account_sid, known.auth_token, http_client=self._http)

    def send(
        self, message: MessageRow, _files: tuple[OpenFile, ...] = (), _page: Page | None = None
    ) -> None:
        """Hand one text message over; files never go with one."""
        by = "messaging_service_sid" if self._sender.startswith("MG") else "from_"
        try:
            self._client.messages.create(
                to=message.address, body=message.body, **{by: self._sender}
            )
        except TwilioRestException as refusal:
            raise _refused(refusal) from None
        except requests.exceptions.ConnectTimeout as fault:
            raise NotNow("Twilio could not be reached.") from fault
        except requests.exceptions.ConnectionError as fault:
            if "NewConnectionError" in repr(fault):  # nobody took the call, so nothing was said
                raise NotNow("Twilio could not be reached.") from fault
            raise MayHaveGone("The connection to Twilio broke.") from fault
        except (requests.RequestException, TwilioException) as fault:
            raise MayHaveGone("Twilio did not answer.") from fault


class QuietHttp(TwilioHttpClient):  # type: ignore[misc]  # the SDK has no types
    """The SDK's client, at another address where one is set, and silent: it logs whole URLs."""

    def __init__(self, api_url: str) -> None:
        super().__init__(timeout=_TIMEOUT_S)
        self._api_url = api_url

    def request(self, method: str, url: str, **given: Any) -> Any:
        return super().request(method, url.replace(TWILIO_API, self._api_url, 1), **given)

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Nothing: a URL names an account and a call."""

    def log_response(self, status_code: int, response: Any) -> None:
        """Nothing: headers may name an account."""


def _refused(refusal: TwilioRestException) -> NotNow | Never | MayHaveGone:
    if refusal.status == _TOO_MANY:
        return NotNow("Twilio takes no more text messages for the moment.")
    if refusal.status >= requests.codes.server_error:
        return MayHaveGone("Twilio had trouble of its own.")
    return Never(_REASONS.get(refusal.code, f"Twilio refused it (error {refusal.code})."))
