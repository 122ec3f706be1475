"""The field app in a real Chromium with the network taken away and given back."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.records import AssignBooking, BookingRow
from sync_server.contract.staff import Deactivate
from sync_server.contract.values import BookingStatus, Role, Visibility
from sync_server.store.accounts import NewStaff
from sync_server.store.actor import Actor
from sync_server.store.view import SqlView
from tests.support.web import PASSWORD, WebOffice, peer, watched

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=PHONE, has_touch=True) as context:  # type: ignore[arg-type]
        yield context


def sign_in(page: Page, office: WebOffice, email: str = "liam@office.example") -> None:
    page.goto(f"{office.url}/field/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_role("heading", name="Jobs", exact=True)).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def open_job(page: Page, office: WebOffice) -> None:
    page.goto(f"{office.url}/field/#/job/{office.booking}")
    expect(page.get_by_role("heading", name="Hallway window repair")).to_be_visible()


def write(page: Page, text: str) -> None:
    page.get_by_label("Note", exact=True).fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text(text)).to_be_visible()


def photo(
    width: int = 640, height: int = 480, *, turned: bool = False, noise: bool = False
) -> bytes:
    """A JPEG; `turned` says by EXIF that it was taken with the phone upright, and where."""
    picture = Image.new("RGB", (width, height), "steelblue")
    if noise:
        picture = Image.frombytes(
            "RGB", (width, height), random.Random(7).randbytes(width * height * 3)
        )
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
        exif.get_ifd(0x8825)[1] = "S"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def attachments(office: WebOffice) -> list[AttachmentRow]:
    with office.server.database.reading() as connection:
        return SqlView(connection).where(AttachmentRow, thread_id=office.booking)


def booking(office: WebOffice) -> BookingRow:
    with office.server.database.reading() as connection:
        row = SqlView(connection).get(BookingRow, office.booking)
    assert row is not None
    return row


def test_only_own_jobs_are_listed(office: WebOffice, phone: BrowserContext):
    page = phone.new_page()
    sign_in(page, office)
    expect(page.locator(".job")).to_have_count(1)
    expect(page.locator(".job")).to_contain_text("Olivia Smith")
    assert "Gutter cleaning" not in page.content()


def test_a_wrong_password_is_answered_in_words(office: WebOffice, phone: BrowserContext):
    page = phone.new_page()
    page.goto(f"{office.url}/field/")
    page.get_by_label("E-mail").fill("liam@office.example")
    page.get_by_label("Password").fill("wrong wrong wrong")
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_role("alert")).to_have_text("E-mail and password do not match.")


def test_notes_and_photos_written_offline_survive_a_closed_tab_and_arrive_once(
    office: WebOffice, phone: BrowserContext, tmp_path: Path
):
    file = tmp_path / "pane.jpg"
    file.write_bytes(photo())
    page = phone.new_page()
    sign_in(page, office)
    open_job(page, office)
    phone.set_offline(True)
    write(page, "first note")
    page.locator("[name=library]").set_input_files(file)
    expect(page.locator(".chip")).to_contain_text("pane.jpg")
    write(page, "second note")
    page.get_by_role("button", name="Start Job").click()
    expect(page.get_by_role("status")).to_have_text("3 not sent yet")
    page.close()

    page = phone.new_page()
    open_job(page, office)
    expect(page.get_by_role("status")).to_have_text("3 not sent yet")
    expect(page.locator(".post.pending")).to_have_count(2)
    expect(page.get_by_role("button", name="Finish Job")).to_be_visible()
    assert office.posts() == []

    phone.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("All sent")
    assert [post.body for post in office.posts()] == ["first note", "second note"]
    (kept,) = attachments(office)
    assert office.server.blobs.size(kept.sha256) == kept.bytes
    assert booking(office).status is BookingStatus.IN_PROGRESS
    expect(page.locator(".post.pending")).to_have_count(0)
    expect(page.locator(".post img")).to_be_visible()


def test_when_the_answer_is_lost_the_note_is_stored_once(office: WebOffice, phone: BrowserContext):
    lost: list[int] = []

    def lose_first(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    page = phone.new_page()
    sign_in(page, office)
    open_job(page, office)
    phone.route("**/v1/sync/push", lose_first)
    with page.expect_event("requestfailed", lambda request: "/sync/push" in request.url):
        write(page, "once only")
    assert lost == [200]
    expect(page.get_by_role("status")).to_have_text("1 not sent yet")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("status")).to_have_text("All sent")
    assert [post.body for post in office.posts()] == ["once only"]


def test_two_tabs_send_what_is_queued_once(office: WebOffice, phone: BrowserContext):
    first = phone.new_page()
    sign_in(first, office)
    second = phone.new_page()
    open_job(first, office)
    open_job(second, office)
    phone.set_offline(True)
    for number, page in enumerate((first, second, first)):
        write(page, f"note {number}")
    phone.set_offline(False)
    for page in (first, second):
        expect(page.get_by_role("status")).to_have_text("All sent")
    assert sorted(post.body for post in office.posts()) == ["note 0", "note 1", "note 2"]


def test_private_is_the_default_and_public_reaches_the_customer(
    office: WebOffice, phone: BrowserContext
):
    page = phone.new_page()
    sign_in(page, office)
    open_job(page, office)
    write(page, "for us")
    page.locator(".segment", has_text="Public").click()
    expect(page.get_by_text("The customer reads this")).to_be_visible()
    write(page, "for all")
    write(page, "for us again")
    expect(page.get_by_role("status")).to_have_text("All sent")
    assert {post.body: post.visibility for post in office.posts()} == {
        "for us": Visibility.STAFF,
        "for all": Visibility.EVERYONE,
        "for us again": Visibility.STAFF,
    }


def test_a_big_photo_is_made_small_upright_and_placeless(
    office: WebOffice, phone: BrowserContext, tmp_path: Path
):
    file = tmp_path / "big.jpg"
    file.write_bytes(photo(2600, 1300, turned=True, noise=True))
    assert file.stat().st_size > 2 * 1024 * 1024
    page = phone.new_page()
    sign_in(page, office)
    open_job(page, office)
    page.locator("[name=camera]").set_input_files(file)
    expect(page.locator(".chip")).to_be_visible()
    write(page, "see")
    expect(page.get_by_role("status")).to_have_text("All sent")
    (kept,) = attachments(office)
    with office.server.blobs.open(kept.sha256) as content, Image.open(content) as picture:
        assert picture.size == (1024, 2048)
        assert not picture.getexif()
    assert kept.bytes < file.stat().st_size


def test_a_refused_change_says_why_and_can_be_put_away(office: WebOffice, phone: BrowserContext):
    page = phone.new_page()
    sign_in(page, office)
    open_job(page, office)
    phone.set_offline(True)
    write(page, "too late")
    office.do(
        office.agent,
        AssignBooking(booking_id=office.booking, seen=(office.liam.id,), worker_ids=()),
    )
    phone.set_offline(False)
    expect(page.get_by_text("This job is not yours any more")).to_be_visible()
    page.goto(f"{office.url}/field/#/account")
    expect(page.get_by_role("alert")).to_contain_text("too late")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert office.posts() == []


def test_office_only_posts_never_reach_the_phone(office: WebOffice, phone: BrowserContext):
    office.write(office.agent, "margin is thin", Visibility.INTERNAL)
    office.write(office.agent, "bring the ladder", Visibility.STAFF)
    heard: list[str] = []
    page = phone.new_page()
    page.on("response", lambda r: heard.append(r.text()) if "/sync/pull" in r.url else None)
    sign_in(page, office)
    open_job(page, office)
    expect(page.get_by_text("bring the ladder")).to_be_visible()
    assert "bring the ladder" in "".join(heard)
    assert "margin is thin" not in "".join(heard)


def test_a_dismissed_fieldworkers_phone_erases_itself(office: WebOffice, phone: BrowserContext):
    page = phone.new_page()
    sign_in(page, office)
    boss = NewStaff("Ada Boss", "ada@office.example", Role.ADMIN, PASSWORD)
    ada = Actor(office.server.accounts.add_staff(boss), boss.name, boss.role)
    office.do(ada, Deactivate(office.liam.id))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("button", name="Sign In")).to_be_visible()
    rows = page.evaluate("import('/field/static/database.js').then((d) => d.allRows())")
    assert rows == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_is_free_of_faults(office: WebOffice, browser: Browser, colours: str):
    axe = (peer("axe-core") / "axe.min.js").read_text()
    office.write(office.agent, "Hello", Visibility.STAFF)

    def faults(page: Page) -> list[str]:
        page.evaluate(axe)
        return page.evaluate(  # type: ignore[no-any-return]
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
        )

    with browser.new_context(viewport=PHONE, color_scheme=colours) as context:  # type: ignore[arg-type]
        seen = watched(context)
        page = seen.page
        page.goto(f"{office.url}/field/")
        expect(page.get_by_role("button", name="Sign In")).to_be_visible()
        assert faults(page) == []
        sign_in(page, office)
        assert faults(page) == []
        for place, heading in (("messages", "Messages"), ("account", "Account")):
            page.goto(f"{office.url}/field/#/{place}")
            expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
            assert faults(page) == []
        open_job(page, office)
        assert faults(page) == []
        assert seen.complaints == []
