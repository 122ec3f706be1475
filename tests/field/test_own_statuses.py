"""The office's own statuses on a fieldworker's phone, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from sync_server.contract.base import RowId
from sync_server.contract.records import MoveBooking
from sync_server.contract.statuses import SaveStatus
from sync_server.contract.values import BookingStatus, RecordKind, Role, StatusTone
from sync_server.store.accounts import NewStaff
from sync_server.store.actor import Actor
from tests.field.test_offline import PHONE, booking, open_job, sign_in
from tests.support.web import PASSWORD, WebOffice

pytestmark = pytest.mark.browser

WAITS = RowId("waits")


def test_a_job_shows_the_status_the_office_made_and_a_step_takes_it_away(
    office: WebOffice, browser: Browser
) -> None:
    """FLD-22: usable in the app."""
    boss = NewStaff("Grace Hill", "grace@office.example", Role.ADMIN, PASSWORD)
    admin = Actor(office.server.accounts.add_staff(boss), boss.name, boss.role)
    office.do(
        admin,
        SaveStatus(
            status_id=WAITS,
            seen_version=-1,
            record_kind=RecordKind.BOOKING,
            name="Waiting for parts",
            tone=StatusTone.YELLOW,
            counts_as=BookingStatus.IN_PROGRESS,
        ),
    )
    seen = booking(office).status
    move = MoveBooking(
        booking_id=office.booking, seen=seen, to=BookingStatus.IN_PROGRESS, status_id=WAITS
    )
    office.do(office.agent, move)
    with browser.new_context(viewport=PHONE, has_touch=True) as context:  # type: ignore[arg-type]
        page = context.new_page()
        sign_in(page, office)
        expect(page.get_by_text("Waiting for parts")).to_be_visible()
        open_job(page, office)
        expect(page.get_by_text("Waiting for parts")).to_be_visible()
        page.get_by_role("button", name="Finish Job").click()
        expect(page.get_by_text("Waiting for parts")).to_have_count(0)
        expect(page.get_by_text("Completed")).to_be_visible()
        expect(page.get_by_text("Not sent yet")).to_have_count(0)
    assert booking(office).status_id is None
