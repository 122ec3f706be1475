"""Customers who may be one person, in words."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.qt.formatting import phone
from desktop.replica.duplicates import Alike, Pair, Why


@dataclass(frozen=True, slots=True)
class LikeShown:
    """One customer who may be meant: who, and why they are shown."""

    id: str
    name: str
    place: str
    why: str

    @property
    def detail(self) -> str:
        return " · ".join(part for part in (self.why, self.place) if part)


@dataclass(frozen=True, slots=True)
class PairShown:
    """One line of the finder; its id names both."""

    id: str
    one: LikeShown
    other: LikeShown

    @property
    def why(self) -> str:
        return self.one.why


def like_shown(one: Alike) -> LikeShown:
    return LikeShown(one.id, one.name, one.place, _why(one))


def pair_shown(pair: Pair) -> PairShown:
    return PairShown(f"{pair.one.id} {pair.other.id}", like_shown(pair.one), like_shown(pair.other))


def _why(one: Alike) -> str:
    if one.why is Why.PHONE:
        return f"Same phone {phone(one.value)}"
    if one.why is Why.EMAIL:
        return f"Same e-mail {one.value}"
    return "Same name and place" if one.why is Why.NAME_AND_PLACE else "Same name"
