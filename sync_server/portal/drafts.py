"""What a form starts with: its one-time id, its CSRF value, and what the customer already typed."""

from __future__ import annotations

from dataclasses import dataclass

from sync_server.contract.base import RowId
from sync_server.portal.desk import PortalDesk, Visitor


@dataclass(frozen=True, slots=True)
class NoteDraft:
    post_id: RowId
    csrf: str
    note: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ProblemDraft:
    issue_id: RowId
    csrf: str
    issue_type: str = ""
    description: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ReopenDraft:
    command_id: RowId
    csrf: str
    note: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SurveyDraft:
    command_id: RowId
    csrf: str
    rating: int = 0
    comment: str = ""
    problem: str = ""


def fresh_note(desk: PortalDesk, visitor: Visitor) -> NoteDraft:
    return NoteDraft(desk.fresh_id(), visitor.csrf)


def fresh_problem(desk: PortalDesk, visitor: Visitor) -> ProblemDraft:
    return ProblemDraft(desk.fresh_id(), visitor.csrf)
