"""Who is told of what, and how: one's own switches, and for administrators each role's (CAL-14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from desktop.admin.fields import Choice, Section, check_box
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.widgets import column
from desktop.replica.phone_setup import Switch, switches_of, switches_of_role
from desktop.store import Store
from sync_server.contract.notices import SetPreference
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import NoticeChannel, NoticeModule, Role
from sync_server.rules.effects import Refused

MODULES = {
    NoticeModule.CALLS: ("Missed calls", "Calls to your numbers that nobody answered"),
    NoticeModule.VOICEMAIL: ("New voicemail", "Somebody left a message"),
    NoticeModule.POSTS: ("Messages", "From customers, and on your issues"),
    NoticeModule.ISSUES: ("Issues", "New ones, and what happens to yours"),
}
CHANNELS = {
    NoticeChannel.FEED: "In Ringdesk",
    NoticeChannel.PUSH: "On the phone",
    NoticeChannel.EMAIL: "By e-mail",
    NoticeChannel.SMS: "Text message",
}
WAYS = (
    "A mention always comes on the phone and by e-mail too. Text messages need a mobile number: "
    "an administrator enters it under People."
)
ROLES = {
    Role.AGENT: "Agents",
    Role.SUPERVISOR: "Supervisors",
    Role.TECHNICIAN: "Technicians",
    Role.READ_ONLY: "Read only",
    Role.FIELDWORKER: "Fieldworkers",
    Role.FINANCE: "Finance",
    Role.ADMIN: "Administrators",
    Role.OWNER: "Owners",
}


@dataclass(frozen=True, slots=True)
class Switched:
    """A switch as somebody set it."""

    module: NoticeModule
    channel: NoticeChannel
    is_on: bool


class SwitchMatrix(QWidget):
    """Modules by channels, one box each."""

    switched = signal(Switched)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._boxes: dict[QCheckBox, tuple[NoticeModule, NoticeChannel]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for across, (channel, words) in enumerate(CHANNELS.items(), 1):
            grid.addWidget(Label(words, Look.MUTED), 0, across)
            for down, (module, (title, _hint)) in enumerate(MODULES.items(), 1):
                box = check_box(f"{name}_{module}_{channel}", "")
                box.setAccessibleName(f"{title}, {words}")
                box.clicked.connect(self._clicked)
                self._boxes[box] = (module, channel)
                grid.addWidget(box, down, across)
        for down, (title, hint) in enumerate(MODULES.values(), 1):
            words_of = column(gap=0)
            words_of.addWidget(Label(title))
            words_of.addWidget(Label(hint, Look.SMALL))
            grid.addLayout(words_of, down, 0)

    def show_switches(self, switches: Iterable[Switch]) -> None:
        """Exactly these are on."""
        on = {(each.module, each.channel) for each in switches if each.is_on}
        for box, where in self._boxes.items():
            box.setChecked(where in on)

    def _clicked(self) -> None:
        sender = self.sender()
        for box, (module, channel) in self._boxes.items():
            if box is sender:
                self.switched.emit(Switched(module, channel, box.isChecked()))


class SwitchesPage(QWidget):
    """One's own matrix; below it, for administrators, that of a role."""

    refused = signal(str)

    def __init__(self, store: Store, *, for_roles: bool) -> None:
        super().__init__()
        self._store = store
        self._own = SwitchMatrix("own")
        self._roles = SwitchMatrix("role")
        self._role = Choice(ROLES, "switches_role")
        self._role.setAccessibleName("Role")
        mine = Section("What I am told")
        mine.inside.addWidget(self._own)
        mine.inside.addWidget(WrappedLabel(WAYS, Look.SMALL))
        theirs = Section("What a role is told")
        words = "Everyone who has not chosen otherwise for themselves."
        theirs.inside.addWidget(WrappedLabel(words, Look.MUTED))
        theirs.inside.addWidget(self._role)
        theirs.inside.addWidget(self._roles)
        self.setMaximumWidth(720)
        stack = column(self, gap=12)
        stack.addWidget(mine)
        stack.addWidget(theirs)
        theirs.setVisible(for_roles)  # only now: without a parent it would be a window
        stack.addStretch(1)
        self._own.switched.connect(self._switch_own)
        self._roles.switched.connect(self._switch_role)
        self._role.currentIndexChanged.connect(self._show)
        self._show()

    def refresh(self, entities: frozenset[str]) -> None:
        if not entities or entities & {"preference", "staff"}:
            self._show()

    def _show(self) -> None:
        view, me = self._store.view, self._store.me
        own = view.get(StaffRow, me.id) if me else None
        if own is not None:
            self._own.show_switches(switches_of(view, own))
        self._roles.show_switches(switches_of_role(view, self._role.chosen()))

    def _switch_own(self, chosen: Switched) -> None:
        self._set(SetPreference(module=chosen.module, channel=chosen.channel, is_on=chosen.is_on))

    def _switch_role(self, chosen: Switched) -> None:
        role = self._role.chosen()
        self._set(
            SetPreference(
                module=chosen.module, channel=chosen.channel, is_on=chosen.is_on, role=role
            )
        )

    def _set(self, command: SetPreference) -> None:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            self._show()
