"""The customer's and the fieldworker's part of the story, in a real browser."""

from __future__ import annotations

import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.threads import PostRow
from tests.support.desk import Desk, until
from tests.support.house import House
from tests.tour.album import Album
from tests.tour.report import Report

CUSTOMER_SAYS = "Thursday works for me. The side gate is open."
OFFICE_SAYS = "Thank you, Olivia. Liam comes Thursday at nine."
PRIVATE = "She was angry on the phone, be careful."
FIELD_SAYS = "Pane replaced, putty needs a day."


class WebStory:
    def __init__(self, home: House, album: Album, report: Report, browser: Browser) -> None:
        self._home = home
        self._album = album
        self._report = report
        self._browser = browser

    def portal(self, sarah: Desk, tom: Desk) -> None:
        """The customer opens the link, writes, and reads the answer without reloading."""
        context = self._browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(self._home.story["portal_link"])
        self._album.page(page, "portal-link")
        page.get_by_role("button", name="Open booking").click()
        expect(page.locator("#thread")).to_be_visible()
        self._album.page(page, "portal-booking")
        self._customer_writes(page, (sarah, tom))
        self._album.desk(tom, "customer-wrote")
        self._office_answers(page, sarah)
        self._album.page(page, "portal-answered")
        page.set_viewport_size({"width": 390, "height": 844})
        self._album.page(page, "portal-phone")
        context.close()

    def field(self) -> None:
        """The fieldworker works without signal; everything arrives once afterwards."""
        context = self._browser.new_context(viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(f"{self._home.url}/field/")
        self._album.page(page, "field-sign-in")
        page.get_by_label("E-mail").fill(self._home.story["fieldworker"])
        page.get_by_label("Password").fill(self._home.story["password"])
        page.get_by_role("button", name="Sign In").click()
        expect(page.locator(".job").first).to_be_visible()
        self._album.page(page, "field-jobs")
        page.locator(".job", has_text="Gutter clean").first.click()
        expect(page.get_by_role("heading", name="Gutter clean")).to_be_visible()
        self._album.page(page, "field-job")
        context.set_offline(True)
        self._work_offline(page)
        self._album.page(page, "field-offline")
        page = self._tab_closed(context, page)
        context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.get_by_role("status")).to_have_text("All sent", timeout=20_000)
        self._album.page(page, "field-sent")
        context.close()
        self._count()

    def _customer_writes(self, page: Page, desks: tuple[Desk, Desk]) -> None:
        for desk in desks:
            desk.key("Ctrl+K")
            desk.write("olivia smith")
            until(lambda d=desk: d.is_shown("search_results"), 10, "search results")
            desk.key("Return")
            desk.wait_for("timeline_entries")
        page.get_by_label("Message Us", exact=True).fill(CUSTOMER_SAYS)
        began = time.time()
        page.get_by_role("button", name="Post Comment").click(no_wait_after=True)
        for desk in desks:
            until(lambda d=desk: _says(d, "timeline_entries", CUSTOMER_SAYS), 10, "the post")
            self._report.took("portal_post_to_desk_ms", time.time() - began)
        for desk in desks:
            rows = desk.described("timeline_entries")
            at = next(n for n, line in enumerate(rows) if CUSTOMER_SAYS in line)
            desk.ask("click_row", name="timeline_entries", row=at)
            until(lambda d=desk: _says(d, "thread_lines", CUSTOMER_SAYS), 10, "in the thread")

    def _office_answers(self, page: Page, desk: Desk) -> None:
        """One post for the office only, one for everyone: the page shows just the second."""
        self._send(desk, PRIVATE, 0)
        self._send(desk, OFFICE_SAYS, 2)
        expect(page.get_by_text(OFFICE_SAYS)).to_be_visible(timeout=10_000)
        if PRIVATE in page.content():
            raise AssertionError("an office-only post reached the customer")

    def _send(self, desk: Desk, text: str, visibility: int) -> None:
        desk.write(text, "composer_text")
        desk.ask("choose", name="composer_visibility", at=visibility)
        desk.click("composer_send")
        until(lambda: _says(desk, "thread_lines", text), 10, "the post in the thread")

    def _work_offline(self, page: Page) -> None:
        photo = self._home.folder / "pane.jpg"
        Image.new("RGB", (640, 480), "#4c7fb0").save(photo)
        page.get_by_label("Note", exact=True).fill(FIELD_SAYS)
        page.locator("[name=library]").set_input_files(Path(photo))
        expect(page.locator(".chip")).to_contain_text("pane.jpg")
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("not sent yet")

    def _tab_closed(self, context: BrowserContext, page: Page) -> Page:
        address = page.url
        page.close()
        again = context.new_page()
        again.goto(address)
        expect(again.get_by_role("status")).to_contain_text("not sent yet")
        return again

    def _count(self) -> None:
        (post,) = self._home.rows(PostRow, body=FIELD_SAYS)
        files = self._home.rows(AttachmentRow, post_id=post.id)
        self._report.facts["web_posts"] = {
            CUSTOMER_SAYS: 1,
            OFFICE_SAYS: 1,
            PRIVATE: 1,
            FIELD_SAYS: 1,
        }
        self._report.facts["field_photo_arrived"] = len(files) == 1


def _says(desk: Desk, name: str, text: str) -> bool:
    return any(text in line for line in desk.described(name))
