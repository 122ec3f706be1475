"""Phone numbers nobody owns: ranges that regulators set aside for stories and tests."""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers

_ACMA = ("25550", "27010", "35550", "37010", "75550", "77010", "85550", "87010")
"""Australian landline blocks reserved for fiction, 10,000 numbers each."""


def numbers() -> Iterator[str]:
    """Yield E.164 numbers, each once: about 80,000 Australian, then North American 555-01xx."""
    for tail in range(10_000):
        for block in _ACMA:
            yield f"+61{block}{tail:04d}"
    for area in range(201, 990):
        if _is_area(area):
            for tail in range(100, 200):
                yield f"+1{area}5550{tail}"


def _is_area(area: int) -> bool:
    number = phonenumbers.parse(f"+1{area}5550100")
    return phonenumbers.is_valid_number(number)
