"""Who signs in at the benchmarks' server; kept apart so that a desk does not load a server."""

from __future__ import annotations

PASSWORD = "correct horse"
AGENT = "agent@example.org"
DESKS = 50


def desk_mail(number: int) -> str:
    return f"desk{number}@example.org"
