"""Pictures of every web page, to be looked at: `python -m tests.web_gallery FOLDER`."""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, ViewportSize

from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.issue_work import AddCost
from sync_server.contract.issues import MoveIssue, ReportIssue
from sync_server.contract.records import AddBooking, MoveBooking
from sync_server.contract.staff import EditStaff
from sync_server.contract.threads import WritePost
from sync_server.contract.values import BookingStatus, IssueStatus, RecordKind, Visibility
from sync_server.store.actor import Actor
from tests.portal.complaining import boss, move, visit
from tests.support.web import PASSWORD, WebOffice, add_records, chromium, fresh_id, web_office

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def picture(colour: str) -> bytes:
    image = Image.new("RGB", (640, 480), colour)
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 60, 520, 420), outline="white", width=14)
    draw.line((320, 60, 320, 420), fill="white", width=10)
    draw.line((120, 240, 520, 240), fill="white", width=10)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Problem:
    """What was reported, and an administrator who may close it."""

    id: RowId
    admin: Actor


def attach(office: WebOffice, name: str, kind: str, data: bytes) -> NewAttachment:
    return NewAttachment(fresh_id(), name, kind, len(data), office.server.blobs.put(data))


def furnish(office: WebOffice) -> Problem:
    """A lively booking: a day of posts, photos, a problem; more jobs around it."""
    photos = tuple(
        attach(office, f"pane {n}.jpg", "image/jpeg", picture(colour))
        for n, colour in enumerate(("#4c7fb0", "#8097a8"), start=1)
    )
    plan = attach(office, "Quote and window plan.pdf", "application/pdf", b"%PDF-1.7\n")
    customer, agent, liam = office.actor_as_customer(), office.agent, office.liam
    office.clock.ahead = timedelta(days=-1)
    office.write(customer, "Hi, the hallway window is cracked after the storm. Can you fix it?")
    office.write(agent, "Margin is thin, keep to the quote", Visibility.INTERNAL)
    office.do(
        agent,
        WritePost(
            fresh_id(),
            office.booking,
            "We can. Here is what we will do; Liam comes tomorrow morning.",
            Visibility.EVERYONE,
            None,
            (plan,),
        ),
    )
    office.clock.ahead = timedelta()
    office.write(liam, "Glass is 6 mm, bring the long ladder.", Visibility.STAFF)
    office.do(
        customer,
        WritePost(
            fresh_id(),
            office.booking,
            "The gate code is 4411, and the dog is friendly.\nThis is the pane:",
            Visibility.EVERYONE,
            None,
            photos,
        ),
    )
    office.write(liam, "Thanks Olivia, on my way.")
    _more_jobs(office)
    move = MoveBooking(
        booking_id=office.booking, seen=BookingStatus.TO_SCHEDULE, to=BookingStatus.IN_PROGRESS
    )
    office.do(liam, move)
    issue: RowId = fresh_id()
    report = ReportIssue(
        issue_id=issue,
        record_kind=RecordKind.BOOKING,
        record_id=office.booking,
        issue_type="Something is damaged",
        description="A scratch in the hallway floor.",
    )
    office.do(customer, report)
    office.do(agent, MoveIssue(issue_id=issue, seen=IssueStatus.NEW, to=IssueStatus.IN_PROGRESS))
    ada = boss(office)
    _work_on(office, issue, photos[0], ada)
    return Problem(issue, ada)


def _work_on(office: WebOffice, issue: RowId, photo: NewAttachment, ada: Actor) -> None:
    """What was said and agreed about the problem."""
    scratch = NewAttachment(fresh_id(), photo.name, photo.media_type, photo.bytes, photo.sha256)
    customer, agent = office.actor_as_customer(), office.agent
    shown = "Photo sent with the report"
    office.do(customer, WritePost(fresh_id(), issue, shown, Visibility.EVERYONE, None, (scratch,)))
    office.write(agent, "Glazier says it is our ladder", Visibility.STAFF, issue)
    office.write(agent, "We are sorry. Liam comes to polish it.", Visibility.EVERYONE, issue)
    visit(office, issue, office.clock() + timedelta(days=2))
    office.do(office.liam, AddCost(fresh_id(), issue, "Floor polish, one tin", unit_cents=3890))
    command = ReportIssue(
        issue_id=fresh_id(),
        record_kind=RecordKind.BOOKING,
        record_id=office.booking,
        issue_type="Late or did not come",
        description="Nobody rang before the visit.",
    )
    office.do(customer, command)
    liam = EditStaff(office.liam.id, 0, "", may_propose=True, may_contact=True)
    office.do(ada, liam)


def _more_jobs(office: WebOffice) -> None:
    now = office.clock()
    for title, ahead in (("Skylight seal", 1), ("Balcony door", 2), ("Shop front check", 5)):
        office.do(
            office.agent,
            AddBooking(
                booking_id=fresh_id(),
                customer_id=office.ben,
                title=title,
                site="3 Wharf St, Balmain NSW 2041",
                starts_at=(now + timedelta(days=ahead)).replace(hour=9, minute=30),
                worker_ids=(office.liam.id,),
            ),
        )


class Gallery:
    def __init__(self, folder: Path, browser: Browser, office: WebOffice, problem: Problem) -> None:
        self._issue, self._admin = problem.id, problem.admin
        self._folder = folder
        self._browser = browser
        self._office = office

    def shoot(self, page: Page, name: str, *, whole: bool = False) -> None:
        # caret: hiding it needs an inline style, which the pages' policy refuses
        page.screenshot(path=self._folder / f"{name}.png", caret="initial", full_page=whole)

    def portal(self, colours: str, view: ViewportSize, label: str) -> None:
        context = self._browser.new_context(viewport=view, color_scheme=colours)  # type: ignore[arg-type]
        page, office = context.new_page(), self._office
        whole = view is PHONE
        page.goto(office.link())
        self.shoot(page, f"portal-link-{label}")
        page.get_by_role("button", name="Open booking").click()
        page.locator(".files img").last.scroll_into_view_if_needed()
        page.evaluate("Promise.all([...document.images].map((i) => i.decode()))")
        page.evaluate("scrollTo(0, 0)")
        self.shoot(page, f"portal-booking-{label}", whole=True)
        page.get_by_role("button", name="Post Comment").click()
        page.get_by_role("alert").wait_for()
        self.shoot(page, f"portal-refused-{label}", whole=True)
        page.get_by_role("link", name="Report Problem").click()
        self.shoot(page, f"portal-problem-{label}", whole=whole)
        for kind, record in add_records(office).items():
            page.goto(office.link(kind, record))
            page.get_by_role("button").click()
            self.shoot(page, f"portal-{kind}-{label}", whole=whole)
        page.goto(f"{office.url}/p/unknown")
        self.shoot(page, f"portal-closed-{label}")
        context.close()

    def issue(self, colours: str, view: ViewportSize, label: str) -> None:
        """A problem as its customer follows it: in work, closed, rated, reported."""
        context = self._browser.new_context(viewport=view, color_scheme=colours)  # type: ignore[arg-type]
        page, office, whole = context.new_page(), self._office, view is PHONE
        page.goto(office.link(RecordKind.ISSUE, self._issue))
        page.get_by_role("button", name="Open").click()
        page.locator(".files img").last.scroll_into_view_if_needed()
        page.evaluate("Promise.all([...document.images].map((i) => i.decode()))")
        page.evaluate("scrollTo(0, 0)")
        self.shoot(page, f"portal-issue-{label}", whole=whole)
        ada = self._admin
        move(office, self._issue, IssueStatus.CLOSED, ada)
        page.get_by_role("link", name="Still not right").wait_for()
        self.shoot(page, f"portal-issue-closed-{label}", whole=whole)
        for part in ("survey", "reopen", "problem"):
            page.goto(f"{office.url}/portal/issue/{self._issue}/{part}")
            self.shoot(page, f"portal-issue-{part}-{label}", whole=whole)
        move(office, self._issue, IssueStatus.REOPENED, ada)
        move(office, self._issue, IssueStatus.IN_PROGRESS, ada)
        page.goto(office.link())
        page.get_by_role("button", name="Open").click()
        page.get_by_role("link", name="Report Problem").click()
        page.get_by_text("Something else").click()
        page.get_by_role("button", name="Report Problem").click()
        page.get_by_role("heading", name="Thank you").wait_for()
        self.shoot(page, f"portal-reported-{label}", whole=whole)
        context.close()

    def feedback(self, colours: str, view: ViewportSize, label: str) -> None:
        """Problems as a fieldworker works on them."""
        context = self._browser.new_context(viewport=view, color_scheme=colours)  # type: ignore[arg-type]
        page, office = context.new_page(), self._office
        page.goto(f"{office.url}/field/")
        page.get_by_label("E-mail").fill("liam@office.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign In").click()
        page.locator(".job").first.wait_for()
        page.goto(f"{office.url}/field/#/feedback")
        page.locator(".feedback").first.wait_for()
        self.shoot(page, f"field-feedback-{label}")
        page.goto(f"{office.url}/field/#/issue/{self._issue}")
        page.locator(".post img").last.wait_for()
        self.shoot(page, f"field-issue-{label}", whole=True)
        page.get_by_role("button", name="Cost", exact=True).click()
        self.shoot(page, f"field-cost-{label}")
        page.get_by_role("button", name="Close").click()
        page.get_by_role("button", name="Appointment").click()
        self.shoot(page, f"field-visit-{label}")
        context.close()

    def field(self, colours: str) -> None:
        context = self._browser.new_context(
            viewport=PHONE,
            device_scale_factor=2,
            color_scheme=colours,  # type: ignore[arg-type]
            has_touch=True,
        )
        page, office = context.new_page(), self._office
        page.goto(f"{office.url}/field/")
        page.get_by_label("E-mail").fill("liam@office.example")
        page.get_by_label("Password").fill(PASSWORD)
        self.shoot(page, f"field-sign-in-{colours}")
        page.get_by_role("button", name="Sign In").click()
        page.locator(".job").first.wait_for()
        self.shoot(page, f"field-jobs-{colours}")
        page.locator(".job").first.click()
        page.locator(".post img").last.wait_for()
        self.shoot(page, f"field-job-{colours}")
        context.set_offline(True)
        page.locator(".segment", has_text="Public").click()
        page.get_by_label("Note", exact=True).fill("The old pane is out, the new one is in.")
        self.shoot(page, f"field-public-{colours}")
        page.get_by_role("button", name="Send", exact=True).click()
        page.locator(".post.pending").wait_for()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        self.shoot(page, f"field-unsent-{colours}")
        for place in ("messages", "account", "jobs"):
            page.goto(f"{office.url}/field/#/{place}")
            page.locator(f'[aria-current][href="#/{place}"]').wait_for()
            self.shoot(page, f"field-{place}-offline-{colours}")
        context.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, web_office(Path(data)) as office:
        problem = furnish(office)
        with chromium() as browser:
            gallery = Gallery(folder, browser, office, problem)
            for colours in ("light", "dark"):
                gallery.portal(colours, DESK, f"desk-{colours}")
                gallery.portal(colours, PHONE, f"phone-{colours}")
                gallery.issue(colours, DESK, f"desk-{colours}")
                gallery.issue(colours, PHONE, f"phone-{colours}")
                gallery.feedback(colours, PHONE, f"phone-{colours}")
                gallery.feedback(colours, DESK, f"desk-{colours}")
                gallery.field(colours)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
