"""Merge tags: `{{customer_first_name}}` in a template becomes what stands for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

TAGS: Mapping[str, str] = {
    "customer_first_name": "The customer's first name",
    "customer_name": "The customer's whole name",
    "complaint_number": "The issue's code, such as CMP-00012",
    "complaint_type": "What kind of problem it is",
    "complaint_comments": "What was reported",
    "record_code": "The booking, quote or invoice it is about",
    "record_title": "Its title",
    "reported_on": "The day it was reported",
    "owner_name": "Who sees to it",
    "next_milestone": "What happens next, and until when",
    "follow_up_date": "The day of the next visit or check",
    "discussion_link": "Leads the customer to the discussion",
    "survey_link": "Leads the customer to the satisfaction survey",
    "agent_name": "Who writes",
    "agent_signature": "Name and business of who writes",
    "business_name": "The name of the business",
    "worker_first_name": "The fieldworker's first name",
    "open_complaints": "The fieldworker's open complaints, a line each",
}
"""Every tag there is, with the words the editor explains it with."""

_TAG = re.compile(r"\{\{\s*([^{}\s]*)\s*\}\}")


def tags_in(text: str) -> tuple[str, ...]:
    """Tags in the order in which they come, each once."""
    return tuple(dict.fromkeys(found[1] for found in _TAG.finditer(text)))


def places(text: str) -> tuple[tuple[int, int, str], ...]:
    """Where tags stand: first character, length, name."""
    return tuple((found.start(), len(found[0]), found[1]) for found in _TAG.finditer(text))


def unknown_tags(text: str) -> tuple[str, ...]:
    return tuple(name for name in tags_in(text) if name not in TAGS)


def render(text: str, values: Mapping[str, str]) -> str:
    """The text with every tag replaced. Where tags have no value, such as a survey nobody wants,
    their line leaves if it says nothing else, and so do the words that lead to it and end in a
    colon. Raises KeyError for an unknown tag."""
    unknown = unknown_tags(text)
    if unknown:
        raise KeyError(unknown[0])
    kept: list[str] = []
    for line in text.split("\n"):
        filled = _TAG.sub(lambda found: values.get(found[1], ""), line)
        if not _says_nothing(line, values):
            kept.append(filled)
        elif kept and kept[-1].rstrip().endswith(":") and not _label(line):
            kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + _end(text)


def _says_nothing(line: str, values: Mapping[str, str]) -> bool:
    """Only tags, or `Words: tags`, and none of the tags has a value."""
    tags = tags_in(line)
    rest = _label(line)
    is_led = not rest or rest.endswith(":")
    return bool(tags) and is_led and not any(values.get(name, "").strip() for name in tags)


def _label(line: str) -> str:
    return _TAG.sub("", line).strip()


def _end(text: str) -> str:
    return "\n" if text.endswith("\n") else ""
