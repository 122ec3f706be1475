"""Words under which people look for a part of the settings."""

from __future__ import annotations

from collections.abc import Mapping

KEYWORDS: Mapping[str, str] = {
    "numbers": "opening hours ring group voicemail greeting recording forward business number",
    "dispositions": "wrap-up result of a call",
    "statuses": "colour booking quote inquiry state",
    "people": "colleague staff role fieldworker access day minutes mobile number",
    "rights": "permissions role allow forbid",
    "complaints": (
        "acknowledgement clock target time to put it right business hours holidays time zone "
        "reopen evidence portal two-person release limit board column wip pause sla"
    ),
    "issue_types": "complaint type checklist steps catalogue colour",
    "labels": "tag colour issue complaint",
    "hold_reasons": "withhold pay release reason payment",
    "templates": (
        "letter e-mail acknowledgement resolution reminder canned response merge tag text version"
    ),
    "branding": "logo colour business name sender footer address e-mail letter survey",
    "switches": "notification e-mail sms text message push bell tell",
    "keyboard": "shortcut key",
    "checkup": "microphone sound network test problem",
}


def found(wanted: str, title: str, keywords: str) -> bool:
    """Whether every word that is typed begins a word of the title or of what is behind it."""
    there = f"{title} {keywords}".casefold().replace("-", " ").split()
    words = wanted.casefold().replace("-", " ").split()
    return all(any(each.startswith(word) for each in there) for word in words)
