"""Letters as they arrive: text and page, logo, colour, files, and links that open (TPL-17)."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests
from PIL import Image

from sync_server.app import build, create_app
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.care import CustomerFlag, SetCustomerFlag
from sync_server.contract.customers import AddContactPoint, NewContactPoint
from sync_server.contract.issues import IssueRow, ReportIssue
from sync_server.contract.letters import LetterKind, SaveBranding, SaveTemplate
from sync_server.contract.messages import MessageRow, Purpose, SendHeldMessage, SendMessage
from sync_server.contract.values import Channel, ContactKind, MessageStatus, RecordKind
from sync_server.notify.postman import postman_for
from sync_server.rules.letter_defaults import default_letter
from sync_server.rules.letter_marks import Mark
from sync_server.settings import MailSettings
from sync_server.store.view import SqlView
from tests.support.mail import MailServer, mail_server
from tests.support.office import Office, fresh_id, settings_for
from tests.support.web import Clock, serving

PDF = b"%PDF-1.4 what to do"
IMPORTED = 50


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 40), "teal").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


class Desk:
    """An office with Ann's booking, a mail server, and a postman who is told when to look."""

    def __init__(self, folder: Path, port: int) -> None:
        mail = MailSettings("127.0.0.1", port, "office@bright.example", "Bright Clean")
        self.settings = dataclasses.replace(settings_for(folder), mail=mail)
        self.office = Office(build(self.settings, Clock()))
        self.office.hire_all()
        self.ann = self.office.add_customer("Ann Lee", "+61412555018")
        point = NewContactPoint(fresh_id(), ContactKind.EMAIL, "ann@example.org")
        self.office.do("amy", AddContactPoint(self.ann, point))
        self.booking = self.office.add_booking(self.ann, "liam")
        self.postman = postman_for(self.office.server)

    def report(self, **more: object) -> RowId:
        issue_id = fresh_id()
        command = ReportIssue(
            issue_id, RecordKind.BOOKING, self.booking, "Damage", "A scratch", **more
        )  # type: ignore[arg-type]
        self.office.do("amy", command)
        return issue_id

    def send(self, issue_id: RowId, body: str, **more: object) -> RowId:
        message_id = fresh_id()
        fields: dict[str, object] = {
            "message_id": message_id, "customer_id": self.ann, "channel": Channel.EMAIL,
            "address": "ann@example.org", "subject": "About it", "body": body,
            "record_kind": RecordKind.ISSUE, "record_id": issue_id, "purpose": Purpose.DETAILS,
        }  # fmt: skip
        self.office.do("amy", SendMessage(**(fields | more)))  # type: ignore[arg-type]
        return message_id

    def keep(self, data: bytes) -> str:
        return self.office.server.blobs.put(data)

    def rows(self) -> list[MessageRow]:
        with self.office.server.database.reading() as connection:
            return SqlView(connection).where(MessageRow)

    def issues(self) -> list[IssueRow]:
        with self.office.server.database.reading() as connection:
            return SqlView(connection).where(IssueRow)


@pytest.fixture
def desk(tmp_path: Path, mail: MailServer) -> Desk:
    return Desk(tmp_path, mail.port)


def parts(message: EmailMessage) -> dict[str, list[EmailMessage]]:
    found: dict[str, list[EmailMessage]] = {}
    for part in message.walk():
        found.setdefault(part.get_content_type(), []).append(part)  # type: ignore[arg-type]
    return found


def text_of(message: EmailMessage) -> str:
    """As a person reads it; on the wire lines end in CRLF."""
    return parts(message)["text/plain"][0].get_content().replace("\r\n", "\n")


def brand(desk: Desk, logo: bytes) -> None:
    command = SaveBranding(
        seen_version=-1,
        business_name="Bright Clean",
        logo_sha256=desk.keep(logo) if logo else "",
        logo_type="image/png" if logo else "",
        accent="#0A7D55",
        footer="1 Bay St, Glebe",
        links=("Facebook https://facebook.example/bright",),
    )
    desk.office.do("adam", command)


def test_changed_words_logo_colour_and_file_all_arrive(desk: Desk, mail: MailServer) -> None:
    """TPL-06, TPL-17: text, page, inline logo, accent colour and the template's PDF."""
    logo = png()
    brand(desk, logo)
    was = default_letter(LetterKind.ACKNOWLEDGEMENT)
    file = NewAttachment(fresh_id(), "next.pdf", "application/pdf", len(PDF), desk.keep(PDF))
    command = SaveTemplate(
        was.id, -1, was.letter, was.name, was.channel, was.subject,
        "Hello {{customer_first_name}}, new words.\n\n{{discussion_link}}", (file,),
    )  # fmt: skip
    desk.office.do("adam", command)
    desk.report(is_imported=True)
    assert desk.postman.send_due() == 1
    (message,) = mail.taken
    found = parts(message)
    text = text_of(message)
    page = found["text/html"][0].get_content()
    assert text.startswith("Hello Ann, new words.")
    assert "1 Bay St, Glebe\nFacebook: https://facebook.example/bright" in text
    assert "Hello Ann, new words." in page
    assert "#0A7D55" in page
    assert 'src="cid:logo"' in page
    (picture,) = found["image/png"]
    assert picture["Content-ID"] == "<logo>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == logo
    (attached,) = found["application/pdf"]
    assert (attached.get_filename(), attached.get_content()) == ("next.pdf", PDF)
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds[:5] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
    ]
    assert message["Auto-Submitted"] == "auto-generated"


def test_a_long_letter_passes_a_server_that_counts_line_lengths(
    desk: Desk, mail: MailServer
) -> None:
    """RFC 5321, 4.5.3.1.6: at most a thousand octets between two line ends."""
    body = "Words without an end. " * 200
    desk.send(desk.report(), body)
    desk.postman.send_due()
    assert text_of(mail.taken[0]) == f"{body.strip()}\n"


def test_without_branding_a_letter_is_still_text_and_page(desk: Desk, mail: MailServer) -> None:
    desk.send(desk.report(), "Plain words")
    desk.postman.send_due()
    found = parts(mail.taken[0])
    assert text_of(mail.taken[0]) == "Plain words\n"
    assert "Plain words" in found["text/html"][0].get_content()
    assert "image/png" not in found


def test_a_logo_that_is_not_there_yet_keeps_no_letter(desk: Desk, mail: MailServer) -> None:
    logo = png()
    brand(desk, logo)
    desk.office.server.blobs.forget(desk.keep(logo))
    desk.send(desk.report(), "Words")
    desk.postman.send_due()
    found = parts(mail.taken[0])
    assert "cid:" not in found["text/html"][0].get_content()
    assert "Bright Clean" in found["text/html"][0].get_content()


def test_each_letter_has_links_of_its_own_and_no_row_has_them(desk: Desk, mail: MailServer) -> None:
    """TPL-03, TPL-04: passwordless, for this issue alone, made when it is sent."""
    issue = desk.report()
    body = f"Here:\n{Mark.DISCUSSION}\n\nRate:\n{Mark.SURVEY}"
    desk.send(issue, body)
    desk.send(issue, body)
    assert desk.postman.send_due() == 2
    texts = [text_of(message) for message in mail.taken]
    links = [re.findall(r"http\S+", text) for text in texts]
    assert [link.endswith("?to=survey") for link in links[0]] == [False, True]
    assert len({link for both in links for link in both}) == 4
    assert all(link.startswith(desk.settings.public_url + "/p/") for link in links[0])
    assert all("/p/" not in row.body for row in desk.rows())
    with serving(create_app(desk.office.server), desk.settings), requests.Session() as ann:
        ann.trust_env = False
        opened = ann.post(links[0][0], timeout=10)
        assert opened.url.split("#")[0].endswith(f"/portal/issue/{issue}")
        assert opened.status_code == 200
        elsewhere = f"{desk.settings.public_url}/portal/booking/{desk.booking}"
        assert ann.get(elsewhere, timeout=10).status_code == 404


def test_a_colleague_is_sent_no_way_into_the_customers_portal(desk: Desk, mail: MailServer) -> None:
    """ISS-16."""
    liam = desk.office.actor("liam").id
    body = f"Please call.\n\nHere:\n{Mark.DISCUSSION}"
    desk.send(desk.report(), body, staff_id=liam, address="liam@bright.example")
    desk.postman.send_due()
    text = text_of(mail.taken[0])
    assert text == "Please call.\n"


def test_what_a_customer_does_not_want_is_nothing_to_a_colleague(
    desk: Desk, mail: MailServer
) -> None:
    """ISS-16."""
    desk.office.do("amy", SetCustomerFlag(desk.ann, CustomerFlag.NO_EMAIL, True))
    liam = desk.office.actor("liam").id
    desk.send(desk.report(), "Please call.", staff_id=liam, address="liam@bright.example")
    desk.postman.send_due()
    assert mail.recipients == ["liam@bright.example"]


def test_fifty_imported_issues_are_each_acknowledged_once(desk: Desk, mail: MailServer) -> None:
    """TPL-09, TPL-12, A19: nobody at a desk did anything."""
    issues = [desk.report(is_imported=True) for _ in range(IMPORTED)]
    assert {row.record_id for row in desk.rows()} == set(issues)
    assert len(desk.rows()) == IMPORTED
    assert all(row.acknowledged_at and row.resolve_due_at for row in desk.issues())
    while desk.postman.send_due():
        pass
    numbers = {message["Subject"].partition(":")[0] for message in mail.taken}
    assert len(numbers) == len(mail.taken) == IMPORTED


def test_what_a_pause_held_goes_out_once_a_person_says_so(desk: Desk, mail: MailServer) -> None:
    """A45: the acknowledgement of a paused customer waits, with its reason."""
    desk.office.do("amy", SetCustomerFlag(desk.ann, CustomerFlag.AUTO_MESSAGES_PAUSED, True))
    desk.report(is_imported=True)
    (held,) = desk.rows()
    assert (held.status, desk.postman.send_due()) == (MessageStatus.HELD, 0)
    assert desk.issues()[0].acknowledged_at is None
    desk.office.do("amy", SendHeldMessage(held.id))
    assert desk.postman.send_due() == 1
    assert desk.issues()[0].acknowledged_at is not None
    assert mail.taken[0]["Subject"].startswith("CMP-00001")


def test_a_logo_is_read_by_colleagues_and_by_nobody_in_the_field(desk: Desk) -> None:
    """TPL-06: another desk draws it in its previews."""
    logo = png()
    brand(desk, logo)
    with serving(create_app(desk.office.server), desk.settings):
        amy, liam = desk.office.seat("amy"), desk.office.seat("liam")
        found = [seat.get(f"/v1/blob/{desk.keep(logo)}") for seat in (amy, liam)]
    assert [answer.status_code for answer in found] == [200, 404]
    assert found[0].content == logo
