"""The list of keys: what each does, which key it has, whether its person changed it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.qt import keys

NONE = "–"  # noqa: RUF001 - a dash is meant


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One thing a key does."""

    id: str
    title: str
    group: str
    key: str
    place: str
    is_changed: bool


def lines(wanted: str = "") -> tuple[KeyLine, ...]:
    """Every key by group, or those whose words or key hold what is typed."""
    own = keys.chosen()
    every = [
        KeyLine(one.id, one.title, one.group, keys.shown(one.id) or NONE, one.place, one.id in own)
        for one in keys.known()
    ]
    groups = list(dict.fromkeys(one.group for one in every))
    terms = wanted.casefold().split()
    found = [one for one in every if all(term in _words(one) for term in terms)]
    return tuple(sorted(found, key=lambda one: groups.index(one.group)))


def _words(one: KeyLine) -> str:
    return f"{one.title} {one.group} {one.place} {one.key}".casefold()


def with_key(key_id: str, key: str) -> dict[str, str]:
    """The person's own keys once this one is changed; its usual key is no change."""
    own = dict(keys.chosen())
    usual = {one.id: one.usual for one in keys.known()}
    own.pop(key_id, None)
    if key != usual[key_id]:
        own[key_id] = key
    return own


def taken_from(other_id: str, key_id: str, key: str) -> dict[str, str]:
    """The same, and what had the key before has none."""
    return with_key(key_id, key) | {other_id: ""}


def usual_again(key_id: str) -> dict[str, str]:
    """The person's own keys without a change of this one."""
    return {each: key for each, key in keys.chosen().items() if each != key_id}
