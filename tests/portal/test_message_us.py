"""Message Us and Report Problem, as they work without JavaScript."""

from __future__ import annotations

import io
import re

import requests
from PIL import Image

from sync_server.contract.attachments import AttachmentRow, NewAttachment
from sync_server.contract.base import CommandId, RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.threads import RemovePost, WritePost
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES, Role, Visibility
from sync_server.store.view import SqlView
from tests.portal.reading import open_link
from tests.support.web import WebOffice, fresh_id


def png(width: int = 8) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 8), "orange").save(out, "PNG")
    return out.getvalue()


def test_a_note_reaches_the_office_as_the_customers(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    answer = page.post_note("The gate code is 4411")
    assert answer.url.startswith(page.url)
    (post,) = office.posts()
    assert (post.body, post.author_role, post.author_id) == (
        "The gate code is 4411",
        Role.CUSTOMER,
        office.olivia,
    )
    assert post.visibility is Visibility.EVERYONE
    assert ">Customer</span>" in answer.text


def test_sending_the_same_form_twice_posts_once(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    page.post_note("once")
    page.post_note("once")
    assert len(office.posts()) == 1


def test_photos_travel_with_the_note(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    photo = png()
    answer = page.post_note("look", ("gate.png", photo), ("plan.pdf", b"%PDF-1.7 x"))
    addresses = re.findall(r'href="(/portal/[^"]*/files/[^"]*)"', answer.text)
    assert len(addresses) == 2
    files = [customer.get(office.url + address, timeout=10) for address in addresses]
    assert {file.headers["Content-Type"] for file in files} == {"image/png", "application/pdf"}
    assert photo in {file.content for file in files}
    assert all(file.headers["X-Content-Type-Options"] == "nosniff" for file in files)


def test_a_form_without_its_csrf_value_is_refused(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    for wrong in ("", "0" * 64):
        assert page.post_note("forged", csrf=wrong).status_code == 422
    assert office.posts() == []


def test_a_note_that_cannot_be_taken_comes_back_with_the_reason(
    office: WebOffice, customer: requests.Session
):
    page = open_link(customer, office.link())
    wrong_type = page.post_note("keep my words", ("page.html", b"<script>alert(1)</script>"))
    assert wrong_type.status_code == 422
    assert "only PNG, JPG and PDF" in wrong_type.text
    assert ">keep my words</textarea>" in wrong_type.text
    too_big = page.post_note("", ("big.png", png() + bytes(INLINE_ATTACHMENT_BYTES)))
    assert too_big.status_code == 422
    assert "larger than 5 MB" in too_big.text
    assert page.post_note("   ").status_code == 422
    assert office.posts() == []


def test_peoples_text_stays_text(office: WebOffice, customer: requests.Session):
    page = open_link(customer, office.link())
    answer = page.post_note("<script>alert(1)</script>\nsecond line")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_files_of_private_and_removed_posts_do_not_exist(
    office: WebOffice, customer: requests.Session
):
    page = open_link(customer, office.link())
    sha256 = office.server.blobs.put(png())
    shown: dict[Visibility, tuple[RowId, RowId]] = {}
    for visibility in Visibility:
        file = NewAttachment(fresh_id(), "a.png", "image/png", len(png()), sha256)
        post_id = fresh_id()
        office.do(office.agent, WritePost(post_id, office.booking, "", visibility, None, (file,)))
        shown[visibility] = (post_id, file.id)

    def status(file_id: RowId) -> int:
        return customer.get(f"{page.url}/files/{file_id}", timeout=10).status_code

    assert {v: status(file) for v, (_, file) in shown.items()} == {
        Visibility.INTERNAL: 404,
        Visibility.STAFF: 404,
        Visibility.EVERYONE: 200,
    }
    post_id, file_id = shown[Visibility.EVERYONE]
    office.do(office.agent, RemovePost(post_id))
    assert status(file_id) == 404
    assert "Message removed" in page.again().text


def test_a_file_whose_bytes_are_still_on_a_phone_is_not_there_yet(
    office: WebOffice, customer: requests.Session
):
    page = open_link(customer, office.link())
    file = NewAttachment(fresh_id(), "a.png", "image/png", 5, "0" * 64)
    post = WritePost(fresh_id(), office.booking, "", Visibility.EVERYONE, None, (file,))
    office.do(office.liam, post)
    assert customer.get(f"{page.url}/files/{file.id}", timeout=10).status_code == 404


def test_a_reported_problem_becomes_an_issue_with_its_progress_on_the_page(
    office: WebOffice, customer: requests.Session
):
    page = open_link(customer, office.link())
    form = customer.get(f"{page.url}/problem", timeout=10)
    issue_id = re.search(r'name="issue_id" value="(\w+)"', form.text)
    assert issue_id
    fields = {
        "csrf": page.hidden("csrf"),
        "issue_id": issue_id[1],
        "issue_type": "Something is damaged",
        "description": "A scratch in the hallway",
    }
    wrong = customer.post(f"{page.url}/problem", data={**fields, "issue_type": "x"}, timeout=10)
    assert wrong.status_code == 422
    answer = customer.post(f"{page.url}/problem", data=fields, timeout=10)
    assert answer.url == f"{page.url}/issues/{issue_id[1]}/reported"
    assert "CMP-00001" in answer.text
    assert "What happens next" in answer.text
    answer = page.again()
    assert "Something is damaged" in answer.text
    assert "Reported" in answer.text
    with office.server.database.reading() as connection:
        (issue,) = SqlView(connection).where(IssueRow, record_id=office.booking)
    assert issue.reported_by == office.olivia
    assert issue.responsible_ids == (office.liam.id,)
    assert office.liam.id not in answer.text


def test_a_customer_cannot_write_into_another_thread(office: WebOffice):
    post = WritePost(fresh_id(), office.bens_booking, "hello", Visibility.EVERYONE)
    receipt = office.server.writer.perform(office.actor_as_customer(), CommandId(fresh_id()), post)
    assert receipt.code == "not_found"
    with office.server.database.reading() as connection:
        assert SqlView(connection).where(AttachmentRow, thread_id=office.bens_booking) == []
