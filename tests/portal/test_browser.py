"""The portal in a real Chromium: with and without JavaScript, live, under its own policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sync_server.contract.values import Role, Visibility
from tests.portal.test_message_us import png
from tests.support.web import WebOffice, peer, wait_for, watched

pytestmark = pytest.mark.browser


def open_booking(page: Page, office: WebOffice) -> None:
    page.goto(office.link())
    page.get_by_role("button", name="Open booking").click()
    expect(page.get_by_role("heading", name="Hallway window repair")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_message_us_with_a_photo(
    office: WebOffice, browser: Browser, tmp_path: Path, scripts: bool
):
    photo = tmp_path / "gate.png"
    photo.write_bytes(png())
    with browser.new_context(java_script_enabled=scripts) as context:
        seen = watched(context)
        page = seen.page
        open_booking(page, office)
        page.get_by_label("Message Us", exact=True).fill("The gate sticks")
        page.locator("input[type=file]").set_input_files(photo)
        page.get_by_role("button", name="Post Comment").click()
        post = page.locator(".post", has_text="The gate sticks")
        expect(post.locator(".badge")).to_have_text("Customer")
        expect(post.get_by_role("img", name="gate.png")).to_be_visible()
        expect(page.get_by_label("Message Us", exact=True)).to_have_value("")
        assert seen.complaints == []
    (kept,) = office.posts()
    assert (kept.body, kept.author_role) == ("The gate sticks", Role.CUSTOMER)


def test_a_reply_appears_in_the_open_page_and_private_posts_never_do(
    office: WebOffice, browser: Browser
):
    with browser.new_context() as context:
        seen = watched(context)
        page = seen.page
        open_booking(page, office)
        page.get_by_label("Message Us", exact=True).fill("half a thought")
        mark = page.evaluate("window.mark = Math.random()")
        office.write(office.agent, "margin is thin", Visibility.INTERNAL)
        office.write(office.liam, "bring the ladder", Visibility.STAFF)
        office.write(office.agent, "We come at nine", Visibility.EVERYONE)
        expect(page.locator(".post")).to_have_count(1)
        expect(page.get_by_text("We come at nine")).to_be_visible()
        html = page.content()
        assert "margin is thin" not in html
        assert "bring the ladder" not in html
        assert page.evaluate("window.mark") == mark, "the page was reloaded"
        expect(page.get_by_label("Message Us", exact=True)).to_have_value("half a thought")
        assert seen.complaints == []


def test_a_file_that_is_too_large_is_named_before_anything_is_sent(
    office: WebOffice, browser: Browser, tmp_path: Path
):
    big = tmp_path / "big.png"
    big.write_bytes(png() + bytes(5 * 1024 * 1024))
    with browser.new_context() as context:
        page = context.new_page()
        open_booking(page, office)
        chooser = page.locator("input[type=file]")
        chooser.set_input_files(big)
        wait_for(
            lambda: (
                chooser.evaluate("input => input.validationMessage")
                == "big.png is larger than 5 MB."
            ),
            "the complaint",
        )
        page.get_by_role("button", name="Post Comment").click()
    assert office.posts() == []


def test_an_empty_note_is_answered_in_words(office: WebOffice, browser: Browser):
    with browser.new_context() as context:
        page = context.new_page()
        open_booking(page, office)
        page.get_by_role("button", name="Post Comment").click()
        expect(page.get_by_role("alert")).to_contain_text("Please write a note")


def test_reporting_a_problem(office: WebOffice, browser: Browser):
    with browser.new_context() as context:
        seen = watched(context)
        page = seen.page
        open_booking(page, office)
        page.get_by_role("link", name="Report Problem").click()
        page.get_by_text("Something is damaged").click()
        page.get_by_label("Tell us more").fill("A scratch")
        page.get_by_role("button", name="Report Problem").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        page.get_by_role("link", name="Back").click()
        expect(page.locator(".issues")).to_contain_text("Reported")
        assert seen.complaints == []


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_is_free_of_accessibility_faults(
    office: WebOffice, browser: Browser, colours: str
):
    axe = (peer("axe-core") / "axe.min.js").read_text()
    office.write(office.agent, "Hello")
    office.write(office.actor_as_customer(), "Hello back")

    def faults(page: Page) -> list[str]:
        page.evaluate(axe)
        return page.evaluate(  # type: ignore[no-any-return]
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
        )

    with browser.new_context(color_scheme=colours) as context:  # type: ignore[arg-type]
        page = context.new_page()
        link = office.link()
        page.goto(link)
        assert faults(page) == []
        page.get_by_role("button", name="Open booking").click()
        expect(page.locator("#thread")).to_be_visible()
        assert faults(page) == []
        page.get_by_role("link", name="Report Problem").click()
        assert faults(page) == []
        page.goto(f"{office.url}/p/unknown")
        assert faults(page) == []
