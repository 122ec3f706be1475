"""What can be done with an issue's status now, and why the rest cannot."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.issues.issue_page_model import Step
from desktop.issues.issue_sheet import IssueSheet, code_of
from desktop.qt.statuses import ISSUES
from desktop.qt.tones import Kind
from desktop.rights import Rights
from sync_server.contract.issues import MoveIssue
from sync_server.contract.values import IssueStatus, Module, Verb
from sync_server.rules.issue_moves import MOVES

S = IssueStatus


_NAMES: Mapping[IssueStatus, tuple[str, str]] = {
    S.NEW: ("New", "circle-dot"),
    S.IN_PROGRESS: ("Convert to In progress", "play"),
    S.AWAITING_APPROVAL: ("Resolve", "hourglass"),
    S.CLOSED: ("Close issue", "circle-check"),
    S.REOPENED: ("Reopen", "rotate-ccw"),
}
_BUTTONS: Mapping[IssueStatus, tuple[IssueStatus, ...]] = {
    S.NEW: (S.IN_PROGRESS, S.AWAITING_APPROVAL),
    S.REOPENED: (S.IN_PROGRESS, S.AWAITING_APPROVAL),
    S.IN_PROGRESS: (S.AWAITING_APPROVAL,),
    S.AWAITING_APPROVAL: (S.CLOSED, S.IN_PROGRESS),
    S.CLOSED: (S.REOPENED,),
}
"""What stands as a button in each status, the usual next step first."""


def steps_of(sheet: IssueSheet, rights: Rights) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The buttons, and every other target for the menu with the reason where it is none."""
    now = sheet.row.status
    every = {to: _step(sheet, to, rights) for to in S if to is not now}
    wanted = [every[to] for to in _BUTTONS[now] if not every[to].refusal]
    buttons = tuple(
        Step(s.to, s.label, s.icon, Kind.PRIMARY if at == 0 and now is not S.CLOSED else Kind.PLAIN)
        for at, s in enumerate(wanted)
    )
    shown = {step.to for step in buttons}
    return buttons, tuple(step for to, step in every.items() if to not in shown)


def refusal_of(sheet: IssueSheet, to: IssueStatus, rights: Rights) -> str:
    """Why this person may not move it there now; empty: they may."""
    into = sheet.family.into
    if sheet.row.merged_into_id is not None:
        return f"It was merged into {code_of(into) if into else 'another issue'}. Move that one."
    if to not in MOVES[sheet.row.status]:
        return f"Not from “{ISSUES[sheet.row.status].text}”. {_WAY[to]}"
    if not rights.may(MoveIssue):
        return "Your role may not change issues."
    if to is S.CLOSED and not rights.has(Module.ISSUES, Verb.CLOSE):
        return "Your role may not close issues."
    return ""


_WAY: Mapping[IssueStatus, str] = {
    S.NEW: "An issue is new only once.",
    S.IN_PROGRESS: "Reopen it first.",
    S.AWAITING_APPROVAL: "Reopen it first.",
    S.CLOSED: "It is closed already.",
    S.REOPENED: "Only a closed issue is reopened.",
}


def _step(sheet: IssueSheet, to: IssueStatus, rights: Rights) -> Step:
    label, icon = _NAMES[to]
    if sheet.row.status is S.AWAITING_APPROVAL:
        label = {S.CLOSED: "Approve & close", S.IN_PROGRESS: "Reject"}.get(to, label)
        icon = {S.IN_PROGRESS: "undo-2"}.get(to, icon)
    return Step(to, label, icon, refusal=refusal_of(sheet, to, rights))
