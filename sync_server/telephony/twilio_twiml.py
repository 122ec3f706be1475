"""What Twilio is told to do with a call, as TwiML: ring, forward, record, say goodbye.

Several `<Sip>` in one `<Dial>`, and taking a REFER, need "Enhanced Programmable SIP Features"
switched on in the Twilio account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from twilio.twiml.voice_response import Dial, VoiceResponse

from sync_server.settings import TwilioSettings
from sync_server.telephony.twilio_hooks import transferred_key
from sync_server.telephony.twilio_plan import CallPlan, Forward, Goodbye, Route

PATH = "/twilio/"

_LEG_EVENTS = "initiated ringing answered completed"
_RECORDING_EVENTS = "in-progress completed absent"
_LONGEST_MESSAGE_S = 180
_SILENCE_S = 5
_FORWARD_RINGS_S = 30
_SORRY = "Nobody can take your call right now. Please leave a message after the tone."
_GOODBYE = "Nobody can take your call right now. Please try again later. Goodbye."


@dataclass(frozen=True, slots=True)
class CallPages:
    """Addresses of the webhooks of one call; what a webhook must know stands in its query."""

    base: str
    call: str
    group: str

    def page(self, name: str, **more: str) -> str:
        query = urlencode({"call": self.call, "group": self.group, **more})
        return f"{self.base}{PATH}{name}?{query}"


@dataclass(frozen=True, slots=True)
class Twiml:
    """Writes the answer to each webhook; the SDK escapes whatever is put in."""

    known: TwilioSettings

    def pages(self, call: str, group: str) -> CallPages:
        return CallPages(self.known.public_url, call, group)

    def ring(self, plan: CallPlan, call: str, turn: int) -> str:
        """Ring one round of the group; the first to answer has the call."""
        pages = self.pages(call, plan.number)
        answer = VoiceResponse()
        dial = _dial(answer, pages, pages.page("dialled", turn=str(turn)), plan.round_seconds)
        for user in plan.rounds[turn]:
            self._endpoint(dial, pages, user, pages.page("leg", user=user), call)
        for number in plan.outside:
            _outside(dial, number, pages.page("leg", user=number, outside=number))
        return str(answer)

    def hand_over(self, plan: CallPlan, call: str, user: str) -> str:
        """Ring the colleague a call was transferred to."""
        pages = self.pages(call, plan.number)
        answer = VoiceResponse()
        dial = _dial(answer, pages, pages.page("transferred", user=user), plan.ring_seconds)
        page = pages.page("transfer-leg", user=user)
        self._endpoint(dial, pages, user, page, transferred_key(call, user))
        return str(answer)

    def hand_out(self, plan: CallPlan, call: str, number: str) -> str:
        """Ring the number outside a call was transferred to."""
        pages = self.pages(call, plan.number)
        answer = VoiceResponse()
        dial = _dial(answer, pages, pages.page("transferred", user=number), _FORWARD_RINGS_S)
        _outside(dial, number, pages.page("transfer-leg", user=number))
        return str(answer)

    def route(self, plan: CallPlan, call: str, route: Route) -> str:
        """Where a call goes that no member took, or that came while the office is closed."""
        if isinstance(route, Goodbye):
            answer = VoiceResponse()
            answer.say(_GOODBYE)
            answer.hangup()
            return str(answer)
        if isinstance(route, Forward):
            return self._forward(plan, call, route.number)
        return self.voicemail(plan, call)

    def voicemail(self, plan: CallPlan, call: str) -> str:
        """Greet and record. Without `action` Twilio would ask the same page again, for ever."""
        pages = self.pages(call, plan.number)
        answer = VoiceResponse()
        if self.known.greeting_url:
            answer.play(self.known.greeting_url)
        else:
            answer.say(_SORRY)
        answer.record(
            action=pages.page("recorded"),
            method="POST",
            max_length=_LONGEST_MESSAGE_S,
            timeout=_SILENCE_S,
            play_beep=True,
            recording_status_callback=pages.page("recording"),
            recording_status_callback_method="POST",
            recording_status_callback_event=_RECORDING_EVENTS,
        )
        answer.hangup()  # reached when nothing was said
        return str(answer)

    def _forward(self, plan: CallPlan, call: str, number: str) -> str:
        pages = self.pages(call, plan.number)
        answer = VoiceResponse()
        dial = answer.dial(
            action=pages.page("forwarded"),
            method="POST",
            timeout=_FORWARD_RINGS_S,
            answer_on_bridge=True,
        )
        _outside(dial, number, pages.page("forward-leg", user=number))
        return str(answer)

    def _endpoint(
        self, dial: Any, pages: CallPages, user: str, callback: str, call_key: str
    ) -> None:
        """One member. Each leg has a Call-ID of its own, so the key travels as a header."""
        headers = urlencode({"X-Desk-Call": call_key, "X-Desk-Group": pages.group}, quote_via=quote)
        dial.sip(
            f"sip:{user}@{self.known.sip_domain}?{headers}",
            status_callback=callback,
            status_callback_event=_LEG_EVENTS,
            status_callback_method="POST",
        )


def hang_up() -> str:
    answer = VoiceResponse()
    answer.hangup()
    return str(answer)


def reject() -> str:
    """Not a number of ours; an unanswered call that is rejected costs nothing."""
    answer = VoiceResponse()
    answer.reject()
    return str(answer)


def _dial(answer: Any, pages: CallPages, action: str, seconds: int) -> Dial:
    return answer.dial(
        action=action,
        method="POST",
        timeout=seconds,
        answer_on_bridge=True,
        refer_url=pages.page("refer"),
        refer_method="POST",
    )


def _outside(dial: Any, number: str, callback: str) -> None:
    dial.number(
        number,
        status_callback=callback,
        status_callback_event=_LEG_EVENTS,
        status_callback_method="POST",
    )
