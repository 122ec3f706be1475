"""The words of a payment reminder, the same from the server's clock and from a person's desk."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reminder:
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Owed:
    """An overdue invoice as its reminder names it; everything written out as people read it."""

    code: str
    title: str
    amount: str
    due_on: str


def reminder(name: str, owed: Owed, business: str = "") -> Reminder:
    """A friendly first reminder; nothing in it depends on how late it is."""
    about = f"{owed.code} ({owed.title})" if owed.title else owed.code
    lines = (
        f"Dear {name},",
        f"Our invoice {about} was due on {owed.due_on}. {owed.amount} is still open.",
        "If you have paid meanwhile, please disregard this message. If something about the "
        "invoice is unclear, just answer or call us.",
        f"Kind regards\n{business}".strip(),
    )
    return Reminder(f"Reminder: invoice {owed.code} is overdue", "\n\n".join(lines))


def short_reminder(owed: Owed, business: str = "") -> str:
    """The same for a text message."""
    sign = f" {business}" if business else ""
    return (
        f"Reminder: invoice {owed.code} was due on {owed.due_on}, {owed.amount} is still open. "
        f"Paid already? Please disregard this.{sign}"
    )
