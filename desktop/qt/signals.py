"""Signals the type checker understands: one value each, or none for a bare wish."""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType
from typing import Any, Generic, Protocol, TypeVar, cast, overload

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class Bound(Protocol[T]):
    """One object's signal: connect slots that take the value."""

    def emit(self, value: T, /) -> None: ...

    def connect(self, slot: Callable[[T], object], how: Qt.ConnectionType = ..., /) -> object: ...

    def disconnect(self, slot: Callable[[T], object] = ..., /) -> object: ...


class BareBound(Protocol):
    """One object's signal that carries nothing."""

    def emit(self) -> None: ...

    def connect(self, slot: Callable[[], object], how: Qt.ConnectionType = ..., /) -> object: ...

    def disconnect(self, slot: Callable[[], object] = ..., /) -> object: ...


class Typed(Generic[T]):
    """What `signal(kind)` looks like to the type checker."""

    def __get__(self, owner: QObject, kind: type[QObject] | None = None) -> Bound[T]:
        raise NotImplementedError


class Bare:
    """What `wish()` looks like to the type checker."""

    def __get__(self, owner: QObject, kind: type[QObject] | None = None) -> BareBound:
        raise NotImplementedError


@overload
def signal(kind: type[T]) -> Typed[T]: ...


@overload
def signal(kind: UnionType) -> Typed[Any]: ...  # a union is no type[T]: annotate with Typed[...]


def signal(kind: object) -> Typed[Any]:  # noqa: ARG001 - only the type checker reads it
    """Declare a signal that carries one `kind`; at run time a plain Signal(object)."""
    return cast(Typed[Any], Signal(object))


def wish() -> Bare:
    """Declare a signal that carries nothing."""
    return cast(Bare, Signal())
