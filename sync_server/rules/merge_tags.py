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


def unknown_tags(text: str) -> tuple[str, ...]:
    return tuple(name for name in tags_in(text) if name not in TAGS)


def render(text: str, values: Mapping[str, str]) -> str:
    """The text with every tag replaced. A line that consists of tags without a value alone, such
    as a survey link nobody set up, leaves with them. Raises KeyError for an unknown tag."""
    unknown = unknown_tags(text)
    if unknown:
        raise KeyError(unknown[0])
    lines = (_line(line, values) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line is not None))


def _line(line: str, values: Mapping[str, str]) -> str | None:
    filled = _TAG.sub(lambda found: values.get(found[1], ""), line)
    was_only_tags = line.strip() and not _TAG.sub("", line).strip()
    return None if was_only_tags and not filled.strip() else filled
