"""When to try again: registering after failures, and noticing that the network is another one."""

from __future__ import annotations

import random
from collections.abc import Callable

_PASSING_S = (0.5, 1.0, 2.0, 3.0, 5.0)  # calls cannot come in meanwhile: never wait long
_REFUSED_S = (30.0, 60.0, 120.0, 300.0)  # a wrong password may lock the account
_REFUSED_CODES = frozenset({401, 403, 404, 407})
_SPREAD = 0.25  # fifty phones of one office must not come back in the same instant
_SLEPT_S = 5.0
_ANSWER_S = (2.0, 4.0, 8.0, 16.0, 32.0)  # a slow way needs longer than a dead one deserves


class Persistence:
    """Decides when to register again; it never gives up. Times are monotonic seconds."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._failures = 0
        self._unanswered = 0
        self._next: float | None = None
        self._answer_due: float | None = None

    def asked(self, now: float) -> None:
        """A registration went out; without an answer the connection counts as dead."""
        self._answer_due = now + _ANSWER_S[min(self._unanswered, len(_ANSWER_S) - 1)]

    def succeeded(self) -> None:
        self._failures = self._unanswered = 0
        self._next = self._answer_due = None

    def failed(self, code: int, now: float) -> None:
        """`code` is the SIP status; the pause grows with each failure and is never the same."""
        steps = _REFUSED_S if code in _REFUSED_CODES else _PASSING_S
        pause = steps[min(self._failures, len(steps) - 1)]
        self._failures += 1
        self._answer_due = None
        self._next = now + pause * (1 - _SPREAD + 2 * _SPREAD * self._chance())

    def is_due(self, now: float) -> bool:
        """Whether to register now; answers yes once."""
        if self._next is None or now < self._next:
            return False
        self._next = None
        return True

    def is_unanswered(self, now: float) -> bool:
        """Whether a registration has been out for too long; answers yes once."""
        if self._answer_due is None or now < self._answer_due:
            return False
        self._answer_due = None
        self._unanswered += 1
        return True

    def stop(self) -> None:
        """The phone was switched off: nothing more to try."""
        self._next = self._answer_due = None


class NetworkWatch:
    """Notices that the machine slept or has another address."""

    def __init__(self) -> None:
        self._address = ""
        self._gap: float | None = None

    def forget(self) -> None:
        self._address, self._gap = "", None

    def has_changed(self, address: str, monotonic: float, wall: float) -> bool:
        """`address` is ours on the way to the phone system, empty while there is no way."""
        gap = wall - monotonic
        slept = self._gap is not None and abs(gap - self._gap) > _SLEPT_S
        moved = bool(address and self._address and address != self._address)
        self._gap = gap
        self._address = address or self._address
        return slept or moved
