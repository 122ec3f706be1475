"""SIP addresses and phone numbers: parse a From header, normalise a number, make a URI to dial."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

import phonenumbers

DEFAULT_COUNTRY = "US"
_NAME_ADDR = re.compile(
    r'^\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^<"]*?))\s*<(?P<uri>[^>]*)>'
)
_URI = re.compile(
    r"^sips?:(?:(?P<user>[^@;?]*)@)?(?P<host>\[[^\]]*\]|[^:;?>]+)(?::(?P<port>\d+))?", re.IGNORECASE
)
_NUMBER_LIKE = re.compile(r"^[+()\d\s./-]{2,}$")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Address:
    """One party of a call as SIP names it; `display` is text a stranger chose."""

    user: str
    host: str
    display: str = ""


def parse(header: str) -> Address:
    """Read the value of a From, To or Contact header; what cannot be read becomes an empty user."""
    named = _NAME_ADDR.match(header)
    display = ""
    uri = header.strip()
    if named:
        uri = named["uri"].strip()
        quoted = named["quoted"]
        display = _ESCAPED.sub(r"\1", quoted) if quoted is not None else named["plain"].strip()
    found = _URI.match(uri)
    if found is None:
        return Address("", "", display)
    user = unquote((found["user"] or "").split(":", 1)[0])
    return Address(user, found["host"].lower(), display)


def normalise(number: str, country: str = DEFAULT_COUNTRY) -> str:
    """E.164 where this can be a phone number, else exactly what was given (a user name)."""
    if not _NUMBER_LIKE.match(number):
        return number
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def same_number(one: str, other: str, country: str = DEFAULT_COUNTRY) -> bool:
    """Whether two spellings mean the same party."""
    return normalise(one, country) == normalise(other, country)


def dial_uri(target: str, domain: str, country: str = DEFAULT_COUNTRY) -> str:
    """The SIP URI that reaches `target`: a number as people write it, a user name, or a URI."""
    target = target.strip()
    if re.match(r"^sips?:[^\s<>\"@]+@[^\s<>\"@]+$", target, re.IGNORECASE):
        return target
    user = normalise(target, country)
    if not user or re.search(r"[\s<>\"@;?,]", user):
        raise ValueError("this is not a number or an address that can be dialled")
    return f"sip:{user}@{domain}"


def masked(number: str) -> str:
    """A number fit for a log line: its last two digits only."""
    return f"…{number[-2:]}" if len(number) > 4 else "…"
