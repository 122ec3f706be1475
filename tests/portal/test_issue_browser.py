"""Reporting and following a problem in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.values import IssueStatus, RecordKind, Role, Visibility
from sync_server.store.view import SqlView
from tests.field.test_offline import photo
from tests.portal.complaining import boss, issue, move, report, visit
from tests.portal.test_message_us import png
from tests.support.web import WebOffice, add_records, peer, watched

pytestmark = pytest.mark.browser
S = IssueStatus


def opened(page: Page, office: WebOffice, issue_id: RowId) -> None:
    page.goto(office.link(RecordKind.ISSUE, issue_id))
    page.get_by_role("button", name="Open problem report").click()
    expect(page.locator("#progress")).to_be_visible()


@pytest.mark.parametrize("kind", [RecordKind.BOOKING, RecordKind.QUOTE, RecordKind.INVOICE])
def test_a_problem_is_reported_with_a_photo_from_every_kind_of_record(
    office: WebOffice, browser: Browser, tmp_path: Path, kind: RecordKind
):
    """ISS-08."""
    photo = tmp_path / "floor.png"
    photo.write_bytes(png(200))
    record = {**add_records(office), RecordKind.BOOKING: office.booking}[kind]
    with browser.new_context() as context:
        seen = watched(context)
        page = seen.page
        page.goto(office.link(kind, record))
        page.get_by_role("button", name="Open").click()
        page.get_by_role("link", name="Report Problem").click()
        page.get_by_text("Something is damaged").click()
        page.get_by_label("Tell us more").fill("A scratch")
        page.get_by_label("Photos").set_input_files(photo)
        page.get_by_role("button", name="Report Problem").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(page.get_by_text("CMP-00001", exact=True)).to_be_visible()
        page.get_by_role("link", name="Follow CMP-00001").click()
        expect(page.get_by_role("img", name="floor.png")).to_be_visible()
        expect(page.locator("[aria-current=step]")).to_contain_text("Reported")
        assert seen.complaints == []
    with office.server.database.reading() as connection:
        (row,) = SqlView(connection).where(IssueRow, record_id=record)
    assert (row.record_kind, row.reported_by, row.description) == (kind, office.olivia, "A scratch")


def test_a_photo_that_is_too_large_to_send_is_made_smaller_on_the_way(
    office: WebOffice, browser: Browser, tmp_path: Path
):
    file = tmp_path / "big.jpg"
    file.write_bytes(photo(3600, 2400, noise=True) + bytes(1024 * 1024))
    assert file.stat().st_size > 5 * 1024 * 1024
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(office.link())
        page.get_by_role("button", name="Open booking").click()
        page.get_by_role("link", name="Report Problem").click()
        page.get_by_text("Something is damaged").click()
        page.get_by_label("Photos").set_input_files(file)
        page.get_by_role("button", name="Report Problem").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    with office.server.database.reading() as connection:
        (row,) = SqlView(connection).where(IssueRow, record_id=office.booking)
        (kept,) = SqlView(connection).where(AttachmentRow, thread_id=row.id)
    assert kept.bytes < 5 * 1024 * 1024


def test_when_the_connection_breaks_the_form_keeps_everything(office: WebOffice, browser: Browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(office.link())
        page.get_by_role("button", name="Open booking").click()
        page.get_by_role("link", name="Report Problem").click()
        page.get_by_text("Something is damaged").click()
        page.get_by_label("Tell us more").fill("A scratch")
        lost: list[int] = []

        def lose_the_answer(route: Route) -> None:
            if lost or route.request.method != "POST":
                route.continue_()
                return
            lost.append(route.fetch(max_redirects=0).status)
            route.abort("connectionreset")

        page.route("**/problem", lose_the_answer)
        page.get_by_role("button", name="Report Problem").click()
        expect(page.get_by_role("alert")).to_contain_text("press Report Problem again")
        expect(page.get_by_label("Tell us more")).to_have_value("A scratch")
        page.get_by_role("button", name="Report Problem").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert lost == [303]
    with office.server.database.reading() as connection:
        assert len(SqlView(connection).where(IssueRow, record_id=office.booking)) == 1


def test_an_open_page_follows_the_office_and_the_customers_reply_arrives(
    office: WebOffice, browser: Browser
):
    """ISS-25, ISS-28, ISS-35: steps, posts and the visit come by themselves."""
    issue_id = report(office)
    with browser.new_context() as context:
        seen = watched(context)
        page = seen.page
        opened(page, office, issue_id)
        page.get_by_label("Message Us", exact=True).fill("half a thought")
        office.write(office.agent, "Liam broke it", Visibility.INTERNAL, issue_id)
        office.write(office.agent, "We are sorry. New glass Monday.", Visibility.EVERYONE, issue_id)
        expect(page.get_by_text("We are sorry. New glass Monday.")).to_be_visible()
        visit(office, issue_id, office.clock())
        expect(page.get_by_text("Follow-up visit")).to_be_visible()
        expect(page.locator("[aria-current=step]")).to_contain_text("Being worked on")
        assert "Liam broke it" not in page.content()
        expect(page.get_by_label("Message Us", exact=True)).to_have_value("half a thought")
        page.get_by_role("button", name="Post Comment").click()
        expect(page.locator(".post", has_text="half a thought")).to_be_visible()
        (mine,) = [p for p in office.posts(issue_id) if p.author_role is Role.CUSTOMER]
        assert mine.visibility is Visibility.EVERYONE
        move(office, issue_id, S.CLOSED, boss(office))
        expect(page.get_by_role("link", name="Still not right")).to_be_visible()
        assert seen.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_closed_issue_is_rated_and_opened_again(
    office: WebOffice, browser: Browser, scripts: bool
):
    """ISS-59, A21."""
    issue_id = report(office)
    move(office, issue_id, S.CLOSED, boss(office))
    with browser.new_context(java_script_enabled=scripts) as context:
        seen = watched(context)
        page = seen.page
        opened(page, office, issue_id)
        page.get_by_role("link", name="How did we do?").click()
        page.get_by_role("radio", name="4 Happy").check()
        page.get_by_label("Anything you want to tell us?").fill("Quick")
        page.get_by_role("button", name="Send Answer").click()
        expect(page.get_by_text("You gave us 4 out of 5")).to_be_visible()
        page.get_by_role("link", name="Still not right").click()
        page.get_by_label("What is still not right?").fill("It came back")
        page.get_by_role("button", name="Open It Again").click()
        expect(page.locator(".post", has_text="It came back")).to_be_visible()
        assert seen.complaints == []
    assert issue(office, issue_id).status is S.REOPENED


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_of_an_issue_are_free_of_accessibility_faults(
    office: WebOffice, browser: Browser, colours: str
):
    axe = (peer("axe-core") / "axe.min.js").read_text()
    issue_id = report(office)
    visit(office, issue_id, office.clock())

    def faults(page: Page) -> list[str]:
        page.evaluate(axe)
        return page.evaluate(  # type: ignore[no-any-return]
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
        )

    with browser.new_context(color_scheme=colours) as context:  # type: ignore[arg-type]
        page = context.new_page()
        opened(page, office, issue_id)
        assert faults(page) == []
        move(office, issue_id, S.CLOSED, boss(office))
        expect(page.get_by_role("link", name="Still not right")).to_be_visible()
        assert faults(page) == []
        for part in ("reopen", "survey", "problem"):
            page.goto(f"{office.url}/portal/issue/{issue_id}/{part}")
            assert faults(page) == [], part
        page.goto(office.link())
        page.get_by_role("button", name="Open booking").click()
        expect(page.locator("#thread")).to_be_visible()
        assert faults(page) == []
        page.goto(f"{office.url}/portal/booking/{office.booking}/issues/{issue_id}/reported")
        assert faults(page) == []
