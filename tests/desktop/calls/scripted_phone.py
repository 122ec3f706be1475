"""A phone without a line: a test says what the engine would say and reads what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_bar import CallBar
from desktop.calls.call_card import CallCard
from desktop.calls.parts import Parts, Views, build_parts, disconnect
from desktop.calls.phone_process import EngineState
from desktop.calls.wrap_up_view import WrapUpView
from desktop.qt.signals import signal
from desktop.replica.profile import Profile
from desktop.store import Store
from softphone import protocol
from softphone.call import CallState, Direction, EndedWhy
from softphone.line import CallKey, CallRef
from softphone.protocol import AnyIntent, CallFacts, PhoneEvent
from sync_server.contract.base import Row, RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import ContactKind, RecordKind, Role
from sync_server.rules.threads import born_with
from tests.desktop import samples
from tests.desktop.replica.rows import AMY, profile_with

T = TypeVar("T")
OLIVIA, HARBOUR = RowId("olivia"), RowId("harbour")
OLIVIA_NUMBER, SHARED_NUMBER, MAIN = "+61412555018", "+61298765432", "+61255550100"
GROUP = RingGroupRow(
    id=RowId("g1"),
    number=MAIN,
    name="Main line",
    member_ids=(AMY.id, RowId("bob")),
    wrap_up_seconds=60,
    asks_disposition=True,
)


def customer(row_id: str, name: str, number: str) -> tuple[Row, ...]:
    here = RowId(row_id)
    point = ContactPointRow(
        id=RowId(f"{row_id}-{number}"),
        customer_id=here,
        contact_kind=ContactKind.PHONE,
        value=number,
    )
    return (
        CustomerRow(id=here, name=name),
        born_with(RecordKind.CUSTOMER, here, here),
        point,
    )


def office() -> list[Row]:
    """A small office: Amy is at this desk, Bob and Cleo are colleagues."""
    people = [
        StaffRow(id=RowId(name.lower()), name=full, role=Role.AGENT, sip_user=name.lower())
        for name, full in (("Amy", "Amy Ward"), ("Bob", "Bob Tran"), ("Cleo", "Cleo Diaz"))
    ]
    ways = [
        DispositionRow(id=RowId(f"d{at}"), name=name, position=at)
        for at, name in enumerate(("Booked", "Question answered", "Wrong number"), start=1)
    ]
    return [
        *people,
        *ways,
        GROUP,
        *customer("olivia", "Olivia Smith", OLIVIA_NUMBER),
        *customer("harbour", "Harbour Café & Bar", SHARED_NUMBER),
        *customer("school", "St Mary's School", SHARED_NUMBER),
    ]


class ScriptedPhone(QObject):
    """Stands at the engine's end of the pipe."""

    said = signal(PhoneEvent)
    state_changed = signal(EngineState)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[AnyIntent] = []
        self._calls: dict[str, CallFacts] = {}

    def send(self, intent: AnyIntent) -> None:
        self.asked.append(intent)

    def asked_for(self, kind: type[T]) -> list[T]:
        return [intent for intent in self.asked if isinstance(intent, kind)]

    def call(self, ref: str, **facts: object) -> CallFacts:
        """A call comes into being."""
        known: dict[str, object] = {
            "call_key": CallKey(f"key-{ref}"),
            "direction": Direction.INCOMING,
            "number": OLIVIA_NUMBER,
            "display": "",
            "dialled": MAIN,
            "state": CallState.RINGING,
            "started_at": samples.NOW,
        }
        made = CallFacts(ref=CallRef(ref), **{**known, **facts})  # type: ignore[arg-type]
        self._calls[ref] = made
        self.tell()
        return made

    def dials(self, ref: str, number: str) -> CallFacts:
        """The agent's own call rings at the other side."""
        return self.call(
            ref,
            direction=Direction.OUTGOING,
            number=number,
            dialled="",
            state=CallState.DIALLING,
        )

    def change(self, ref: str, **facts: object) -> None:
        self._calls[ref] = msgspec.structs.replace(self._calls[ref], **facts)
        self.tell()

    def answered(self, ref: str, at: datetime = samples.NOW) -> None:
        self.change(ref, state=CallState.TALKING, answered_at=at)

    def ended(self, ref: str, why: EndedWhy = EndedWhy.HUNG_UP, **facts: object) -> None:
        at = samples.NOW + timedelta(seconds=30)
        self.change(ref, state=CallState.ENDED, ended_at=at, ended_why=why, **facts)
        del self._calls[ref]
        self.tell()

    def tell(self) -> None:
        self.said.emit(protocol.Calls(tuple(self._calls.values())))


@dataclass
class PhoneAtDesk:
    """Real store, real bridge, real views; only the engine is scripted."""

    folder: Path
    rows: list[Row] = field(default_factory=office)

    def __post_init__(self) -> None:
        self.now = samples.NOW
        self.profile: Profile = profile_with(self.folder / "profile", self.rows)
        self.store = Store(self.profile, self.clock)
        self.phone = ScriptedPhone()
        self.bridge = PhoneBridge(self.phone)
        self.views = Views(CallCard(), CallBar(self.clock), WrapUpView())
        self.parts: Parts = build_parts(self.store, self.bridge, self.views, self.clock)
        self.said: list[str] = []
        self.parts.calls.said.connect(self.said.append)
        for view in (self.views.bar, self.views.wrap_up):
            view.resize(1180, 120)

    def clock(self) -> datetime:
        return self.now

    def sent(self, kind: type[T]) -> list[T]:
        """Commands of this kind that wait for the server."""
        queue = self.profile.outbox.undecided()
        return [one.command for one in queue if isinstance(one.command, kind)]

    def last(self, kind: type[T]) -> T:
        return self.sent(kind)[-1]

    def does(self, command: AnyCommand) -> None:
        self.store.do(command)

    def talk(self, ref: str = "r1", **facts: object) -> None:
        """Somebody rings and this agent answers."""
        self.phone.call(ref, **facts)
        self.phone.answered(ref)

    def close(self) -> None:
        disconnect(self.parts)
        self.profile.close()
