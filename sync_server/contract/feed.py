"""Every row on the wire, and tables to look them up."""

from __future__ import annotations

from collections.abc import Mapping

from sync_server.contract.access import (
    PermissionRow,
)
from sync_server.contract.agents import (
    AgentStateRow,
)
from sync_server.contract.attachments import (
    AttachmentRow,
)
from sync_server.contract.base import (
    Row,
)
from sync_server.contract.billing import (
    BillingCycleRow,
    CustomerBillingRow,
)
from sync_server.contract.calls import (
    CallRow,
    RecordingRow,
    VoicemailRow,
)
from sync_server.contract.care import (
    MergeMovesRow,
    MergeRow,
    PropertyRow,
)
from sync_server.contract.complaints import (
    ComplaintSettingsRow,
    IssueLabelRow,
    IssueTypeRow,
)
from sync_server.contract.customers import (
    ContactPointRow,
    CustomerNoteRow,
    CustomerRow,
)
from sync_server.contract.holds import (
    HoldEventRow,
    HoldReasonRow,
    HoldRow,
)
from sync_server.contract.issue_work import (
    CheckItemRow,
    CostRow,
    SurveyRow,
)
from sync_server.contract.issues import (
    ErasureRow,
    IssueRow,
)
from sync_server.contract.letters import (
    BrandingRow,
    TemplateRow,
    TemplateVersionRow,
)
from sync_server.contract.messages import (
    MessageRow,
)
from sync_server.contract.money import (
    CreditNoteRow,
    LineRow,
    PaymentRow,
)
from sync_server.contract.notices import (
    NoticeRow,
    PreferenceRow,
)
from sync_server.contract.pay import (
    PayLineRow,
    PayoutRow,
    PayRunRow,
)
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.ring_groups import (
    DispositionRow,
    RingGroupRow,
)
from sync_server.contract.scheduling import (
    AppointmentRow,
)
from sync_server.contract.staff import (
    StaffRow,
)
from sync_server.contract.statuses import (
    StatusRow,
)
from sync_server.contract.threads import (
    PostRow,
    ThreadRow,
)
from sync_server.contract.views import (
    SavedViewRow,
)

AnyRow = (
    StaffRow
    | RingGroupRow
    | DispositionRow
    | AgentStateRow
    | PreferenceRow
    | PermissionRow
    | StatusRow
    | IssueTypeRow
    | IssueLabelRow
    | ComplaintSettingsRow
    | HoldReasonRow
    | TemplateRow
    | BrandingRow
    | CustomerRow
    | CustomerNoteRow
    | ContactPointRow
    | PropertyRow
    | CustomerBillingRow
    | MergeRow
    | MergeMovesRow
    | IssueRow
    | CheckItemRow
    | CostRow
    | SurveyRow
    | ErasureRow
    | HoldRow
    | HoldEventRow
    | PayLineRow
    | PayRunRow
    | PayoutRow
    | BookingRow
    | BookingMoneyRow
    | InvoiceRow
    | QuoteRow
    | InquiryRow
    | AppointmentRow
    | LineRow
    | PaymentRow
    | CreditNoteRow
    | BillingCycleRow
    | ThreadRow
    | PostRow
    | AttachmentRow
    | CallRow
    | VoicemailRow
    | RecordingRow
    | MessageRow
    | NoticeRow
    | SavedViewRow
    | TemplateVersionRow
)
ROW_TYPES: tuple[type[Row], ...] = AnyRow.__args__
"""Every row type, in the order a first fill delivers them."""


def entity(row_type: type[Row]) -> str:
    """Name of a row type on the wire and of its table: its tag."""
    tag = row_type.__struct_config__.tag
    if not isinstance(tag, str):
        raise TypeError(f"{row_type.__name__} has no tag")
    return tag


BY_ENTITY: Mapping[str, type[Row]] = {entity(row_type): row_type for row_type in ROW_TYPES}
