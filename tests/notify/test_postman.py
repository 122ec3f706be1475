"""Messages to customers: each goes out once, and what became of it is said in words."""

from __future__ import annotations

import dataclasses
import hashlib
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sync_server.app import build
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.care import CustomerFlag, SetCustomerFlag
from sync_server.contract.messages import (
    CancelMessage,
    MessageRow,
    SendHeldMessage,
    SendMessage,
    TellMessage,
    WriteAutomatic,
)
from sync_server.contract.values import Channel, MessageStatus
from sync_server.notify.postman import MOST_TRIES, POSTMAN, Postman, postman_for
from sync_server.settings import BadSettings, MailSettings, TwilioSettings, from_environment
from sync_server.store.view import SqlView
from tests.support.clock import HandClock
from tests.support.mail import MailServer, mail_server
from tests.support.office import Office, free_port, fresh_command, fresh_id, settings_for
from tests.support.twilio_api import Answer, TwilioApi, twilio_api

S = MessageStatus
ACCOUNT = "AC" + "0" * 32
PDF = b"%PDF-1.4 quote"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


class Post:
    """An office with one customer, a clock that stands, and a postman who is told when to look."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.clock = HandClock()
        self.settings = dataclasses.replace(settings_for(folder), **settings)  # type: ignore[arg-type]
        self.office = Office(build(self.settings, self.clock))
        self.office.hire_all()
        self.ann = self.office.add_customer("Ann Lee", "+61412555018")
        self.postman = postman_for(self.office.server)

    def write(self, **changes: object) -> RowId:
        message_id = fresh_id()
        command = SendMessage(
            message_id=message_id,
            customer_id=self.ann,
            channel=Channel.EMAIL,
            address="ann@example.org",
            subject="Your quote",
            body="Dear Ann,\n\nhere it is. Grüße",
        )
        for name, value in changes.items():
            command = _replaced(command, name, value)
        self.office.do("amy", command)
        return message_id

    def row(self, message_id: RowId) -> MessageRow:
        with self.office.server.database.reading() as connection:
            row = SqlView(connection).get(MessageRow, message_id)
        assert row is not None
        return row

    def another_postman(self) -> Postman:
        """After the first one's lease has run out."""
        self.clock.advance(timedelta(seconds=61))
        return postman_for(self.office.server)


def _replaced(command: SendMessage, name: str, value: object) -> SendMessage:
    fields = {each: getattr(command, each) for each in command.__struct_fields__}
    return SendMessage(**(fields | {name: value}))


def mailing(port: int, **more: object) -> MailSettings:
    made = MailSettings("127.0.0.1", port, "office@bright.example", "Bright Clean")
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def post(tmp_path: Path, mail: MailServer) -> Post:
    return Post(tmp_path, mail=mailing(mail.port))


def test_an_e_mail_arrives_whole_and_once(post: Post, mail: MailServer) -> None:
    """TML-18: sender, subject, words and file; a second look sends nothing."""
    sha256 = post.office.server.blobs.put(PDF)
    file = NewAttachment(fresh_id(), "quote ö.pdf", "application/pdf", len(PDF), sha256)
    message_id = post.write(files=(file,))
    assert post.postman.send_due() == 1
    assert post.postman.send_due() == 0
    (message,) = mail.taken
    assert message["From"] == "Bright Clean <office@bright.example>"
    assert message["To"] == "ann@example.org"
    assert message["Subject"] == "Your quote"
    assert message["Message-ID"] == f"<{message_id}@bright.example>"
    assert message["Auto-Submitted"] is None
    body, attached = message.iter_parts()
    assert "Grüße" in body.get_content()
    assert attached.get_filename() == "quote ö.pdf"
    assert attached.get_content() == PDF
    row = post.row(message_id)
    assert (row.status, row.detail, row.tries) == (S.SENT, "", 1)
    assert row.sent_at == post.clock()


def test_two_postmen_send_a_message_once(post: Post, mail: MailServer) -> None:
    post.write()
    other = postman_for(post.office.server)
    assert post.postman.send_due() + other.send_due() == 1
    assert len(mail.taken) == 1


def test_a_message_waits_for_a_file_that_is_still_being_uploaded(
    post: Post, mail: MailServer
) -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    file = NewAttachment(fresh_id(), "quote.pdf", "application/pdf", len(PDF), sha256)
    message_id, late = post.write(files=(file,)), _replace_sha(file)
    lost = post.write(files=(late,))
    post.postman.send_due()
    assert post.row(message_id).detail == "Waiting for quote.pdf to be uploaded."
    post.office.server.blobs.put(PDF)
    assert post.postman.send_due() == 1
    assert post.row(message_id).status is S.SENT
    post.clock.advance(timedelta(hours=25))
    post.postman.send_due()
    row = post.row(lost)
    assert (row.status, row.detail) == (
        S.FAILED,
        "quote.pdf never arrived from the desk that wrote this.",
    )
    assert len(mail.taken) == 1


def _replace_sha(file: NewAttachment) -> NewAttachment:
    return NewAttachment(fresh_id(), file.name, file.media_type, file.bytes, "f" * 64)


def test_a_server_that_says_later_is_asked_later_and_less_often(
    post: Post, mail: MailServer
) -> None:
    mail.answers = ["451 4.7.1 Greylisted", "451 4.7.1 Greylisted"]
    message_id = post.write()
    post.postman.send_due()
    row = post.row(message_id)
    assert row.status is S.QUEUED
    assert row.detail == ("The mail server says not now: 4.7.1 Greylisted (451) It is tried again.")
    assert post.postman.send_due() == 0
    post.clock.advance(timedelta(seconds=15))
    assert post.postman.send_due() == 1
    post.clock.advance(timedelta(seconds=15))
    assert post.postman.send_due() == 0
    post.clock.advance(timedelta(seconds=15))
    assert post.postman.send_due() == 1
    assert post.row(message_id).status is S.SENT


def test_after_the_last_attempt_it_has_failed_and_a_person_can_send_it_again(
    post: Post, mail: MailServer
) -> None:
    mail.answers = ["451 Busy"] * MOST_TRIES
    message_id = post.write()
    for _attempt in range(MOST_TRIES):
        post.postman.send_due()
        post.clock.advance(timedelta(hours=1))
    row = post.row(message_id)
    assert row.status is S.FAILED
    assert row.detail.endswith("Given up after 8 attempts.")
    post.office.do("amy", SendHeldMessage(message_id=message_id))
    assert post.postman.send_due() == 1
    assert post.row(message_id).status is S.SENT


@pytest.mark.parametrize(
    ("address", "answers", "detail"),
    [
        ("nobody@example.org", [], "The mail server refused it: 5.1.1 No such mailbox (550)"),
        ("ann@example.org", ["554 Spam"], "The mail server refused it: Spam (554)"),
    ],
)
def test_a_refusal_is_told_in_the_server_s_words(
    post: Post, mail: MailServer, address: str, answers: list[str], detail: str
) -> None:
    mail.answers = answers
    message_id = post.write(address=address)
    post.postman.send_due()
    assert (post.row(message_id).status, post.row(message_id).detail) == (S.FAILED, detail)


def test_a_connection_that_breaks_after_the_words_is_never_tried_again(
    post: Post, mail: MailServer
) -> None:
    mail.hangs_up = True
    message_id = post.write()
    post.postman.send_due()
    row = post.row(message_id)
    assert row.status is S.FAILED
    assert "may have gone out" in row.detail
    post.clock.advance(timedelta(hours=1))
    assert post.postman.send_due() == 0


def test_a_server_that_is_away_keeps_the_message(tmp_path: Path) -> None:
    post = Post(tmp_path, mail=mailing(free_port()))
    message_id = post.write()
    post.postman.send_due()
    row = post.row(message_id)
    assert row.status is S.QUEUED
    assert row.detail.startswith("The mail server could not be reached.")


def test_without_a_mail_server_the_message_waits_and_says_so(tmp_path: Path) -> None:
    post = Post(tmp_path)
    message_id = post.write()
    text = post.write(channel=Channel.SMS, address="+61412555018", subject="")
    for _look in range(2):
        post.postman.send_due()
    assert post.row(message_id).status is S.QUEUED
    assert post.row(message_id).detail.startswith("No mail server is set up.")
    assert post.row(text).detail.startswith("Text messages are not set up.")
    assert post.row(message_id).version == 1  # said once


def test_what_a_killed_server_was_sending_is_never_sent_again_by_itself(
    post: Post, mail: MailServer
) -> None:
    message_id = post.write()
    taken = TellMessage(message_id=message_id, seen=S.QUEUED, status=S.SENDING)
    post.office.server.writer.perform(POSTMAN, fresh_command(), taken)
    post.another_postman().send_due()
    row = post.row(message_id)
    assert row.status is S.FAILED
    assert row.detail.startswith("It may have gone out")
    assert mail.taken == []


def test_a_message_taken_back_in_time_does_not_go_out(post: Post, mail: MailServer) -> None:
    message_id = post.write()
    post.office.do("amy", CancelMessage(message_id=message_id))
    assert post.postman.send_due() == 0
    assert mail.taken == []


def automatic(post: Post) -> RowId:
    message_id = fresh_id()
    command = WriteAutomatic(
        message_id=message_id,
        customer_id=post.ann,
        channel=Channel.EMAIL,
        address="ann@example.org",
        subject="Reminder",
        body="Please pay",
    )
    assert not post.office.server.writer.perform(POSTMAN, fresh_command(), command).code
    return message_id


def test_paused_automatic_messages_are_held_until_a_person_sends_them(
    post: Post, mail: MailServer
) -> None:
    """TML-24: also those that were queued before the pause."""
    queued = automatic(post)
    pause = SetCustomerFlag(
        customer_id=post.ann, flag=CustomerFlag.AUTO_MESSAGES_PAUSED, is_on=True
    )
    post.office.do("amy", pause)
    held = automatic(post)
    assert post.postman.send_due() == 0
    for message_id in (queued, held):
        row = post.row(message_id)
        assert (row.status, row.detail) == (
            S.HELD,
            "Automatic messages to this customer are paused.",
        )
    post.office.do("amy", SendHeldMessage(message_id=held))
    assert post.postman.send_due() == 1
    (message,) = mail.taken
    assert message["Auto-Submitted"] == "auto-generated"


def test_who_says_no_e_mail_gets_not_even_what_was_queued(post: Post, mail: MailServer) -> None:
    message_id = post.write()
    no_mail = SetCustomerFlag(customer_id=post.ann, flag=CustomerFlag.NO_EMAIL, is_on=True)
    post.office.do("amy", no_mail)
    post.postman.send_due()
    assert post.row(message_id).detail == "This customer does not want e-mail."
    assert mail.taken == []


# -- encryption


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2050, 1, 1, tzinfo=UTC))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


def test_password_and_words_go_encrypted_to_a_server_that_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    file, context = certificate(tmp_path)
    with mail_server(context) as mail:
        known = mailing(mail.port, user="office", password="s3cret@")
        post = Post(tmp_path, mail=known)
        message_id = post.write()
        post.postman.send_due()
        assert post.row(message_id).detail.startswith("The mail server's certificate could not")
        assert mail.logins == []
        caplog.clear()  # the mail server of the test logs that it was not trusted
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        post.clock.advance(timedelta(minutes=1))
        post.postman.send_due()
        assert post.row(message_id).status is S.SENT
        assert (mail.logins, mail.was_encrypted) == (["office"], [True])


def test_a_wrong_password_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_server(context) as mail:
        post = Post(tmp_path, mail=mailing(mail.port, user="office", password="wrong"))
        message_id = post.write()
        post.postman.send_due()
        assert post.row(message_id).detail.startswith("The mail server does not accept our pass")


# -- text messages


@pytest.fixture
def twilio() -> Iterator[TwilioApi]:
    with twilio_api(ACCOUNT, "token") as api:
        yield api


@pytest.fixture
def texting(tmp_path: Path, twilio: TwilioApi) -> Post:
    known = TwilioSettings(
        ACCOUNT, "harbour.sip.twilio.com", "https://example.org", "token", api_url=twilio.url
    )
    return Post(tmp_path, twilio=known, sms_from="+61255501000")


def text(post: Post) -> RowId:
    return post.write(channel=Channel.SMS, address="+61412555018", subject="", body="On our way")


def test_a_text_message_goes_out_as_twilio_describes_it(texting: Post, twilio: TwilioApi) -> None:
    twilio.answers = [Answer(201, b'{"sid": "SM0", "status": "queued"}')]
    message_id = text(texting)
    assert texting.postman.send_due() == 1
    (asked,) = twilio.asked
    assert asked.path.endswith("/Messages.json")
    assert asked.form == {
        "To": ["+61412555018"],
        "From": ["+61255501000"],
        "Body": ["On our way"],
    }
    assert texting.row(message_id).status is S.SENT


@pytest.mark.parametrize(
    ("answer", "status", "detail"),
    [
        (
            Answer(400, b'{"code": 21610, "message": "x", "status": 400}'),
            S.FAILED,
            "This customer asked our number to stop (they answered STOP).",
        ),
        (
            Answer(400, b'{"code": 29999, "message": "x", "status": 400}'),
            S.FAILED,
            "Twilio refused it (error 29999).",
        ),
        (
            Answer(429, b'{"code": 20429, "message": "x", "status": 429}'),
            S.QUEUED,
            "Twilio takes no more text messages for the moment. It is tried again.",
        ),
        (
            Answer(503, b'{"code": 20503, "message": "x", "status": 503}'),
            S.FAILED,
            "Twilio had trouble of its own. It may have gone out all the same.",
        ),
        (
            Answer(201, b"{", says_length=900),
            S.FAILED,
            "Twilio did not answer. It may have gone out all the same.",
        ),
    ],
)
def test_what_twilio_says_is_told_in_words(
    texting: Post, twilio: TwilioApi, answer: Answer, status: MessageStatus, detail: str
) -> None:
    twilio.answers = [answer]
    message_id = text(texting)
    texting.postman.send_due()
    row = texting.row(message_id)
    assert (row.status, row.detail) == (status, detail)


# -- settings


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"RINGDESK_SMTP_URL": "http://mail"}, "RINGDESK_SMTP_URL is smtp://"),
        ({"RINGDESK_SMTP_URL": "smtp://mail:x"}, "RINGDESK_SMTP_URL"),
        ({"RINGDESK_SMTP_URL": "smtp://mail"}, "RINGDESK_MAIL_FROM"),
        ({"RINGDESK_SMS_FROM": "Bright"}, "RINGDESK_SMS_FROM"),
    ],
)
def test_half_a_setup_is_refused_at_the_start(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    with pytest.raises(BadSettings, match=said):
        from_environment({"RINGDESK_DATA_DIR": str(tmp_path), **given})


def test_a_mail_server_is_named_by_its_address(tmp_path: Path) -> None:
    settings = from_environment(
        {
            "RINGDESK_DATA_DIR": str(tmp_path),
            "RINGDESK_SMTP_URL": "smtps://office%40x.example:p%3Aw@mail.example",
            "RINGDESK_MAIL_FROM": "office@x.example",
            "RINGDESK_BUSINESS_NAME": "Bright Clean",
        }
    )
    assert settings.mail == MailSettings(
        "mail.example", 465, "office@x.example", "Bright Clean", True, "office@x.example", "p:w"
    )
    assert "p:w" not in repr(settings)
