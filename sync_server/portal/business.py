"""The business as its customers see it: name, phone, time zone, currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Business:
    name: str
    phone: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    currency: str = "$"

    @property
    def phone_link(self) -> str:
        """The phone number as a `tel:` address takes it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")

    def money(self, cents: int) -> str:
        return f"{self.currency}{cents // 100:,}.{cents % 100:02d}"

    def day(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{local:%A} {local.day} {local:%B %Y}"

    def clock(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        half = "am" if local.hour < 12 else "pm"
        return f"{local.hour % 12 or 12}:{local:%M}\N{NO-BREAK SPACE}{half}"

    def day_and_clock(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{local:%A} {local.day} {local:%B}, {self.clock(at)}"
