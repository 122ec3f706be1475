"""One door to every rule: a command goes in, its effects (or a refusal) come out."""

from __future__ import annotations

from collections.abc import Mapping

from sync_server.contract.access import SavePermissions
from sync_server.contract.agents import ChooseState, EndWrapUp, ExtendWrapUp
from sync_server.contract.base import Command
from sync_server.contract.billing import (
    ExpireQuote,
    MarkOverdue,
    RemoveBillingCycle,
    RunBillingCycle,
    SaveBillingCycle,
    SetBillPayer,
)
from sync_server.contract.calls import (
    ChooseDisposition,
    FileRecording,
    FileVoicemail,
    ForgetSound,
    HearVoicemail,
    LinkCall,
    LogCall,
    RemoveRecording,
    RemoveVoicemail,
    ReopenCallbacks,
    SettleCallbacks,
    SettleVoicemail,
    TakeCallback,
)
from sync_server.contract.care import (
    LabelCustomers,
    MergeCustomers,
    RemoveContactPoint,
    RemoveProperty,
    SaveProperty,
    SetCustomerFlag,
    UnmergeCustomers,
)
from sync_server.contract.customers import (
    AddContactPoint,
    AddCustomer,
    EditCustomer,
    RemoveCustomer,
    RestoreCustomer,
)
from sync_server.contract.messages import (
    CancelMessage,
    SendHeldMessage,
    SendMessage,
    TellMessage,
    WriteAutomatic,
)
from sync_server.contract.money import (
    IssueCreditNote,
    RecordPayment,
    SetLines,
    VoidCreditNote,
    VoidPayment,
)
from sync_server.contract.notices import ReadNotices, SetPreference
from sync_server.contract.records import (
    AcceptQuote,
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    AssignBooking,
    ConvertInquiry,
    DiscardRecord,
    EditRecord,
    InvoiceBooking,
    MoveBooking,
    MoveInquiry,
    MoveQuote,
    RestoreRecord,
)
from sync_server.contract.ring_groups import SaveDisposition, SaveRingGroup
from sync_server.contract.scheduling import (
    AddAppointment,
    ConfirmAppointment,
    MoveAppointment,
    ProposeAppointment,
    ScheduleAppointment,
    ScheduleBooking,
    SetDayMinutes,
)
from sync_server.contract.staff import ChangeRole, Deactivate, EditStaff
from sync_server.contract.statuses import SaveStatus
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    OpenThread,
    RemovePost,
    WritePost,
)
from sync_server.contract.views import RemoveView, SaveView
from sync_server.rules import (
    agents,
    billing,
    callbacks,
    calls,
    care,
    converting,
    customer_removal,
    customers,
    merging,
    messages,
    money,
    notices,
    proposals,
    record_edits,
    recordings,
    records,
    ring_groups,
    roles,
    scheduling,
    staff,
    statuses,
    threads,
    views,
    voicemail,
)
from sync_server.rules.complaint_rules import COMPLAINT_RULES
from sync_server.rules.effects import Circumstances, Effects, Rule
from sync_server.rules.erasing import refuse_erased
from sync_server.rules.pay_changes import with_holds
from sync_server.rules.permissions import check_may
from sync_server.rules.telling import with_telling
from sync_server.rules.view import View

RULES: Mapping[type[Command], Rule] = {
    AddCustomer: customers.add_customer,
    EditCustomer: customers.edit_customer,
    RemoveCustomer: customer_removal.remove_customer,
    RestoreCustomer: customer_removal.restore_customer,
    AddContactPoint: customers.add_contact_point,
    AddInquiry: records.add_inquiry,
    AddQuote: records.add_quote,
    AddBooking: records.add_booking,
    AssignBooking: records.assign_booking,
    MoveBooking: records.move_booking,
    AddInvoice: records.add_invoice,
    MoveInquiry: record_edits.move_inquiry,
    MoveQuote: record_edits.move_quote,
    EditRecord: record_edits.edit_record,
    SetLines: money.set_lines,
    DiscardRecord: record_edits.discard_record,
    RestoreRecord: record_edits.restore_record,
    ConvertInquiry: converting.convert_inquiry,
    AcceptQuote: converting.accept_quote,
    InvoiceBooking: converting.invoice_booking,
    RecordPayment: money.record_payment,
    VoidPayment: money.void_payment,
    IssueCreditNote: money.issue_credit_note,
    VoidCreditNote: money.void_credit_note,
    SetBillPayer: billing.set_bill_payer,
    SaveBillingCycle: billing.save_billing_cycle,
    RemoveBillingCycle: billing.remove_billing_cycle,
    RunBillingCycle: billing.run_billing_cycle,
    MarkOverdue: billing.mark_overdue,
    ExpireQuote: billing.expire_quote,
    ScheduleBooking: scheduling.schedule_booking,
    AddAppointment: scheduling.add_appointment,
    ScheduleAppointment: scheduling.schedule_appointment,
    MoveAppointment: scheduling.move_appointment,
    ProposeAppointment: proposals.propose_appointment,
    ConfirmAppointment: proposals.confirm_appointment,
    SetDayMinutes: scheduling.set_day_minutes,
    LabelCustomers: care.label_customers,
    SetCustomerFlag: care.set_customer_flag,
    RemoveContactPoint: care.remove_contact_point,
    SaveProperty: care.save_property,
    RemoveProperty: care.remove_property,
    MergeCustomers: merging.merge_customers,
    UnmergeCustomers: merging.unmerge_customers,
    SendMessage: messages.send_message,
    SendHeldMessage: messages.send_held_message,
    CancelMessage: messages.cancel_message,
    TellMessage: messages.tell_message,
    WriteAutomatic: messages.write_automatic,
    OpenThread: converting.open_thread,
    WritePost: threads.write_post,
    EditPost: threads.edit_post,
    ChangePostVisibility: threads.change_visibility,
    RemovePost: threads.remove_post,
    LogCall: calls.log_call,
    LinkCall: calls.link_call,
    ChooseDisposition: calls.choose_disposition,
    TakeCallback: callbacks.take_callback,
    SettleCallbacks: callbacks.settle,
    ReopenCallbacks: callbacks.reopen,
    FileVoicemail: voicemail.file_voicemail,
    HearVoicemail: voicemail.hear_voicemail,
    SettleVoicemail: voicemail.settle_voicemail,
    RemoveVoicemail: voicemail.remove_voicemail,
    FileRecording: recordings.file_recording,
    RemoveRecording: recordings.remove_recording,
    ForgetSound: recordings.forget_sound,
    SaveRingGroup: ring_groups.save_ring_group,
    SaveDisposition: ring_groups.save_disposition,
    ChooseState: agents.choose_state,
    ExtendWrapUp: agents.extend_wrap_up,
    EndWrapUp: agents.end_wrap_up,
    ReadNotices: notices.read_notices,
    SetPreference: notices.set_preference,
    ChangeRole: roles.change_role,
    Deactivate: staff.deactivate,
    EditStaff: staff.edit_staff,
    SaveStatus: statuses.save_status,
    SavePermissions: roles.save_permissions,
    SaveView: views.save_view,
    RemoveView: views.remove_view,
    **COMPLAINT_RULES,
}


def decide(view: View, command: Command, here: Circumstances) -> Effects:
    """Answer what a command does. Raises Refused when it may not."""
    check_may(view, type(command), here)
    refuse_erased(view, command)
    effects = RULES[type(command)](view, command, here)
    return with_telling(view, with_holds(view, command, effects, here), here)
