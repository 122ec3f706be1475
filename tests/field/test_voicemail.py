"""Voicemail on a fieldworker's phone: listed, played, called back, done; also offline."""

from __future__ import annotations

import io
import math
import struct
import wave
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from sync_server.contract.base import RowId
from sync_server.contract.calls import (
    FileVoicemail,
    LogCall,
    RemoveVoicemail,
    SettleVoicemail,
    VoicemailRow,
    call_id,
)
from sync_server.contract.notices import PreferenceRow, SetPreference
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import (
    CallOutcome,
    Direction,
    NoticeChannel,
    NoticeModule,
    Role,
)
from sync_server.store.actor import Actor
from sync_server.store.bulk import bring_in
from sync_server.store.view import SqlView
from tests.field.test_offline import PHONE, sign_in
from tests.support.web import WebOffice, fresh_id, peer, wait_for, watched

pytestmark = pytest.mark.browser

PBX = Actor(RowId("pbx"), "Phone system", Role.SYSTEM)
OLIVIA, STRANGER = "+61491570156", "+61491570157"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(viewport=PHONE, has_touch=True) as context:  # type: ignore[arg-type]
        yield context


def tone(seconds: int, pitch: int = 440) -> bytes:
    """Something to listen to, as the mailbox records it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        steps = (
            int(9000 * math.sin(2 * math.pi * pitch * n / 8000)) for n in range(8000 * seconds)
        )
        sound.writeframes(b"".join(struct.pack("<h", step) for step in steps))
    return out.getvalue()


def want_voicemail(office: WebOffice, who: Actor) -> None:
    office.do(who, SetPreference(NoticeModule.VOICEMAIL, NoticeChannel.PUSH, is_on=True))


def leave(office: WebOffice, number: str = OLIVIA, seconds: int = 4, pitch: int = 440) -> RowId:
    """A caller of the front desk whom nobody answers speaks after the tone."""
    group = RingGroupRow(id=RowId("g"), number="100", name="Front desk")
    with office.server.database.reading() as connection:
        is_new = SqlView(connection).get(RingGroupRow, group.id) is None
    if is_new:
        bring_in(office.server.database, [group], RowId("seed"), office.clock)
    voicemail, key, now = fresh_id(), fresh_id(), office.clock()
    missed = LogCall(
        call_id=call_id(key),
        call_key=key,
        direction=Direction.INBOUND,
        number=number,
        dialled="100",
        outcome=CallOutcome.VOICEMAIL,
        started_at=now,
        ended_at=now,
    )
    office.do(PBX, missed)
    sha256 = office.server.blobs.put_recording(tone(seconds, pitch))
    office.do(PBX, FileVoicemail(voicemail, call_id(key), number, seconds, sha256))
    return voicemail


def stored(office: WebOffice, row_id: RowId) -> VoicemailRow:
    with office.server.database.reading() as connection:
        row = SqlView(connection).get(VoicemailRow, row_id)
    assert row is not None
    return row


def open_voicemail(page: Page, office: WebOffice) -> None:
    page.goto(f"{office.url}/field/#/voicemail")
    expect(page.get_by_role("heading", name="Voicemail", exact=True)).to_be_visible()


def card(page: Page, text: str) -> Locator:
    return page.locator(".voicemail", has_text=text)


def test_a_voicemail_is_listed_with_its_caller_number_length_and_group(
    office: WebOffice, phone: BrowserContext
) -> None:
    """CAL-08: names only of customers on one's own jobs; the number is there to be called."""
    want_voicemail(office, office.liam)
    leave(office)
    leave(office, STRANGER, 65, 330)
    page = phone.new_page()
    sign_in(page, office)
    expect(page.locator(".tab-count")).to_have_text("2 new")
    open_voicemail(page, office)
    expect(card(page, "Olivia Smith")).to_contain_text(f"{OLIVIA} · 0:04 · Front desk")
    expect(card(page, STRANGER)).to_contain_text("1:05 · Front desk")
    link = card(page, STRANGER).get_by_role("link", name="Call Back")
    expect(link).to_have_attribute("href", f"tel:{STRANGER}")


def test_it_is_played_and_counts_as_heard_and_a_synchronisation_does_not_stop_it(
    office: WebOffice, phone: BrowserContext
) -> None:
    """CAL-16."""
    want_voicemail(office, office.liam)
    voicemail = leave(office, seconds=20)
    seen = watched(phone)
    page = seen.page
    sign_in(page, office)
    open_voicemail(page, office)
    page.get_by_role("button", name="Play").click()
    wait_for(lambda: page.evaluate(_POSITION) > 0, "sound")
    wait_for(lambda: stored(office, voicemail).heard_at is not None, "heard")
    assert stored(office, voicemail).heard_by_name == "Liam Kowalski"
    expect(page.locator(".tab-count")).to_have_count(0)
    at = page.evaluate(_POSITION)
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(lambda: page.evaluate(_POSITION) > at + 0.5, "the sound goes on")
    assert page.evaluate("document.querySelector('audio').paused") is False
    assert seen.complaints == []


_POSITION = "document.querySelector('audio')?.currentTime ?? 0"


def test_done_without_a_network_arrives_later_and_names_who_was_done(
    office: WebOffice, phone: BrowserContext
) -> None:
    """CAL-16, DIS-09."""
    want_voicemail(office, office.liam)
    voicemail = leave(office)
    page = phone.new_page()
    sign_in(page, office)
    open_voicemail(page, office)
    expect(card(page, "Olivia Smith")).to_be_visible()
    phone.set_offline(True)
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("1 not sent yet")
    expect(page.get_by_role("region", name="Done")).to_contain_text("Done by Liam Kowalski")
    assert stored(office, voicemail).done_at is None
    phone.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("All sent")
    assert stored(office, voicemail).done_by_name == "Liam Kowalski"
    page.get_by_role("button", name="Not Done").click()
    wait_for(lambda: stored(office, voicemail).done_at is None, "open again")
    expect(page.get_by_role("region", name="To call back")).to_contain_text("Olivia Smith")


def test_what_was_played_once_plays_without_a_network_and_the_rest_says_why_not(
    office: WebOffice, phone: BrowserContext
) -> None:
    want_voicemail(office, office.liam)
    leave(office)
    leave(office, STRANGER, pitch=330)
    page = phone.new_page()
    sign_in(page, office)
    open_voicemail(page, office)
    card(page, "Olivia Smith").get_by_role("button", name="Play").click()
    wait_for(lambda: page.evaluate(_POSITION) > 0, "sound")
    expect(page.get_by_role("status")).to_have_text("All sent")
    phone.set_offline(True)
    page.reload()
    card(page, STRANGER).get_by_role("button", name="Play").click()
    expect(card(page, STRANGER).get_by_role("alert")).to_contain_text("No network")
    card(page, "Olivia Smith").get_by_role("button", name="Play").click()
    wait_for(lambda: page.evaluate(_POSITION) > 0, "sound from the device")


def test_a_voicemail_taken_off_the_list_leaves_the_phone_with_its_sound(
    office: WebOffice, phone: BrowserContext
) -> None:
    want_voicemail(office, office.liam)
    voicemail = leave(office)
    page = phone.new_page()
    sign_in(page, office)
    open_voicemail(page, office)
    page.get_by_role("button", name="Play").click()
    wait_for(lambda: page.evaluate(_KEPT) == 1, "the sound is kept")
    office.do(office.agent, SettleVoicemail((voicemail,)))
    office.do(office.agent, RemoveVoicemail(voicemail))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("No voicemail")).to_be_visible()
    wait_for(lambda: page.evaluate(_KEPT) == 0, "the sound is forgotten")


def test_signing_out_silences_and_erases_what_was_playing(
    office: WebOffice, phone: BrowserContext
) -> None:
    want_voicemail(office, office.liam)
    leave(office, seconds=20)
    page = phone.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, office)
    open_voicemail(page, office)
    page.get_by_role("button", name="Play").click()
    wait_for(lambda: page.evaluate(_POSITION) > 0, "sound")
    page.evaluate("window.playing = document.querySelector('audio')")
    page.goto(f"{office.url}/field/#/account")
    page.get_by_role("button", name="Sign Out").click()
    expect(page.get_by_role("button", name="Sign In")).to_be_visible()
    assert page.evaluate("window.playing.paused") is True
    assert page.evaluate("fetch(window.playing.src).then(() => 'kept', () => 'gone')") == "gone"
    assert page.evaluate(_KEPT) == 0


_KEPT = """
import("/field/static/database.js").then((d) => d.transact(["files"], "readonly",
  ({ files }) => d.ask(files.getAllKeys()))).then((keys) => keys.length)
"""


def test_without_the_switch_nothing_of_a_voicemail_reaches_the_phone(
    office: WebOffice, phone: BrowserContext
) -> None:
    want_voicemail(office, office.liam)
    leave(office, STRANGER)
    heard: list[str] = []
    page = phone.new_page()
    page.on("response", lambda r: heard.append(r.text()) if "/sync/pull" in r.url else None)
    sign_in(page, office, "zoe@office.example")
    expect(page.locator(".job")).to_contain_text("Ben Okoro")
    expect(page.get_by_role("link", name="Voicemail")).to_have_count(0)
    open_voicemail(page, office)
    expect(page.get_by_text("No voicemail")).to_be_visible()
    assert "Ben Okoro" in "".join(heard)
    assert STRANGER not in "".join(heard)


@pytest.mark.parametrize(
    ("name", "module"),
    [("Voicemail", NoticeModule.VOICEMAIL), ("Incoming calls", NoticeModule.CALLS)],
)
def test_a_fieldworker_switches_alerts_on_and_off_on_the_phone(
    office: WebOffice, phone: BrowserContext, name: str, module: NoticeModule
) -> None:
    """CAL-01, CAL-08: nothing chosen yet shows neither on nor off."""
    page = phone.new_page()
    sign_in(page, office)
    page.goto(f"{office.url}/field/#/account")
    choice = page.get_by_role("radiogroup", name=name)
    expect(choice.get_by_role("radio", checked=True)).to_have_count(0)
    for word, is_on in (("On", True), ("Off", False)):
        choice.locator(".segment", has_text=word).click()
        expect(choice.get_by_role("radio", name=word, exact=True)).to_be_checked()
        wait_for(lambda: wishes(office, module) == [(office.liam.id, is_on)], word)  # noqa: B023
        expect(page.get_by_role("status")).to_have_text("All sent")


def wishes(office: WebOffice, module: NoticeModule) -> list[tuple[RowId | None, bool]]:
    with office.server.database.reading() as connection:
        rows = SqlView(connection).where(PreferenceRow, module=module, channel=NoticeChannel.PUSH)
    return [(row.staff_id, row.is_on) for row in rows]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_voicemail_page_is_free_of_faults_and_fits_a_thumb(
    office: WebOffice, browser: Browser, colours: str
) -> None:
    """No accessibility fault, nothing wider than the phone, targets of 44 pixels at least."""
    want_voicemail(office, office.liam)
    leave(office)
    leave(office, STRANGER, pitch=330)
    axe = (peer("axe-core") / "axe.min.js").read_text()
    with browser.new_context(viewport=PHONE, color_scheme=colours) as context:  # type: ignore[arg-type]
        seen = watched(context)
        page = seen.page
        sign_in(page, office)
        open_voicemail(page, office)
        card(page, STRANGER).get_by_role("button", name="Play").click()
        card(page, "Olivia Smith").get_by_role("button", name="Done", exact=True).click()
        expect(page.get_by_role("region", name="Done")).to_be_visible()
        for place in ("voicemail", "account"):
            page.goto(f"{office.url}/field/#/{place}")
            page.locator(f'[aria-current][href="#/{place}"]').wait_for()
            page.evaluate(axe)
            assert page.evaluate(_FAULTS) == []
            assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        open_voicemail(page, office)
        boxes = [each.bounding_box() for each in page.locator(".thumb-row > *").all()]
        assert boxes
        assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)
        assert seen.complaints == []


_FAULTS = "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes[0].html))"
