"""Alerts on the phone: one per thread, and a tap opens the job."""

from __future__ import annotations

import msgspec
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from sync_server.notify.push import PushMessage
from tests.field.test_offline import sign_in
from tests.support.web import WebOffice, wait_for

pytestmark = pytest.mark.browser

_LATE_ROW = """
async (token) => {
  const { Feed } = await import("/field/static/feed.js");
  const { allRows } = await import("/field/static/database.js");
  const feed = new Feed(token ?? undefined);
  await feed.take(JSON.stringify(["hello", { epoch: "e", scopes: ["s"], drop: [] }]));
  await feed.take(JSON.stringify(["cols", "staff", ["id"]]));
  await feed.take(JSON.stringify(["up", 0, "staff", [[1, "liam"]]]));
  await feed.take(JSON.stringify(["mark", { cur: {} }]));
  return allRows();
}
"""

_SHOWN = """
navigator.serviceWorker.ready
  .then((worker) => worker.getNotifications())
  .then((all) => all.map((one) => [one.title, one.body, one.tag, one.data.url]))
"""


def deliver(page: Page, office: WebOffice, message: PushMessage) -> None:
    """Hand a push to the service worker, as the browser does after decrypting it."""
    session: CDPSession = page.context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(r["registrationId"] for r in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    for _ in range(100):
        if registrations:
            break
        page.wait_for_timeout(50)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": office.url,
            "registrationId": registrations[0],
            "data": msgspec.json.encode(message).decode(),
        },
    )


def test_alerts_of_one_thread_are_bundled_and_threads_kept_apart(
    office: WebOffice, browser: Browser
):
    with browser.new_context(permissions=["notifications"]) as context:
        page = context.new_page()
        sign_in(page, office)
        url = f"/field/#/job/{office.booking}"
        for text in ("one", "two", "three"):
            deliver(page, office, PushMessage("BOK-00001", text, office.booking, url))
            wait_for(lambda: text in str(page.evaluate(_SHOWN)), "the notification")  # noqa: B023
        deliver(page, office, PushMessage("BOK-00002", "other", "other", "/field/"))
        wait_for(lambda: len(page.evaluate(_SHOWN)) == 2, "the second thread")
        shown = {each[2]: each for each in page.evaluate(_SHOWN)}
        assert shown[office.booking] == [
            "BOK-00001",
            "3 new messages\nthree",
            office.booking,
            url,
        ]


def test_signing_out_erases_the_device(office: WebOffice, browser: Browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, office)
        page.goto(f"{office.url}/field/#/account")
        page.get_by_role("button", name="Sign Out").click()
        expect(page.get_by_role("button", name="Sign In")).to_be_visible()
        left = page.evaluate(
            "import('/field/static/database.js').then(async (d) =>"
            " [await d.allRows(), (await d.getSetting('identity')) ?? null])"
        )
        assert left == [[], None]
        sign_in(page, office, "zoe@office.example")
        expect(page.locator(".job")).to_contain_text("Ben Okoro")


def test_rows_that_arrive_after_signing_out_are_not_kept(office: WebOffice, browser: Browser):
    """They were asked for by somebody who is not here any more."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{office.url}/field/")
        expect(page.get_by_role("button", name="Sign In")).to_be_visible()
        assert page.evaluate(_LATE_ROW, None) == []
        assert page.evaluate(_LATE_ROW, "of-somebody-else") == []
