"""Paid in a locked run, then still not right: the pay is to be recovered, never paid below zero."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldAction, HoldEventRow, HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.pay import PayoutRow, PayRunRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import HoldState, IssueStatus, Visibility
from tests.field.test_offline import PHONE
from tests.journeys.finance import (
    close_issue,
    fill_run,
    find_issue,
    lock_run,
    nothing_to_pay,
    nothing_to_release,
    open_holds,
    open_run,
    release_shown,
    zero_difference,
)
from tests.support.desk import Desk, until
from tests.support.house import House
from tests.support.web import chromium

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.timeout(280)]
CODE, NUMBER = "CMP-10001", 10001
STILL = "It rains in at the same corner again."


@pytest.fixture
def portal() -> Iterator[Page]:
    """The customer's phone."""
    with chromium() as browser, browser.new_context(viewport=PHONE) as context:  # type: ignore[arg-type]
        yield context.new_page()


def test_pay_that_went_out_is_recovered_when_the_customer_is_still_not_happy(
    home: House, portal: Page
) -> None:
    """ISS-53, PAY-04, PAY-09, PAY-10: reopened by the customer after the run was locked."""
    nina, grace = home.desk("nina"), home.desk("finance")
    (hold,) = home.rows(HoldRow, issue_id=the_issue(home).id)
    total = f"${hold.amount_cents / 100:,.2f}"
    close_issue(nina, CODE, release=False)
    open_holds(grace, "Ready to release", CODE)
    release_shown(grace, total)
    until(lambda: state(home, hold.id) is HoldState.RELEASED, 10, "it is released")
    run = pay_everything(home, grace)
    before = payouts(home, hold)
    assert before == [hold.amount_cents]

    still_not_right(home, portal)
    find_issue(nina, CODE)
    until(lambda: nina.spoken("issue_status") == "Reopened", 10, "reopened on the desk")
    assert the_issue(home).reopen_count == 1
    said = home.rows(PostRow, thread_id=the_issue(home).id, body=STILL)
    assert [post.visibility for post in said] == [Visibility.EVERYONE]
    assert state(home, hold.id) is HoldState.RECOVERY_DUE

    open_holds(grace, "Recovery due", CODE)
    (line,) = grace.rows("holds_grid")
    assert {CODE, "To recover", total, "Reopened"} <= set(line)
    nothing_to_release(grace)
    zero_difference(grace)
    open_run(grace, "The next run")
    nothing_to_pay(grace)
    assert payouts(home, hold) == before
    assert all(row.amount_cents > 0 for row in home.rows(PayoutRow))

    close_issue(nina, CODE, release=False)
    until(lambda: the_issue(home).status is IssueStatus.CLOSED, 10, "it is closed again")
    assert state(home, hold.id) is HoldState.RECOVERY_DUE, "closing alone waives nothing"
    open_holds(grace, "Recovery due", CODE)
    release_shown(grace, total)
    until(lambda: state(home, hold.id) is HoldState.RELEASED, 10, "finance let it go")

    told = sorted(home.rows(HoldEventRow, hold_id=hold.id), key=lambda row: row.happened_at)
    assert [row.action for row in told] == [
        HoldAction.HELD,
        HoldAction.READY,
        HoldAction.RELEASED,
        HoldAction.PAID,
        HoldAction.RECOVERY,
        HoldAction.RELEASED,
    ]
    assert [row.by_name for row in told[1:3]] == ["Nina Costa", "Grace Park"]
    assert told[-1].by_name == "Grace Park"
    assert payouts(home, hold) == before
    (locked,) = home.rows(PayRunRow, id=run.id)
    assert locked == run, "what is locked does not change"
    zero_difference(grace)
    nina.close()
    grace.close()


def pay_everything(home: House, grace: Desk) -> PayRunRow:
    """One run with all that can be paid, locked."""
    open_run(grace, "The run of today")
    fill_run(grace)
    (run,) = home.rows(PayRunRow)
    lock_run(grace, f"${run.total_cents / 100:,.2f}")
    (run,) = until(lambda: [r for r in home.rows(PayRunRow) if r.locked_at], 10, "it is locked")
    return run


def still_not_right(home: House, portal: Page) -> None:
    """In the portal, with what is still wrong."""
    portal.goto(home.story["portal_link"])
    portal.get_by_role("button", name="Open booking").click()
    portal.locator("#problems li", has_text=CODE).get_by_role("link").click()
    portal.get_by_role("link", name="Still not right").click()
    portal.get_by_label("What is still not right?").fill(STILL)
    portal.get_by_role("button", name="Open It Again").click()
    expect(portal.locator("[aria-current=step]")).to_contain_text("Being worked on")
    expect(portal.get_by_text(STILL)).to_be_visible()


def the_issue(home: House) -> IssueRow:
    (row,) = home.rows(IssueRow, number=NUMBER)
    return row


def state(home: House, hold_id: RowId) -> HoldState:
    (row,) = home.rows(HoldRow, id=hold_id)
    return row.state


def payouts(home: House, hold: HoldRow) -> list[int]:
    """What went out to the fieldworker for that booking."""
    rows = home.rows(PayoutRow, booking_id=hold.booking_id, worker_id=hold.worker_id)
    return [row.amount_cents for row in rows]
