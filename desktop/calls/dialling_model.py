"""What somebody outside asks us to call: a number, or a tel:, sip: or callto: link. Hostile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from desktop.qt.formatting import phone
from softphone.address import dial_uri, parse

LONGEST = 256
_NUMBER = re.compile(r"^\+?\(?[0-9][0-9().\-\s]{1,40}$")
_USER = re.compile(r"^[A-Za-z0-9+][A-Za-z0-9._+\-]{0,63}$")
_HOST = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9.\-]{0,252})$")
_LINK = re.compile(r"^(?P<scheme>tel|callto|sips?):(?://)?(?P<rest>.*)$", re.IGNORECASE)


class NotDiallable(ValueError):
    """Nothing that can be called; the message is for the person."""


class Source(StrEnum):
    """Who asks, and so whether the person is asked first."""

    LINK = "link"
    COMMAND = "command"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class DialRequest:
    """`target` is what the phone dials, `shown` what a person reads."""

    target: str
    shown: str
    source: Source


def read_request(text: str, source: Source) -> DialRequest:
    """Read a number or link as it came from outside. Raises NotDiallable.

    Links are RFC 3966 (tel) and RFC 3261 section 19.1 (sip): parameters and headers are dropped.
    A link cannot dial service codes (`*21#` forwards calls on many systems).
    """
    given = text.strip()
    if len(given) > LONGEST or not given.isprintable():
        raise NotDiallable("This link is not a phone number.")
    link = _LINK.match(given)
    if link is None:
        return _plain(given, source)
    if link["scheme"].lower().startswith("sip"):
        return _sip(given, source)
    number = unquote(link["rest"]).split(";")[0].split("?")[0].strip()
    return _number(number, source)


def _plain(given: str, source: Source) -> DialRequest:
    if _NUMBER.match(given):
        return _number(given, source)
    if source is not Source.LINK and _USER.match(given):
        return DialRequest(given, given, source)  # a colleague's phone by its name
    raise NotDiallable(f"“{_short(given)}” is not a number that can be called.")


def _number(number: str, source: Source) -> DialRequest:
    if not _NUMBER.match(number):
        raise NotDiallable(f"“{_short(number)}” is not a number that can be called.")
    digits = re.sub(r"[^0-9]", "", number)
    # Without a + it may be an extension or a national number: the phone knows its country.
    target = f"+{digits}" if number.startswith("+") else digits
    return DialRequest(target, phone(target), source)


def _sip(given: str, source: Source) -> DialRequest:
    found = parse(given.replace("://", ":", 1))
    if not _USER.match(found.user) or not _HOST.match(found.host):
        raise NotDiallable(f"“{_short(given)}” is not an address that can be called.")
    scheme = "sips" if given.lower().startswith("sips") else "sip"
    address = f"{scheme}:{found.user}@{found.host}"
    try:
        dial_uri(address, found.host)
    except ValueError as fault:
        raise NotDiallable(f"“{_short(given)}” is not an address that can be called.") from fault
    return DialRequest(address, f"{found.user}@{found.host}", source)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
