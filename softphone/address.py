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
_SHORTEST = 6  # digits of a whole number; fewer are an extension, or help
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class DialRules:
    """How numbers are dialled here.

    `trunk_prefix` is what stands before a national number ("0" in Germany; empty: as usual in the
    country). `external_prefix` is what a hand dials for an outside line: with one, outside numbers
    go out as a hand would dial them, without one as E.164.
    """

    country: str = DEFAULT_COUNTRY
    trunk_prefix: str = ""
    external_prefix: str = ""


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
    if not _NUMBER_LIKE.match(number) or _is_short(number):
        return number
    for spelled in _spellings(number):
        try:
            parsed = phonenumbers.parse(spelled, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return number


def _spellings(number: str) -> tuple[str, ...]:
    """00 is how most of the world dials abroad, and how callers write it everywhere."""
    bare = number.lstrip(" (")
    return (f"+{bare[2:]}", number) if bare.startswith("00") else (number,)


def _is_short(number: str) -> bool:
    """An extension or an emergency number: "112" in Germany is not a number in Germany."""
    return not number.startswith("+") and len(re.sub(r"\D", "", number)) < _SHORTEST


def same_number(one: str, other: str, country: str = DEFAULT_COUNTRY) -> bool:
    """Whether two spellings mean the same party."""
    return normalise(one, country) == normalise(other, country)


def dial_uri(target: str, domain: str, rules: DialRules = DialRules()) -> str:
    """The SIP URI that reaches `target`: a number as people write it, a user name, or a URI.

    Raises ValueError for what nobody can dial.
    """
    target = target_of(target)
    if re.match(r"^sips?:[^\s<>\"@]+@[^\s<>\"@]+$", target, re.IGNORECASE):
        return target
    user = dialled_as(target, rules)
    if not user or re.search(r"[\s<>\"@;?,]", user):
        raise ValueError("this is not a number or an address that can be dialled")
    return f"sip:{user}@{domain}"


def number_of(target: str, rules: DialRules) -> str:
    """E.164 where `target` can be an outside number under these rules, else what was given."""
    plain = target_of(target)
    prefix = rules.external_prefix
    if prefix and _NUMBER_LIKE.match(plain) and not plain.startswith("+"):
        digits = re.sub(r"\D", "", plain)
        if digits.startswith(prefix):
            inner = _international(digits.removeprefix(prefix), rules)
            if inner.startswith("+"):
                return inner
    return _international(plain, rules)


def dialled_as(target: str, rules: DialRules) -> str:
    """The user part to dial: E.164, or with an outside line the digits a hand would dial."""
    number = number_of(target, rules)
    if not rules.external_prefix or not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number, None)
    home = phonenumbers.country_code_for_region(rules.country)
    if parsed.country_code != home:
        written = phonenumbers.format_out_of_country_calling_number(parsed, rules.country)
        return rules.external_prefix + re.sub(r"\D", "", written)
    national = phonenumbers.national_significant_number(parsed)
    return rules.external_prefix + _trunk_prefix(rules) + str(national)


def target_of(uri: str) -> str:
    """What a `tel:`, `callto:` or `sip:` link asks to dial (RFC 3966: parameters are dropped)."""
    plain = uri.strip()
    scheme, colon, rest = plain.partition(":")
    kind = scheme.lower() if colon else ""
    if kind in ("tel", "callto"):
        return unquote(re.split(r"[;?]", rest, maxsplit=1)[0]).removeprefix("//").strip()
    if kind in ("sip", "sips"):
        bare = re.split(r"[;?]", rest, maxsplit=1)[0].removeprefix("//")
        return f"{kind}:{bare}" if "@" in bare else unquote(bare)
    return plain


def _international(number: str, rules: DialRules) -> str:
    trunk = rules.trunk_prefix
    digits = re.sub(r"\D", "", number)
    if trunk and _NUMBER_LIKE.match(number) and digits.startswith(trunk) and number[0] != "+":
        usual = _trunk_prefix(DialRules(rules.country))
        inner = normalise(usual + digits.removeprefix(trunk), rules.country)
        if inner.startswith("+"):
            return inner
    return normalise(number, rules.country)


def _trunk_prefix(rules: DialRules) -> str:
    if rules.trunk_prefix:
        return rules.trunk_prefix
    return str(phonenumbers.ndd_prefix_for_region(rules.country, True) or "")  # noqa: FBT003


def masked(number: str) -> str:
    """A number fit for a log line: its last two digits only."""
    return f"…{number[-2:]}" if len(number) > 4 else "…"
