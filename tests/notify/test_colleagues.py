"""Colleagues are told by e-mail and text message: once each, over a real server."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync_server.app import build, create_app
from sync_server.contract.base import RowId
from sync_server.contract.issues import MoveIssue, ReportIssue, WatchIssue
from sync_server.contract.notices import SetPreference
from sync_server.contract.staff import EditStaff
from sync_server.contract.threads import RemovePost, WritePost
from sync_server.contract.values import (
    IssueStatus,
    NoticeChannel,
    NoticeModule,
    RecordKind,
    Visibility,
)
from sync_server.notify.worker import DeliveryWorker, worker_for
from sync_server.settings import MailSettings, Settings, TwilioSettings
from sync_server.store.deliveries import Deliveries, DeliveryState
from tests.support.clock import HandClock
from tests.support.mail import MailServer, mail_server
from tests.support.office import Office, fresh_id, settings_for
from tests.support.twilio_api import TwilioApi, twilio_api
from tests.support.web import serving, wait_for

ACCOUNT = "AC" + "0" * 32
S = DeliveryState


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


class Desk:
    """An office with an issue on Ann's booking, and a worker who is told when to look."""

    def __init__(self, settings: Settings) -> None:
        self.clock = HandClock()
        self.settings = settings
        self.office = Office(build(settings, self.clock))
        self.office.hire_all()
        self.ann = self.office.add_customer("Ann Lee")
        self.booking = self.office.add_booking(self.ann, "liam")
        self.issue = fresh_id()
        command = ReportIssue(
            issue_id=self.issue,
            record_kind=RecordKind.BOOKING,
            record_id=self.booking,
            issue_type="Damage",
        )
        self.office.do("amy", command)
        watch = WatchIssue(issue_id=self.issue, staff_id=self.office.id("ben"), is_on=True)
        self.office.do("amy", watch)
        self.worker = worker_for(self.office.server)

    def switch_on(self, who: str, channel: NoticeChannel) -> None:
        wish = SetPreference(module=NoticeModule.ISSUES, channel=channel, is_on=True)
        self.office.do(who, wish)

    def start_work(self) -> None:
        move = MoveIssue(issue_id=self.issue, seen=IssueStatus.NEW, to=IssueStatus.IN_PROGRESS)
        self.office.do("amy", move)

    def write(self, body: str) -> RowId:
        post_id = fresh_id()
        self.office.do("amy", WritePost(post_id, self.booking, body, Visibility.STAFF))
        return post_id

    def states(self) -> dict[DeliveryState, int]:
        """Pushes apart: nobody here has a browser that takes them."""
        counts = Deliveries(self.office.server.database, self.clock).counts()
        counts.pop(S.DROPPED, None)
        return counts


def by_mail(folder: Path, mail: MailServer) -> Settings:
    way = MailSettings("127.0.0.1", mail.port, "office@bright.example", "Bright Clean")
    return dataclasses.replace(settings_for(folder), mail=way)


@pytest.fixture
def desk(tmp_path: Path, mail: MailServer) -> Iterator[Desk]:
    made = Desk(by_mail(tmp_path, mail))
    yield made
    made.worker.stop()


def another_worker(desk: Desk) -> DeliveryWorker:
    return worker_for(desk.office.server)


def test_a_watcher_who_switched_it_on_gets_one_e_mail_of_a_change(
    desk: Desk, mail: MailServer
) -> None:
    """ISS-61, ISS-73."""
    desk.switch_on("ben", NoticeChannel.EMAIL)
    desk.start_work()
    desk.worker.deliver_due()
    another_worker(desk).deliver_due()
    (message,) = mail.taken
    assert mail.recipients == ["ben@example.org"]
    assert message["Subject"] == "Amy began to work on CMP-00001"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Damage" in message.get_content()
    assert "Settings > Notifications" in message.get_content()
    assert desk.states() == {S.SENT: 1}


def test_without_the_switch_nobody_is_written_to(desk: Desk, mail: MailServer) -> None:
    desk.start_work()
    desk.worker.deliver_due()
    assert mail.taken == []


def test_a_mention_is_in_the_mailbox_within_five_seconds_of_the_post(
    tmp_path: Path, mail: MailServer
) -> None:
    """ISS-23, by a served server: nobody asks it to look."""
    desk = Desk(by_mail(tmp_path, mail))
    with serving(create_app(desk.office.server), desk.settings):
        desk.write("@Ben can you order the pane?")
        wait_for(lambda: mail.taken, "the mention's e-mail", 5)
    assert mail.recipients == ["ben@example.org"]
    assert "Amy mentioned you: @Ben can you order the pane?" in mail.taken[0].get_content()


def test_a_post_that_is_removed_before_it_went_out_is_not_mailed(
    desk: Desk, mail: MailServer
) -> None:
    post = desk.write("@Ben, oops")
    desk.office.do("amy", RemovePost(post_id=post))
    desk.worker.deliver_due()
    assert mail.taken == []


def test_a_mail_server_that_is_busy_is_asked_again_later(desk: Desk, mail: MailServer) -> None:
    desk.switch_on("ben", NoticeChannel.EMAIL)
    mail.answers.append("451 Too busy")
    desk.start_work()
    desk.worker.deliver_due()
    assert desk.states() == {S.WAITING: 1}
    desk.worker.deliver_due()
    assert mail.taken == [], "tried again too early"
    desk.clock.advance(timedelta(minutes=1))
    desk.worker.deliver_due()
    assert len(mail.taken) == 1
    assert desk.states() == {S.SENT: 1}


def test_a_refused_e_mail_and_one_that_may_have_gone_are_not_sent_again(
    desk: Desk, mail: MailServer
) -> None:
    desk.switch_on("ben", NoticeChannel.EMAIL)
    mail.answers.append("554 No")
    desk.start_work()
    desk.worker.deliver_due()
    assert desk.states() == {S.DEAD: 1}
    mail.hangs_up = True
    desk.write("@Ben look")
    desk.worker.deliver_due()
    assert desk.states() == {S.DEAD: 1, S.UNKNOWN: 1}
    mail.hangs_up = False
    desk.clock.advance(timedelta(hours=1))
    desk.worker.deliver_due()
    assert mail.taken == []


def test_without_a_mail_server_nothing_waits_for_one(tmp_path: Path) -> None:
    desk = Desk(settings_for(tmp_path))
    desk.switch_on("ben", NoticeChannel.EMAIL)
    desk.start_work()
    desk.worker.deliver_due()
    assert desk.states() == {}
    desk.worker.stop()


@pytest.fixture
def twilio() -> Iterator[TwilioApi]:
    with twilio_api(ACCOUNT, "token") as api:
        yield api


def test_a_text_message_goes_to_the_mobile_of_who_wants_one(
    tmp_path: Path, twilio: TwilioApi
) -> None:
    """ISS-61: by SMS."""
    known = TwilioSettings(
        ACCOUNT, "harbour.sip.twilio.com", "https://example.org", "token", api_url=twilio.url
    )
    settings = dataclasses.replace(settings_for(tmp_path), twilio=known, sms_from="+61255501000")
    desk = Desk(settings)
    mobile = EditStaff(
        staff_id=desk.office.id("ben"),
        seen_version=0,
        phone="+61412555019",
        may_propose=False,
        may_contact=False,
    )
    desk.office.do("adam", mobile)
    desk.switch_on("ben", NoticeChannel.SMS)
    desk.start_work()
    desk.worker.deliver_due()
    assert desk.states() == {S.SENT: 1}
    (request,) = twilio.asked
    assert (request.form["To"], request.form["Body"]) == (
        ["+61412555019"],
        ["Amy began to work on CMP-00001: Damage"],
    )
    desk.worker.stop()
