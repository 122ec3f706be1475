"""What each role may see and do: every role, every command, every row, from one written table."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from sync_server.contract.access import PermissionRow, SavePermissions, permission_id
from sync_server.contract.base import Row, RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import FieldEdit
from sync_server.contract.feed import ROW_TYPES, entity
from sync_server.contract.money import NewLine, SetLines
from sync_server.contract.records import BookingRow, EditRecord, InvoiceRow
from sync_server.contract.staff import ChangeRole, StaffRow
from sync_server.contract.values import Module, RecordKind, Role, Verb
from sync_server.rules import access
from sync_server.rules.decide import RULES, decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.permissions import BY_KIND, may
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import audience, may_see, scopes_of
from tests.support.builders import ADMIN, AGENT, BOOKING, LIAM, OLIVIA, here, office
from tests.support.one_of_each import SOMEBODY, one_of_each

DESK = (
    Role.OWNER,
    Role.ADMIN,
    Role.FINANCE,
    Role.AGENT,
    Role.SUPERVISOR,
    Role.TECHNICIAN,
    Role.READ_ONLY,
)
ALL = (
    "customers:see,add,edit,merge,export inquiries:see,add,edit,remove,export "
    "quotes:see,add,edit,remove,export bookings:see,add,edit,remove,export "
    "invoices:see,add,edit,remove,statement,export issues:see,add,edit,export holds:see,export "
    "calls:see,edit,export messages:see,add"
)
FIXED = ALL + " issues:close,remove holds:add,release,close calls:remove settings:edit"
TABLE = {
    Role.OWNER: FIXED,
    Role.ADMIN: FIXED,
    Role.FINANCE: ALL + " holds:add,release,close",
    Role.AGENT: ALL,
    Role.SUPERVISOR: ALL + " issues:close holds:add",
    Role.TECHNICIAN: "customers:see bookings:see,edit issues:see,add,edit",
    Role.READ_ONLY: (
        "customers:see,export inquiries:see,export quotes:see,export bookings:see,export "
        "invoices:see,statement,export issues:see,export holds:see,export calls:see,export "
        "messages:see"
    ),
}
"""What Ringdesk comes with, written out by hand."""

EVERYBODY = "everybody at a desk"
BY_RECORD = "by the kind of record named"
SYSTEM = "the server itself"
FIELD = "fieldworkers alone"
COMMANDS = {
    "customers:add": "customer.add",
    "customers:edit": (
        "customer.edit customer.remove customer.restore "
        "customer.add_contact_point customer.remove_contact_point "
        "customer.label customer.set_flag property.save property.remove"
    ),
    "customers:merge": "customer.merge customer.unmerge",
    "inquiries:add": "inquiry.add",
    "inquiries:edit": "inquiry.move inquiry.convert",
    "quotes:add": "quote.add",
    "quotes:edit": "quote.move quote.accept",
    "bookings:add": "booking.add appointment.add",
    "bookings:edit": (
        "booking.assign booking.move booking.schedule appointment.schedule appointment.move "
        "thread.open_to_fieldworkers appointment.confirm"
    ),
    "invoices:add": "invoice.add booking.invoice billing_cycle.run",
    "invoices:edit": (
        "payment.record payment.void credit_note.issue credit_note.void customer.set_bill_payer "
        "billing_cycle.save billing_cycle.remove cost.post booking.set_pay_lines"
    ),
    "issues:add": "issue.report issue.withdraw",
    "issues:see": "issue.watch",
    "issues:edit": (
        "issue.move issue.edit issue.change_many issue.label issue.name_responsible "
        "issue.set_parent issue.merge issue.unmerge check_item.add check_item.tick "
        "check_item.remove cost.add cost.remove survey.answer"
    ),
    "issues:remove": "issue.delete_forever",
    "holds:add": "hold.place",
    "holds:release": "hold.release hold.release_many hold.expect",
    "holds:close": "pay_run.open pay_run.pay_out pay_run.lock",
    "calls:see": "voicemail.hear",
    "calls:edit": (
        "call.link call.disposition call.take_callback call.settle call.reopen "
        "voicemail.settle voicemail.remove"
    ),
    "calls:remove": "recording.remove",
    "messages:add": "message.send message.send_held message.cancel",
    "settings:edit": (
        "staff.change_role staff.deactivate ring_group.save disposition.save status.save "
        "permission.save staff.set_day_minutes staff.edit issue_type.save issue_label.save "
        "complaint_settings.save hold_reason.save template.save branding.save"
    ),
    EVERYBODY: (
        "post.write post.edit post.change_visibility post.remove notice.read preference.set "
        "view.save view.remove agent.choose_state agent.extend_wrap_up recording.file call.log"
    ),
    BY_RECORD: "record.edit record.set_lines record.discard record.restore",
    FIELD: "appointment.propose",
    SYSTEM: (
        "voicemail.file agent.end_wrap_up sound.forget invoice.mark_overdue quote.expire "
        "message.tell message.write_automatic issue.remind issue.alarm"
    ),
}
NEEDS = {tag: right for right, tags in COMMANDS.items() for tag in tags.split()}
KINDS = {str(kind.__struct_config__.tag): kind for kind in AnyCommand.__args__}

SEEN_WITH = {
    "staff": "always",
    "ring_group": "always",
    "disposition": "always",
    "agent_state": "always",
    "preference": "always",
    "permission": "always",
    "status": "always",
    "customer": "always",
    "customer_note": "always",
    "contact_point": "always",
    "property": "always",
    "merge": "always",
    "merge_moves": "never",
    "inquiry": "inquiries:see",
    "quote": "quotes:see",
    "booking": "bookings:see",
    "appointment": "bookings:see",
    "invoice": "invoices:see",
    "booking_money": "invoices:see",
    "customer_billing": "invoices:see",
    "billing_cycle": "invoices:see",
    "payment": "invoices:see",
    "credit_note": "invoices:see",
    "issue": "issues:see",
    "check_item": "issues:see",
    "cost": "issues:see",
    "survey": "issues:see",
    "erasure": "issues:see",
    "hold": "holds:see",
    "hold_event": "holds:see",
    "pay_run": "holds:see",
    "payout": "holds:see",
    "pay_line": "invoices:see or holds:see",
    "issue_type": "always",
    "issue_label": "always",
    "complaint_settings": "always",
    "hold_reason": "always",
    "template": "always",
    "template_version": "always",
    "branding": "always",
    "call": "calls:see",
    "voicemail": "calls:see",
    "recording": "administrators",
    "message": "messages:see",
    "notice": "its reader",
    "saved_view": "its owner, or all when shared",
    "line": "as its record",
    "thread": "as its record",
    "post": "as its record",
    "attachment": "as its record",
}
OF_RECORD = {
    "inquiry": "inquiries:see",
    "quote": "quotes:see",
    "booking": "bookings:see",
    "invoice": "invoices:see",
    "issue": "issues:see",
}


def with_rows(view: MemoryView, rows: Iterable[Row]) -> MemoryView:
    view.put(rows)
    return view


def rights(text: str) -> frozenset[str]:
    """`bookings:see,edit` as single rights."""
    return frozenset(
        f"{module}:{verb}"
        for module, verbs in (part.split(":") for part in text.split())
        for verb in verbs.split(",")
    )


def expected(row: Row, granted: frozenset[str], role: Role) -> bool:
    """Whether somebody with these rights, assigned to nothing, sees the row by the table above."""
    told = SEEN_WITH[entity(type(row))]
    if told == "as its record":
        record = getattr(row, "record_kind", None) or row.id.split("-")[1]
        told = OF_RECORD[record]
        if entity(type(row)) == "line" and record is RecordKind.BOOKING:
            told = "invoices:see"
    simple = {
        "always": True,
        "never": False,
        "its reader": False,
        "administrators": role in {Role.OWNER, Role.ADMIN},
        "its owner, or all when shared": getattr(row, "shared", False),
    }
    return simple.get(told, any(right in granted for right in told.split(" or ")))


def test_the_defaults_are_those_written_down_here() -> None:
    """TML-29."""
    assert {role: access.DEFAULTS[role] for role in DESK} == {
        role: rights(text) for role, text in TABLE.items()
    }


def test_every_command_and_every_row_type_stands_in_these_tables() -> None:
    """TML-29: a new command or row type fails here until somebody has said who may."""
    assert NEEDS.keys() == KINDS.keys()
    assert SEEN_WITH.keys() == {entity(kind) for kind in ROW_TYPES}
    assert {type(row) for row in one_of_each()} == set(ROW_TYPES)
    assert RULES.keys() == set(KINDS.values())


@pytest.mark.parametrize("role", DESK)
@pytest.mark.parametrize("tag", sorted(KINDS))
def test_a_command_is_open_exactly_to_roles_with_its_right(tag: str, role: Role) -> None:
    """TML-29: role by command."""
    needed = NEEDS[tag]
    view = office()
    wanted = needed in {EVERYBODY, BY_RECORD} or needed in rights(TABLE[role])
    assert may(view, role, KINDS[tag]) is wanted
    if wanted:
        return
    kind = KINDS[tag]
    fields = {field.name: "" for field in msgspec.structs.fields(kind) if field.required}
    command = kind(**fields)  # what it says does not matter: it is refused before that is read
    with pytest.raises(Refused) as refused:
        decide(view, command, here(by=AGENT, role=role))
    assert refused.value.reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize("right", sorted(access.EVERYTHING))
def test_one_right_taken_away_closes_exactly_its_commands(right: str) -> None:
    """TML-29: module by verb, for a role that has everything else."""
    kept = access.EVERYTHING - {right}
    view = with_rows(office(), [PermissionRow(id=permission_id(Role.AGENT), grants=tuple(kept))])
    closed = {tag for tag, kind in KINDS.items() if not may(view, Role.AGENT, kind)}
    server = {tag for tag, needed in NEEDS.items() if needed in {SYSTEM, FIELD}}
    assert closed - server == {tag for tag, needed in NEEDS.items() if needed == right}


@pytest.mark.parametrize("kind", list(OF_RECORD)[:4])
@pytest.mark.parametrize(("verb", "tag"), [("edit", "record.edit"), ("remove", "record.discard")])
def test_commands_on_any_record_need_the_right_of_that_record(
    kind: str, verb: str, tag: str
) -> None:
    """TML-29."""
    module = OF_RECORD[kind].split(":")[0]
    kept = access.EVERYTHING - {f"{module}:{verb}"}
    row = PermissionRow(id=permission_id(Role.AGENT), grants=tuple(sorted(kept)))
    view = MemoryView([*one_of_each(), row])
    named = {"record_kind": RecordKind(kind), "record_id": RowId(f"{kind}-1")}
    command = KINDS[tag](**named, **({"edits": ()} if verb == "edit" else {}))
    with pytest.raises(Refused) as refused:
        decide(view, command, here(by=AGENT))
    assert refused.value.reason is Reason.NOT_ALLOWED
    assert KINDS[tag] in BY_KIND


@pytest.mark.parametrize("role", DESK)
@pytest.mark.parametrize("row", one_of_each(), ids=lambda row: f"{entity(type(row))}-{row.id}")
def test_a_row_is_seen_exactly_by_roles_with_its_right(row: Row, role: Role) -> None:
    """TML-29: role by row type."""
    view = MemoryView(one_of_each())
    assert may_see(view, row, role, RowId("me")) is expected(row, rights(TABLE[role]), role)


@pytest.mark.parametrize("module", [m for m in Module if m is not Module.SETTINGS])
def test_without_seeing_a_module_none_of_its_rows_is_seen(module: Module) -> None:
    """TML-29."""
    kept = access.EVERYTHING - {f"{module}:see"}
    view = MemoryView(
        [*one_of_each(), PermissionRow(id=permission_id(Role.AGENT), grants=tuple(kept))]
    )
    mine = scopes_of(view, Role.AGENT, RowId("me"))
    for row in one_of_each():
        seen = bool(audience(view, row) & mine)
        assert seen is expected(row, kept, Role.AGENT), row


@pytest.mark.parametrize("role", [Role.FIELDWORKER, Role.CUSTOMER, Role.SYSTEM])
def test_roles_without_a_desk_have_no_rights_of_the_table(role: Role) -> None:
    assert access.grants_of(office(), role) == frozenset()
    view = MemoryView(one_of_each())
    if role is Role.FIELDWORKER:
        seen = {entity(type(r)) for r in one_of_each() if may_see(view, r, role, RowId("me"))}
        # The office's own names for how a job stands (FLD-22), and what an issue may be.
        assert seen == {"status", "issue_type", "complaint_settings"}


# -- own only


def own_only(*more: str) -> MemoryView:
    grants = access.whole(frozenset({"customers:see", "bookings:see_own", *more}))
    row = PermissionRow(id=permission_id(Role.TECHNICIAN), grants=tuple(sorted(grants)))
    return MemoryView([*one_of_each(), row])


def test_who_sees_only_their_own_sees_their_jobs_and_the_issues_of_those() -> None:
    """TML-29: see_own, and what comes with it is said in the table."""
    view = own_only()
    row = view.get(PermissionRow, permission_id(Role.TECHNICIAN))
    assert row is not None
    assert {"bookings:see_own", "issues:see_own"} <= set(row.grants)
    seen = {entity(type(r)) for r in one_of_each() if may_see(view, r, Role.TECHNICIAN, SOMEBODY)}
    assert {"booking", "appointment", "issue", "thread"} <= seen
    assert not {"invoice", "booking_money", "payment", "hold", "call", "quote"} & seen
    others = [r for r in one_of_each() if may_see(view, r, Role.TECHNICIAN, RowId("other"))]
    assert not {"booking", "appointment", "issue", "thread", "post"} & {
        entity(type(r)) for r in others
    }


def test_posts_for_the_office_stay_hidden_from_who_sees_only_their_own() -> None:
    view = own_only()
    posts = [r for r in one_of_each() if entity(type(r)) == "post"]
    assert not [p for p in posts if may_see(view, p, Role.TECHNICIAN, SOMEBODY)]


def test_a_job_of_somebody_else_is_not_there_for_who_sees_only_their_own() -> None:
    command = EditRecord(record_kind=RecordKind.BOOKING, record_id=RowId("booking-1"), edits=())
    view = own_only("bookings:edit")
    with pytest.raises(Refused) as refused:
        decide(view, command, here(by=RowId("other"), role=Role.TECHNICIAN))
    assert refused.value.reason is Reason.NOT_FOUND


# -- what cannot be seen cannot be asked out of a command


def test_pay_is_not_told_through_a_clash_to_who_may_not_see_money() -> None:
    edit = FieldEdit(field="pay_cents", old="1", new="2")
    command = EditRecord(record_kind=RecordKind.BOOKING, record_id=BOOKING, edits=(edit,))
    with pytest.raises(Refused) as refused:
        decide(office(), command, here(by=LIAM, role=Role.TECHNICIAN))
    assert refused.value.reason is Reason.NOT_ALLOWED
    assert "20001" in decide(office(), command, here()).merged


def test_prices_of_a_job_are_not_set_by_who_may_not_see_them() -> None:
    line = NewLine(id=RowId("l"), text="Hour", unit_cents=100)
    command = SetLines(record_kind=RecordKind.BOOKING, record_id=BOOKING, seen=(), lines=(line,))
    with pytest.raises(Refused) as refused:
        decide(office(), command, here(by=LIAM, role=Role.TECHNICIAN))
    assert refused.value.reason is Reason.NOT_ALLOWED


# -- changing the table


def save(grants: frozenset[str], role: Role = Role.AGENT, seen: str = "") -> SavePermissions:
    before = rights(seen) if seen else access.DEFAULTS.get(role, frozenset())
    return SavePermissions(role=role, seen=tuple(sorted(before)), grants=tuple(sorted(grants)))


def test_rights_are_saved_whole_and_counted_from_the_next_command_on() -> None:
    """TML-29."""
    wanted = access.DEFAULTS[Role.AGENT] - rights("invoices:see")
    assert decide(office(), save(wanted), here(by=ADMIN)).rows == (), "who may add sees them"
    wanted -= rights(" ".join(f"invoices:{v}" for v in access.OFFERED[Module.INVOICES]))
    (row,) = decide(office(), save(wanted), here(by=ADMIN)).rows
    view = with_rows(office(), [row])
    assert access.grants_of(view, Role.AGENT) == wanted
    assert not access.has(view, Role.AGENT, Module.INVOICES, Verb.SEE)


def test_two_administrators_do_not_overwrite_each_other() -> None:
    wanted = access.DEFAULTS[Role.AGENT] - {"messages:add"}
    view = with_rows(office(), decide(office(), save(wanted), here(by=ADMIN)).rows)
    with pytest.raises(Refused) as refused:
        decide(view, save(access.DEFAULTS[Role.AGENT] - {"calls:export"}), here(by=ADMIN))
    assert refused.value.reason is Reason.CHANGED
    assert decide(view, save(wanted), here(by=ADMIN)).rows == ()


@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.FIELDWORKER, Role.CUSTOMER])
def test_rights_of_fixed_roles_are_not_changed(role: Role) -> None:
    with pytest.raises(Refused) as refused:
        decide(office(), save(frozenset(), role, "customers:see"), here(by=ADMIN))
    assert refused.value.reason is Reason.INVALID


def test_a_right_that_does_not_exist_is_refused_and_one_in_the_rows_counts_for_nothing() -> None:
    with pytest.raises(Refused):
        decide(office(), save(frozenset({"moon:see"})), here(by=ADMIN))
    odd = PermissionRow(id=permission_id(Role.AGENT), grants=("moon:see", "customers:see"))
    assert access.grants_of(with_rows(office(), [odd]), Role.AGENT) == {"customers:see"}


def test_nobody_gives_themselves_rights_or_a_role() -> None:
    with pytest.raises(Refused):
        decide(office(), save(access.EVERYTHING), here(by=AGENT))
    with pytest.raises(Refused):
        decide(office(), ChangeRole(staff_id=ADMIN, role=Role.AGENT), here(by=ADMIN))
    (row,) = decide(office(), ChangeRole(staff_id=AGENT, role=Role.FINANCE), here(by=ADMIN)).rows
    assert isinstance(row, StaffRow)
    assert row.role is Role.FINANCE


def test_an_invoice_is_seen_by_its_customer_whatever_the_office_may() -> None:
    view = with_rows(office(), [InvoiceRow(id=RowId("i"), customer_id=OLIVIA)])
    assert may_see(view, view.where(InvoiceRow)[0], Role.CUSTOMER, OLIVIA)
    assert may_see(view, view.where(BookingRow)[0], Role.FIELDWORKER, LIAM)
