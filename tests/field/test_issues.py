"""Issues on a fieldworker's phone, in a real Chromium, with and without a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.customers import AddContactPoint, NewContactPoint
from sync_server.contract.issue_work import CostRow
from sync_server.contract.records import AssignBooking
from sync_server.contract.scheduling import AppointmentRow, ConfirmAppointment
from sync_server.contract.staff import EditStaff, StaffRow
from sync_server.contract.threads import WritePost
from sync_server.contract.values import AppointmentStatus, ContactKind, IssueStatus, Visibility
from sync_server.store.actor import Actor
from sync_server.store.view import SqlView
from tests.field.test_offline import PHONE, open_job, photo, sign_in, write
from tests.portal.complaining import boss, issue, move, report, settings, visit
from tests.portal.test_message_us import png
from tests.support.web import WebOffice, fresh_id, peer, wait_for, watched

pytestmark = pytest.mark.browser
S = IssueStatus


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=PHONE, has_touch=True) as context:  # type: ignore[arg-type]
        yield context


def open_issue(page: Page, office: WebOffice, issue_id: RowId) -> None:
    page.goto(f"{office.url}/field/#/issue/{issue_id}")
    expect(page.get_by_role("heading", name="Something is damaged")).to_be_visible()


def all_sent(page: Page) -> None:
    expect(page.locator("#queue")).to_have_text("All sent")


def back_online(phone: BrowserContext, page: Page) -> None:
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")


def costs(office: WebOffice, issue_id: RowId) -> list[CostRow]:
    with office.server.database.reading() as connection:
        rows = SqlView(connection).where(CostRow, issue_id=issue_id)
    return [row for row in rows if not row.gone]


def appointments(office: WebOffice, issue_id: RowId) -> list[AppointmentRow]:
    with office.server.database.reading() as connection:
        return SqlView(connection).where(AppointmentRow, issue_id=issue_id)


def allow(office: WebOffice, admin: Actor, *, propose: bool = False, contact: bool = False) -> None:
    with office.server.database.reading() as connection:
        liam = SqlView(connection).get(StaffRow, office.liam.id)
    assert liam is not None
    command = EditStaff(liam.id, liam.version, "", may_propose=propose, may_contact=contact)
    office.do(admin, command)


def test_feedback_lists_the_issues_of_my_bookings_and_marks_what_is_new(
    office: WebOffice, phone: BrowserContext
):
    """ISS-42: a booking that went to somebody else takes its issues along."""
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    page.get_by_role("link", name="Feedback").click()
    line = page.locator(".feedback")
    expect(line).to_contain_text("Something is damaged")
    expect(line).to_contain_text("CMP-00001")
    expect(line.locator(".badge")).to_have_text(["New", "Unread"])
    expect(page.locator(".tab-count")).to_contain_text("1")
    line.click()
    expect(page.get_by_text("A scratch in the hallway floor")).to_be_visible()
    page.get_by_label("Back to feedback").click()
    expect(page.locator(".feedback.new")).to_have_count(0)
    office.write(office.agent, "Can you go on Monday?", Visibility.STAFF, issue_id)
    expect(page.locator(".feedback.new")).to_have_count(1)
    phone.set_offline(True)
    page.reload()
    expect(page.locator(".feedback.new")).to_contain_text("Something is damaged")
    back_online(phone, page)
    office.do(
        office.agent,
        AssignBooking(
            booking_id=office.booking, seen=(office.liam.id,), worker_ids=(office.zoe.id,)
        ),
    )
    expect(page.get_by_text("No problems with your jobs")).to_be_visible()


def test_in_airplane_mode_an_issue_is_there_with_its_photos(
    office: WebOffice, phone: BrowserContext
):
    """ISS-43: description, photos nobody looked at before, thread and status."""
    issue_id = report(office)
    data = png(300)
    file = NewAttachment(
        fresh_id(), "floor.png", "image/png", len(data), office.server.blobs.put(data)
    )
    note = WritePost(fresh_id(), issue_id, "Here it is", Visibility.EVERYONE, None, (file,))
    office.do(office.actor_as_customer(), note)
    page = phone.new_page()
    sign_in(page, office)
    kept = f"import('/field/static/database.js').then((d) => d.getFile('{file.sha256}'))"
    wait_for(lambda: page.evaluate(f"{kept}.then(Boolean)"), "the photo to be fetched ahead")
    page.close()
    phone.set_offline(True)
    page = phone.new_page()
    open_issue(page, office, issue_id)
    expect(page.get_by_text("A scratch in the hallway floor")).to_be_visible()
    expect(page.get_by_role("img", name="floor.png")).to_be_visible()
    expect(page.get_by_text("Here it is")).to_be_visible()
    expect(page.locator(".facts .badge").first).to_have_text("New")
    expect(page.locator("#queue")).to_have_text("Offline")


def test_private_notes_stay_inside_and_public_ones_reach_the_customer(
    office: WebOffice, phone: BrowserContext, browser: Browser
):
    """ISS-45, ISS-24: both are with the office at once, only the public one is in the portal."""
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    write(page, "wrong glass was ordered")
    page.locator(".segment", has_text="Public").click()
    write(page, "I come on Monday")
    all_sent(page)
    assert {post.body: post.visibility for post in office.posts(issue_id)} == {
        "wrong glass was ordered": Visibility.STAFF,
        "I come on Monday": Visibility.EVERYONE,
    }
    with browser.new_context() as context:
        portal = context.new_page()
        portal.goto(office.link())
        portal.get_by_role("button", name="Open booking").click()
        portal.get_by_role("link", name="Something is damaged").click()
        expect(portal.get_by_text("I come on Monday")).to_be_visible()
        assert "wrong glass" not in portal.content()


def test_an_open_discussion_shows_what_the_office_writes(office: WebOffice, phone: BrowserContext):
    """ISS-24: by the doorbell; the app asks by itself only every 20 seconds."""
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    all_sent(page)
    page.evaluate("window.setInterval = () => 0")
    for text in ("one", "two", "three"):
        office.write(office.agent, f"answer {text}", Visibility.STAFF, issue_id)
        expect(page.get_by_text(f"answer {text}")).to_be_visible()
    office.write(office.agent, "not for Liam", Visibility.INTERNAL, issue_id)
    office.write(office.agent, "the last", Visibility.STAFF, issue_id)
    expect(page.get_by_text("the last")).to_be_visible()
    assert "not for Liam" not in page.content()


def test_resolving_asks_for_evidence_and_waits_for_approval(
    office: WebOffice, phone: BrowserContext, tmp_path: Path
):
    """ISS-39, ISS-46, ISS-49: offline, and sent in order later."""
    issue_id = report(office)
    settings(boss(office), office, needs_evidence=True)
    file = tmp_path / "fixed.jpg"
    file.write_bytes(photo())
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    all_sent(page)
    phone.set_offline(True)
    page.get_by_role("button", name="Start Work").click()
    page.get_by_role("button", name="Resolved").click()
    expect(page.get_by_role("alert").first).to_contain_text("Show what was done first")
    page.get_by_label("Shows the work done").check()
    page.locator("[name=library]").set_input_files(file)
    expect(page.locator(".chip")).to_be_visible()
    write(page, "New pane is in")
    expect(page.get_by_text("Evidence", exact=True)).to_be_visible()
    expect(page.get_by_label("Shows the work done")).not_to_be_checked()
    page.get_by_role("button", name="Resolved").click()
    expect(page.locator(".facts .badge").first).to_have_text("Awaiting approval")
    expect(page.locator("#queue")).to_have_text("3 not sent yet")
    assert issue(office, issue_id).status is S.NEW
    back_online(phone, page)
    all_sent(page)
    row = issue(office, issue_id)
    assert (row.status, row.resolved_by_name) == (S.AWAITING_APPROVAL, "Liam Kowalski")
    (post,) = office.posts(issue_id)
    assert (post.is_evidence, post.visibility) == (True, Visibility.STAFF)
    expect(page.get_by_text("The office checks your work")).to_be_visible()
    expect(page.get_by_role("button", name="Resolved")).to_have_count(0)


def test_an_issue_the_office_closed_meanwhile_has_one_honest_outcome(
    office: WebOffice, phone: BrowserContext
):
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    all_sent(page)
    phone.set_offline(True)
    write(page, "All done")
    page.get_by_role("button", name="Resolved").click()
    expect(page.locator(".facts .badge").first).to_have_text("Awaiting approval")
    move(office, issue_id, S.CLOSED, boss(office))
    back_online(phone, page)
    said = page.locator(".facts [role=alert]")
    expect(said).to_contain_text("“Resolved” was not taken")
    expect(said).to_contain_text("The office had closed it before your change arrived")
    expect(page.locator(".facts .badge").first).to_have_text("Closed")
    assert [post.body for post in office.posts(issue_id)] == ["All done"], "words are never lost"
    said.get_by_role("button", name="OK").click()
    expect(said).to_have_count(0)
    assert issue(office, issue_id).status is S.CLOSED


def test_costs_are_written_down_offline_and_arrive_once(office: WebOffice, phone: BrowserContext):
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    all_sent(page)
    phone.set_offline(True)
    page.get_by_role("button", name="Cost").click()
    page.get_by_role("button", name="Add Cost").click()
    expect(page.get_by_role("alert").last).to_contain_text("Write what it is for")
    page.get_by_label("What for").fill("New pane")
    page.get_by_label("Quantity").fill("2")
    page.get_by_label("Price each").fill("45,5")
    page.get_by_role("button", name="Add Cost").click()
    expect(page.locator(".lines .line")).to_contain_text("$45.50")
    back_online(phone, page)
    all_sent(page)
    (cost,) = costs(office, issue_id)
    assert (cost.text, cost.quantity_thousandths, cost.unit_cents) == ("New pane", 2000, 4550)
    assert cost.written_by == office.liam.id
    page.get_by_role("button", name="Remove New pane").click()
    wait_for(lambda: not costs(office, issue_id), "the cost to be taken away")


def test_only_who_may_propose_has_the_button_and_the_server_says_so_too(
    office: WebOffice, phone: BrowserContext
):
    """ISS-74: the button is absent, and the same command by hand is refused."""
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    all_sent(page)
    expect(page.get_by_role("button", name="Appointment")).to_have_count(0)
    starts = office.clock() + timedelta(days=2)
    by_hand = {
        "kind": "appointment.propose",
        "appointment_id": fresh_id(),
        "issue_id": issue_id,
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=1)).isoformat(),
    }
    page.evaluate(
        "async (command) => { const { enqueue } = await import('/field/static/outbox.js');"
        " await enqueue(command);"
        " (await import('/field/static/sync.js')).synchronise(); }",
        by_hand,
    )
    expect(page.get_by_role("alert").first).to_contain_text("You may not propose appointments")
    assert appointments(office, issue_id) == []


def test_a_fieldworker_cannot_close_an_issue_by_hand(office: WebOffice, phone: BrowserContext):
    """ISS-49: whatever the app shows, the server refuses."""
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    all_sent(page)
    answer = page.evaluate(
        "async (id) => { const d = await import('/field/static/database.js');"
        " const { newId } = await import('/field/static/ids.js');"
        " const { request } = await import('/field/static/office.js');"
        " const command = { kind: 'issue.move', issue_id: id, seen: 'new', to: 'closed' };"
        " const reply = await request('POST', '/v1/sync/push', {"
        " epoch: (await d.getSetting('epoch')) ?? '', device: await d.getSetting('device'),"
        " cmds: [{ n: 1, id: newId(), at: Date.now(), c: command }], v: 1 });"
        " return reply.json(); }",
        issue_id,
    )
    (receipt,) = answer["receipts"]
    assert (receipt["result"], receipt["code"]) == ("rejected", "not_allowed")
    assert issue(office, issue_id).status is S.NEW


def test_a_proposed_visit_is_confirmed_or_changed_by_the_office(
    office: WebOffice, phone: BrowserContext
):
    """ISS-51, ISS-47: proposed offline; what the office made of it is in the schedule."""
    issue_id = report(office)
    allow(office, boss(office), propose=True)
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    all_sent(page)
    phone.set_offline(True)
    page.get_by_role("button", name="Appointment").click()
    page.get_by_label("Time").fill("10:30")
    page.get_by_role("button", name="Propose").click()
    line = page.locator(".lines .line", has_text="Not sent yet")
    expect(line).to_contain_text("Tomorrow")
    back_online(phone, page)
    expect(page.get_by_text("Waits for the office")).to_be_visible()
    (row,) = appointments(office, issue_id)
    assert row.status is AppointmentStatus.PROPOSED
    assert row.starts_at is not None
    assert row.ends_at is not None
    later = timedelta(hours=3)
    office.do(
        office.agent,
        ConfirmAppointment(row.id, row.starts_at + later, row.ends_at + later, (office.liam.id,)),
    )
    expect(page.get_by_text("Changed by the office")).to_be_visible()
    expect(page.locator(".facts .badge").first).to_have_text("In progress")
    all_sent(page)
    phone.set_offline(True)
    page.goto(f"{office.url}/field/#/jobs")
    entry = page.locator(".job", has_text="Follow-up")
    expect(entry).to_contain_text("Changed by the office")
    entry.click()
    expect(page.get_by_text("A scratch in the hallway floor")).to_be_visible()


def test_a_follow_up_of_the_office_is_in_the_schedule(office: WebOffice, phone: BrowserContext):
    """ISS-33, ISS-47."""
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    expect(page.locator(".job")).to_have_count(1)
    visit(office, issue_id, office.clock() + timedelta(days=3))
    expect(page.locator(".job", has_text="Follow-up")).to_contain_text("Look at the floor")
    expect(page.locator(".job", has_text="Follow-up")).to_contain_text("Confirmed")
    phone.set_offline(True)
    page.reload()
    expect(page.locator(".job", has_text="Follow-up")).to_be_visible()


def test_contact_icons_are_for_who_may_contact(office: WebOffice, phone: BrowserContext):
    """ISS-48: with the permission they are there, without it they are absent."""
    issue_id = report(office)
    email = NewContactPoint(fresh_id(), ContactKind.EMAIL, "olivia@home.example")
    office.do(office.agent, AddContactPoint(office.olivia, email))
    page = phone.new_page()
    sign_in(page, office)
    open_issue(page, office, issue_id)
    icons = page.get_by_role("group", name="Contact the customer")
    expect(icons).to_have_count(0)
    ada = boss(office)
    allow(office, ada, contact=True)
    expect(icons.get_by_role("link")).to_have_count(3)
    addresses = [link.get_attribute("href") for link in icons.get_by_role("link").all()]
    assert addresses == [
        "tel:+61491570156",
        "sms:+61491570156",
        "mailto:olivia@home.example?subject=CMP-00001",
    ]
    allow(office, ada)
    expect(icons).to_have_count(0)


def test_a_tap_on_an_alert_opens_the_issue(office: WebOffice, phone: BrowserContext):
    """ISS-44: an alert names the thread, as a job or as a problem."""
    issue_id = report(office)
    page = phone.new_page()
    sign_in(page, office)
    page.goto(f"{office.url}/field/#/job/{issue_id}")
    expect(page.get_by_text("A scratch in the hallway floor")).to_be_visible()
    open_job(page, office)
    page.get_by_role("link", name="Something is damaged").click()
    expect(page.get_by_text("A scratch in the hallway floor")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_pages_of_issues_are_free_of_faults(office: WebOffice, browser: Browser, colours: str):
    axe = (peer("axe-core") / "axe.min.js").read_text()
    issue_id = report(office)
    allow(office, boss(office), propose=True, contact=True)

    def faults(page: Page) -> list[str]:
        page.evaluate(axe)
        return page.evaluate(  # type: ignore[no-any-return]
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
        )

    with browser.new_context(viewport=PHONE, color_scheme=colours) as context:  # type: ignore[arg-type]
        seen = watched(context)
        page = seen.page
        sign_in(page, office)
        page.get_by_role("link", name="Feedback").click()
        expect(page.locator(".feedback")).to_be_visible()
        assert faults(page) == []
        open_issue(page, office, issue_id)
        assert faults(page) == []
        for button, title in (("Cost", "Add a cost"), ("Appointment", "Propose a visit")):
            page.get_by_role("button", name=button).click()
            expect(page.get_by_role("dialog", name=title)).to_be_visible()
            assert faults(page) == []
            page.get_by_role("button", name="Close").click()
        assert seen.complaints == []


def test_photos_that_take_their_time_keep_no_words_waiting(
    office: WebOffice, phone: BrowserContext
):
    issue_id = report(office)
    data = png(300)
    sha256 = office.server.blobs.put(data)
    file = NewAttachment(fresh_id(), "floor.png", "image/png", len(data), sha256)
    stuck: list[Route] = []
    is_over: list[bool] = []

    def never_answer(route: Route) -> None:
        if is_over:
            route.abort()
        else:
            stuck.append(route)

    phone.route("**/v1/blob/*", never_answer)
    page = phone.new_page()
    sign_in(page, office)
    page.get_by_role("link", name="Feedback").click()
    note = WritePost(fresh_id(), issue_id, "Here it is", Visibility.EVERYONE, None, (file,))
    office.do(office.actor_as_customer(), note)
    wait_for(lambda: page.evaluate("1") and stuck, "the photo to be asked for")
    page.locator(".feedback").click()
    expect(page.get_by_text("Here it is")).to_be_visible()
    office.write(office.agent, "Thank you for the photo", Visibility.EVERYONE, issue_id)
    expect(page.get_by_text("Thank you for the photo")).to_be_visible()
    is_over.append(True)
    for route in stuck:
        route.abort()
