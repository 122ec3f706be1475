"""What can be done from anywhere: the shell and its pages describe it, the palette lists it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


def always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do. `id` is also the name its key is kept under."""

    id: str
    title: str
    run: Callable[[], object]
    group: str = "General"
    keys: str = ""
    """The key it has until the person chooses another; empty for none."""
    icon: str = "square"
    keywords: str = ""
    """Other words it is looked for by."""
    enabled: Callable[[], bool] = always
    is_listed: bool = True
    """Not for the list of actions where another one does the same."""
