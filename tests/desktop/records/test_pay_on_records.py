"""Fieldworkers' pay on a booking and its invoice: what is withheld, for what, and by whom freed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton

from desktop.links import Link, LinkKind
from desktop.qt.grid import Grid
from desktop.qt.labels import Label
from desktop.records.parts import MenuButton
from desktop.records.pay_asks import About
from desktop.replica.outbox import Person
from desktop.shell.office import Office
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.complaints import (
    SETTINGS_ID,
    ComplaintSettingsRow,
    SaveComplaintSettings,
)
from sync_server.contract.holds import (
    ExpectRelease,
    HoldRow,
    PlaceHold,
    ReleaseHold,
    SaveHoldReason,
)
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.values import HoldState, IssueStatus, RecordKind, Role
from sync_server.rules.pay import standing
from tests.desktop.records import office_of_records as office
from tests.support.windows import click, find, press, type_text, wait_until

REPORTED = RowId("cmp2")
HAND = RowId("hand")


def report(store: Store, *workers: RowId) -> None:
    store.do(
        ReportIssue(
            issue_id=REPORTED,
            record_kind=RecordKind.BOOKING,
            record_id=office.JOB,
            issue_type="Damage",
            responsible_ids=workers or (office.LIAM,),
        )
    )


def move(store: Store, to: IssueStatus) -> None:
    issue = store.view.get(IssueRow, REPORTED)
    assert issue is not None
    store.do(MoveIssue(issue_id=REPORTED, seen=issue.status, to=to))


def withheld_by_hand(store: Store) -> None:
    command = PlaceHold(
        hold_id=HAND, booking_id=office.JOB, worker_id=office.LIAM, reason="Dispute"
    )
    store.do(command)


def limit(store: Store, cents: int) -> None:
    """Releases above this need two people."""
    usual = ComplaintSettingsRow(id=SETTINGS_ID)
    fields = {name: getattr(usual, name) for name in usual.__struct_fields__}
    changed = {**fields, "two_person_cents": cents, "seen_version": -1}
    known = SaveComplaintSettings.__struct_fields__
    store.do(SaveComplaintSettings(**{name: changed[name] for name in known}))


def open_booking(place: Office) -> None:
    place.open(Link(LinkKind.BOOKING, office.JOB))


def choose_more(window, key: str) -> None:
    menu = find(window, MenuButton, "record_more")
    next(each for each in menu.menu_of.actions() if each.data() == key).trigger()


def offers(window) -> list[str]:
    menu = find(window, MenuButton, "record_more")
    return [str(each.data()) for each in menu.menu_of.actions()]


def texts(window) -> list[str]:
    return [each.text() for each in window.findChildren(Label) if each.isVisible()]


def badges_of_lines(window) -> list[list[str]]:
    model = find(window, Grid, "record_lines").model_of_rows()
    return [[b.text for b in model.cell(at, 0).badges] for at in range(model.rowCount())]


def hold(store: Store, held: RowId = HAND) -> HoldRow:
    found = store.view.get(HoldRow, held)
    assert found is not None
    return found


def save(window) -> None:
    click(find(window, QPushButton, "ask_save"))


def test_a_hold_is_seen_on_booking_lines_and_invoice_lines_with_its_issue(
    window, place, store
) -> None:
    """PAY-02, PAY-07: both show the same hold, and the line leads to the issue."""
    report(store)
    number = f"CMP-draft-{REPORTED[:4]}"
    open_booking(place)
    shown = badges_of_lines(window)
    assert all(shown)
    place.open(Link(LinkKind.INVOICE, office.BILL))
    assert badges_of_lines(window) == shown
    assert shown[0][0].startswith("CMP-"), number
    assert find(window, QPushButton, f"holds_{REPORTED}:{office.LIAM}").text() == shown[0][0]
    lines = find(window, Grid, "record_lines")
    lines.setCurrentIndex(lines.model().index(0, 0))
    lines.opened.emit(lines.current_id())
    assert window.windowTitle().startswith("Issues")


def test_only_who_is_responsible_is_withheld_from(window, place, store) -> None:
    """PAY-05."""
    report(store)
    open_booking(place)
    assert "$92.50 withheld" in texts(window)
    assert "$92.50 payable" in texts(window)


def test_withholding_asks_for_a_reason_and_then_offers_release(window, place, store) -> None:
    """PAY-06."""
    open_booking(place)
    assert "release_pay" not in offers(window)
    choose_more(window, "withhold_pay")
    find(window, QCheckBox, f"ask_pay:{office.LIAM}:").setChecked(True)
    save(window)
    assert find(window, Label, "ask_problem_reason").isVisible()
    type_text(find(window, QLineEdit, "ask_reason"), "Customer disputes the bill")
    save(window)
    (made,) = store.view.where(HoldRow, booking_id=office.JOB)
    assert (made.worker_id, made.amount_cents) == (office.LIAM, 9_250)
    assert made.reason == "Customer disputes the bill"
    assert "$92.50 withheld from Liam Kowalski" in window.toast.text()
    assert {"withhold_pay", "release_pay"} <= set(offers(window))
    click(find(window, QPushButton, f"release_pay_{made.id}"))
    assert find(window, QPushButton, "ask_save").text() == "Release $92.50"


def test_withholding_what_is_withheld_already_offers_its_release(window, place, store) -> None:
    """PAY-06: the second click on a held line."""
    withheld_by_hand(store)
    open_booking(place)
    place.records.shared().acting.pay.ask_to_withhold(About(office.JOB, office.LIAM))
    assert find(window, QPushButton, "ask_save").text() == "Release $92.50"


def test_pay_withheld_by_mistake_is_given_back(window, place, store) -> None:
    open_booking(place)
    click(find(window, QPushButton, f"withhold_pay_{office.PRIYA}"))
    type_text(find(window, QLineEdit, "ask_reason"), "Oops")
    save(window)
    click(find(window.toast, QPushButton, "banner_action"))
    (made,) = store.view.where(HoldRow, booking_id=office.JOB)
    assert (made.state, made.release_reason) == (HoldState.RELEASED, "Withheld by mistake")


def test_a_release_names_sum_and_fieldworker_and_offers_no_way_back(window, place, store) -> None:
    """PAY-11."""
    withheld_by_hand(store)
    open_booking(place)
    choose_more(window, "release_pay")
    words = " ".join(texts(window))
    assert "$92.50 withheld from Liam Kowalski for BOK-00018" in words
    assert "nobody can take it back" in words
    type_text(find(window, QLineEdit, "ask_reason"), "Checked")
    save(window)
    assert hold(store).state is HoldState.RELEASED
    assert (hold(store).released_by, hold(store).release_reason) == (office.AMY, "Checked")
    assert window.toast.text() == "$92.50 released for Liam Kowalski."
    assert not [b for b in window.toast.findChildren(QPushButton, "banner_action") if b.isVisible()]


def test_reasons_come_from_the_catalogue(window, place, store) -> None:
    for at, (name, frees) in enumerate([("Damage", False), ("Repaired", True)]):
        command = SaveHoldReason(
            reason_id=RowId(f"r{at}"), seen_version=-1, name=name, for_release=frees
        )
        store.do(command)
    open_booking(place)
    click(find(window, QPushButton, f"withhold_pay_{office.LIAM}"))
    reason = find(window, QComboBox, "ask_reason")
    assert [reason.itemText(at) for at in range(reason.count())] == ["Damage"]
    save(window)
    (made,) = store.view.where(HoldRow, booking_id=office.JOB)
    assert made.reason == "Damage"
    click(find(window, QPushButton, f"release_pay_{made.id}"))
    save(window)
    assert hold(store, made.id).release_reason == "Repaired"


def test_pay_of_an_open_issue_says_why_it_stays(window, place, store) -> None:
    """PAY-10."""
    report(store)
    open_booking(place)
    held = f"{REPORTED}:{office.LIAM}"
    assert any("stays until CMP-" in each for each in texts(window))
    assert not window.findChildren(QPushButton, f"release_pay_{held}")
    choose_more(window, "release_pay")
    assert "stays until CMP-" in window.toast.text()
    move(store, IssueStatus.CLOSED)
    click(find(window, QPushButton, f"release_pay_{held}"))
    assert find(window, QPushButton, "ask_save").text() == "Release $92.50"


def test_above_the_limit_the_first_release_waits_for_a_second_person(
    window, place, store, profile
) -> None:
    limit(store, 5_000)
    withheld_by_hand(store)
    open_booking(place)
    choose_more(window, "release_pay")
    assert any("a second person must release it too" in each for each in texts(window))
    save(window)
    assert hold(store).first_by == office.AMY
    assert "second person" in window.toast.text()
    choose_more(window, "release_pay")
    assert "you released it first" in window.toast.text()


def test_the_second_person_reads_who_was_first(window, place, store, profile) -> None:
    limit(store, 5_000)
    withheld_by_hand(store)
    first = hold(store)
    store.do(ReleaseHold(hold_id=HAND, seen_version=first.version))
    profile.outbox.set_person(Person(RowId("fiona"), "Fiona", Role.FINANCE))
    open_booking(place)
    assert any(
        "Released first by Amy Grant; a second person must release" in each
        for each in texts(window)
    )
    click(find(window, QPushButton, f"release_pay_{HAND}"))
    save(window)
    assert (hold(store).state, hold(store).released_by) == (HoldState.RELEASED, "fiona")


def test_what_changed_meanwhile_is_not_released_unseen(window, place, store, profile) -> None:
    withheld_by_hand(store)
    open_booking(place)
    click(find(window, QPushButton, f"release_pay_{HAND}"))
    store.do(ExpectRelease(hold_id=HAND, expected_on="2026-12-01"))
    save(window)
    assert "changed since you looked" in find(window, Label, "ask_problem").text()
    assert hold(store).state is HoldState.HELD


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_who_may_not_release_is_not_offered_it(window, tmp_path, role: Role) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    held = HoldRow(
        id=HAND, booking_id=office.JOB, worker_id=office.LIAM, reason="Dispute", amount_cents=9_250
    )
    other = office.desk(folder, [held], role=role)
    other.outbox.set_person(Person(office.AMY, "Amy", role))
    page = Office(window, Store(other, office.clock), office.clock)
    page.open_first()
    open_booking(page)
    assert badges_of_lines(window)[0] == ["Withheld"]
    assert "release_pay" not in offers(window)
    assert not window.findChildren(QPushButton, f"release_pay_{HAND}")
    assert ("withhold_pay" in offers(window)) is (role is Role.SUPERVISOR)


# -- the summary of one fieldworker


@pytest.fixture
def summary(window, place: Office):
    def opened(worker: RowId = office.LIAM) -> Grid:
        place.open(Link(LinkKind.FIELDWORKER, worker))
        grid = find(window, Grid, "summary_grid")
        wait_until(lambda: grid.model().rowCount(), "the jobs are read")
        return grid

    return opened


def cells(grid: Grid, row: int = 0) -> list[str]:
    model = grid.model_of_rows()
    return [model.cell(row, at).text for at in range(len(model.columns()))]


def test_the_summary_shows_what_is_earned_withheld_and_payable(window, store, summary) -> None:
    """PAY-08, PAY-02: the row carries the issue's number."""
    report(store)
    grid = summary()
    assert cells(grid)[0] == "BOK-00018"
    assert cells(grid)[-4:] == ["$92.50", "$92.50", "–", "–"]  # noqa: RUF001 - dashes
    badges = grid.model_of_rows().cell(0, 5).badges
    assert [each.text[:4] for each in badges] == ["CMP-"]
    assert find(window, Label, "summary_withheld").text() == "$92.50"
    opens = find(window, QPushButton, "summary_cause")
    assert opens.text().strip() == f"Open {badges[0].text}"
    assert summary(office.PRIYA).model_of_rows().cell(0, 5).badges == ()


def test_the_issue_behind_a_withheld_job_is_opened_from_the_summary(window, store, summary) -> None:
    """PAY-02."""
    report(store)
    summary()
    click(find(window, QPushButton, "summary_cause"))
    assert window.windowTitle().startswith("Issues")


def test_the_toggle_withholds_and_releases_the_job_under_the_cursor(window, store, summary) -> None:
    """PAY-08: the toggle writes a hold, then a release."""
    grid = summary()
    grid.setFocus()
    press(grid, Qt.Key.Key_Space)
    type_text(find(window, QLineEdit, "ask_reason"), "Dispute")
    save(window)
    (made,) = store.view.where(HoldRow, worker_id=office.LIAM)
    assert made.state is HoldState.HELD
    toggle = find(window, QPushButton, "summary_toggle")
    wait_until(lambda: "Release pay…" in toggle.text(), "the row shows the hold")
    click(toggle)
    save(window)
    assert hold(store, made.id).state is HoldState.RELEASED
    wait_until(lambda: "Withhold pay…" in toggle.text(), "the row shows the release")
    assert standing(store.view, office.JOB, office.LIAM).payable == 9_250


def test_another_fieldworker_is_chosen_on_the_page_and_back_leads_back(
    window, place, summary
) -> None:
    summary()
    choice = find(window, QComboBox, "summary_worker")
    choice.setCurrentIndex(choice.findData(office.PRIYA))
    assert "Priya Singh" in " ".join(texts(window))
    place.tabs.back()
    assert choice.currentData() == office.LIAM


def test_the_summary_is_reached_from_a_booking_and_from_the_lists(window, place, summary) -> None:
    open_booking(place)
    click(find(window, QPushButton, f"pay_{office.PRIYA}"))
    grid = find(window, Grid, "summary_grid")
    wait_until(lambda: grid.model().rowCount(), "the jobs are read")
    grid.opened.emit(grid.current_id())
    assert find(window, Label, "record_title").text() == "Hallway window repair"
    find(window, QPushButton, "records_pay").clicked.emit()
    assert "Pay of Liam Kowalski" in texts(window)
