"""What putting an issue right takes: steps to tick, costs, and what the customer says of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sync_server.contract.base import Command, Row, RowId

MAX_STEPS = 50


class CheckItemRow(Row, frozen=True, tag="check_item"):
    """One step of an issue's checklist."""

    issue_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    position: int = 0
    text: str = ""
    done_at: datetime | None = None
    done_by_name: str = ""
    gone: bool = False


class AddCheckItem(Command, frozen=True, tag="check_item.add"):
    item_id: RowId
    issue_id: RowId
    text: str


class TickCheckItem(Command, frozen=True, tag="check_item.tick"):
    item_id: RowId
    is_done: bool


class RemoveCheckItem(Command, frozen=True, tag="check_item.remove"):
    item_id: RowId


class CostKind(StrEnum):
    VARIATION = "variation"
    """The customer pays more."""
    CREDIT = "credit"
    """The customer gets something back."""


class CostRow(Row, frozen=True, tag="cost"):
    """A cost line of an issue: a draft until an administrator posts it to an invoice (A38)."""

    issue_id: RowId = RowId("")
    customer_id: RowId = RowId("")
    cost_kind: CostKind = CostKind.VARIATION
    text: str = ""
    quantity_thousandths: int = 1000
    unit_cents: int = 0
    tax_bp: int = 0
    net_cents: int = 0
    tax_cents: int = 0
    written_by: RowId = RowId("")
    written_by_name: str = ""
    written_at: datetime | None = None
    posted_at: datetime | None = None
    posted_by_name: str = ""
    posted_to: RowId | None = None
    """The invoice or credit note it became part of."""
    gone: bool = False


class AddCost(Command, frozen=True, tag="cost.add"):
    cost_id: RowId
    issue_id: RowId
    text: str
    cost_kind: CostKind = CostKind.VARIATION
    quantity_thousandths: int = 1000
    unit_cents: int = 0
    tax_bp: int = 0


class RemoveCost(Command, frozen=True, tag="cost.remove"):
    """Before it was posted."""

    cost_id: RowId


class PostCosts(Command, frozen=True, tag="cost.post"):
    """Book draft costs of one kind: variations as lines of `target_id`, a new invoice or one with
    nothing paid yet; credits as credit note `target_id` on `invoice_id`."""

    issue_id: RowId
    cost_ids: tuple[RowId, ...]
    target_id: RowId
    invoice_id: RowId | None = None


class SurveyRow(Row, frozen=True, tag="survey"):
    """What the customer thought of how an issue was put right; its id is the issue's."""

    customer_id: RowId = RowId("")
    rating: int = 0
    """1 to 5."""
    comment: str = ""
    answered_at: datetime | None = None
    logged_by_name: str = ""
    """The colleague who heard it on the phone; empty when the customer answered themselves."""


class AnswerSurvey(Command, frozen=True, tag="survey.answer"):
    """By the customer, or by a colleague who logs what they said (ISS-59)."""

    issue_id: RowId
    rating: int
    comment: str = ""
