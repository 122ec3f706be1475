"""Handing in commands: once, in order, and nothing a device does can block its queue."""

from __future__ import annotations

import msgspec
import pytest
from sqlalchemy import select

from sync_server.contract.base import CommandId
from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.contract.records import AddBooking, BookingRow
from sync_server.contract.staff import Deactivate
from sync_server.contract.wire import MAX_COMMAND_BYTES, PushStatus, Result
from sync_server.rules import decide
from sync_server.rules.effects import Circumstances, Effects
from sync_server.rules.view import View
from sync_server.store import tables
from sync_server.store.actor import AccessEnded, DeviceTaken
from tests.server.shop import Replica, Shop, envelope, fresh_command, fresh_id, person


def _add(name: str = "Olivia") -> AddCustomer:
    return AddCustomer(customer_id=fresh_id(), name=name)


def _customers(shop: Shop) -> list[str]:
    return [row.name for row in shop.all_rows() if isinstance(row, CustomerRow)]


def test_a_command_sent_twice_is_carried_out_once(shop: Shop) -> None:
    sent = envelope(1, _add())
    first, second = shop.push("amy", sent), shop.push("amy", sent)
    assert first == second
    assert _customers(shop) == ["Olivia"]


def test_a_command_known_from_another_device_gets_its_old_answer(shop: Shop) -> None:
    sent = envelope(1, _add())
    shop.push("amy", envelope(1, _add("Ben")), device="old")
    first = shop.push("amy", msgspec.structs.replace(sent, n=2), device="old").receipts[0]
    again = shop.push("amy", sent, device="new").receipts[0]
    assert (again.seq, again.result, again.n) == (first.seq, Result.OK, 1)
    assert sorted(_customers(shop)) == ["Ben", "Olivia"]


def test_a_number_used_for_another_command_is_a_fork(shop: Shop) -> None:
    shop.push("amy", envelope(1, _add()))
    reply = shop.push("amy", envelope(1, _add("Ben")))
    assert reply.status is PushStatus.FORK
    assert _customers(shop) == ["Olivia"]


def test_a_missing_number_is_a_gap_and_the_reply_names_it(shop: Shop) -> None:
    reply = shop.push("amy", envelope(1, _add()), envelope(3, _add("Ben")))
    assert (reply.status, reply.want, len(reply.receipts)) == (PushStatus.GAP, 2, 1)


def test_a_push_from_another_epoch_is_not_carried_out(shop: Shop) -> None:
    reply = shop.push("amy", envelope(1, _add()), epoch="before the restore")
    assert (reply.status, reply.epoch) == (PushStatus.EPOCH, shop.epoch)
    assert _customers(shop) == []


def test_a_refusal_uses_its_number_up(shop: Shop) -> None:
    customer = _add()
    reply = shop.push("amy", envelope(1, customer), envelope(2, customer), envelope(3, _add("Ben")))
    assert [receipt.result for receipt in reply.receipts] == [
        Result.OK,
        Result.REJECTED,
        Result.OK,
    ]
    assert reply.receipts[1].code == "id_taken"


def test_a_command_too_large_or_with_a_forbidden_character_is_refused(shop: Shop) -> None:
    large = envelope(1, _add("x" * MAX_COMMAND_BYTES))
    nul = envelope(2, _add("Ben\0"))
    results = [receipt.result for receipt in shop.push("amy", large, nul).receipts]
    assert results == [Result.REJECTED, Result.REJECTED]


def test_a_command_we_fail_on_is_parked_and_the_queue_moves_on(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(view: View, command: AddCustomer, here: Circumstances) -> Effects:
        if command.name == "Poison":
            raise ZeroDivisionError
        return rule(view, command, here)

    rule = decide.RULES[AddCustomer]
    monkeypatch.setitem(decide.RULES, AddCustomer, broken)
    reply = shop.push("amy", envelope(1, _add("Poison")), envelope(2, _add("Ben")))
    assert [receipt.result for receipt in reply.receipts] == [Result.PARKED, Result.OK]
    assert "parked after 3 tries" in caplog.text
    caplog.clear()
    with shop.database.reading() as connection:
        kept = connection.execute(select(tables.parked)).one()
    assert "Poison" in kept.body
    assert kept.fault == "ZeroDivisionError"


def test_a_command_id_of_somebody_else_is_refused(shop: Shop) -> None:
    command_id = fresh_command()
    shop.do("amy", _add(), command_id)
    assert shop.do("adam", _add("Ben"), command_id).code == "id_taken"


def test_a_device_belongs_to_one_person(shop: Shop) -> None:
    shop.push("amy", envelope(1, _add()), device="shared")
    with pytest.raises(DeviceTaken):
        shop.push("adam", envelope(1, _add()), device="shared")


def test_a_deactivated_person_is_out_at_once(shop: Shop) -> None:
    shop.push("amy", envelope(1, _add()))
    shop.do("adam", Deactivate(staff_id=person("amy").id))
    with pytest.raises(AccessEnded):
        shop.push("amy", envelope(2, _add("Ben")))


def test_answers_come_with_the_next_pull(shop: Shop) -> None:
    desk = Replica(shop, "amy")
    shop.push("amy", envelope(1, _add(), CommandId("one")), envelope(2, _add(), CommandId("two")))
    desk.pull()
    assert [(receipt.n, receipt.id) for receipt in desk.receipts] == [(1, "one"), (2, "two")]
    desk.receipts.clear()
    desk.pull()
    assert desk.receipts == []


def test_a_refused_command_leaves_no_gap_in_the_numbers(shop: Shop) -> None:
    customer = shop.add_customer()
    first = shop.add_booking(customer)
    command = AddBooking(
        booking_id=fresh_id(), customer_id=customer, title="Deep clean", total_cents=-1
    )
    assert shop.do("amy", command).result is Result.REJECTED
    second = shop.add_booking(customer)
    numbers = {row.id: row.number for row in shop.all_rows() if isinstance(row, BookingRow)}
    assert (numbers[first], numbers[second]) == (1, 2)
