"""Business numbers: every field saved, every refusal at its field, nobody overwritten."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from desktop.admin.greeting import NoMicrophone, NotAGreeting, Take, check_file
from desktop.admin.greeting_page import NO_MICROPHONE, Listen
from desktop.admin.number_model import NumberForm, command_of, form_of, ring_problem
from desktop.admin.numbers_page import NumbersPage
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import RecordingRule, Role, Route
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find

BOSS = Person(office.AMY, "Amy", Role.ADMIN)


class Voice:
    """A microphone that hears this many seconds at once."""

    def __init__(self, seconds: float = 1.0) -> None:
        self.seconds = seconds
        self.is_there = True

    def open(self, taken: Take) -> None:
        if not self.is_there:
            raise NoMicrophone
        taken.hear(bytes(int(16000 * self.seconds) * 2))

    def close(self) -> None:
        self.seconds = 0.0


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, [], Role.ADMIN)
    made.outbox.set_person(BOSS)
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


@pytest.fixture
def voice() -> Voice:
    return Voice()


@pytest.fixture
def page(qtbot, store: Store, voice: Voice) -> Iterator[NumbersPage]:
    made = NumbersPage(store, office.clock, voice)
    qtbot.addWidget(made)
    store.listen(made.refresh)
    made.resize(1200, 2000)
    made.show()
    yield made
    made.end()


def saved(store: Store, row_id: RowId = office.MAIN) -> RingGroupRow:
    found = store.view.get(RingGroupRow, row_id)
    assert found is not None
    return found


def write(page: NumbersPage, name: str, text: str) -> None:
    find(page, QLineEdit, name).setText(text)


def save(page: NumbersPage) -> None:
    click(find(page, QPushButton, "number_save"))


def test_every_field_of_a_number_is_saved(page: NumbersPage, store: Store) -> None:
    """CAL-01, CAL-04, CAL-05."""
    write(page, "number_name", "Front desk")
    write(page, "number_number", "+61 2 5550 0100")
    write(page, "number_ring_seconds", "30")
    write(page, "number_also_ring", "+61 412 555 010, +61 412 555 011,")
    find(page, QCheckBox, "number_member_tom").setChecked(False)
    find(page, QComboBox, "number_fallback").setCurrentText("Forward to another number")
    write(page, "number_fallback_number", "+61 412 555 018")
    write(page, "number_hours_mon", "08:00-12:00, 13:00–17:00")  # noqa: RUF001 - what people type
    click(find(page, QPushButton, "number_hours_copy"))
    find(page, QComboBox, "number_time_zone").setCurrentText("Australia/Sydney")
    find(page, QPlainTextEdit, "number_holidays").setPlainText("2026-12-25 Christmas Day\n")
    find(page, QComboBox, "number_closed_route").setCurrentIndex(2)
    find(page, QCheckBox, "number_call_waiting").setChecked(False)
    find(page, QComboBox, "number_ringtone").setCurrentText("Chime")
    write(page, "number_wrap_up", "45")
    find(page, QCheckBox, "number_asks").setChecked(True)
    find(page, QComboBox, "number_recording").setCurrentText("Always")
    find(page, QCheckBox, "number_announces").setChecked(False)
    write(page, "number_retention", "30")
    save(page)
    row = saved(store)
    assert (row.name, row.number, row.ring_seconds) == ("Front desk", "+61255500100", 30)
    assert row.member_ids == (office.AMY,)
    assert row.also_ring == ("+61412555010", "+61412555011")
    assert (row.fallback, row.fallback_number) == (Route.EXTERNAL, "+61412555018")
    assert row.hours[:2] == ("mon 08:00-12:00", "mon 13:00-17:00")
    assert {text[:3] for text in row.hours} == {"mon", "tue", "wed", "thu", "fri"}
    assert (row.time_zone, row.holidays) == ("Australia/Sydney", ("2026-12-25 Christmas Day",))
    assert (row.closed_route, row.call_waiting) == (Route.NOWHERE, False)
    assert row.ringtone == "chime"
    assert (row.wrap_up_seconds, row.asks_disposition) == (45, True)
    assert (row.recording, row.announces_recording) == (RecordingRule.ALWAYS, False)
    assert row.retention_days == 30


@pytest.mark.parametrize("text", ["4", "121", "", "abc", "-5", "25.5"])
def test_a_ring_time_that_does_not_work_is_said_while_it_is_typed(
    page: NumbersPage, store: Store, text: str
) -> None:
    """CAL-05: 5 to 120 seconds, 25 is usual."""
    write(page, "number_ring_seconds", text)
    assert page.editor.problem_at("ring_seconds") == "5 to 120 seconds; 25 is usual."
    save(page)
    assert page.editor.problem_at("ring_seconds")
    assert saved(store).ring_seconds == 25


def test_the_number_that_is_edited_stays_marked_in_the_list(page: NumbersPage) -> None:
    page.refresh(frozenset({"agent_state"}))
    marked = page.grid.selectionModel().selectedRows()
    assert [page.grid.model_of_rows().row(index.row()).id for index in marked] == [office.MAIN]


def test_twenty_five_seconds_are_the_default() -> None:
    """CAL-05."""
    assert NumberForm(RowId("x")).ring_seconds == "25"
    assert [ring_problem(text) for text in ("5", "25", "120")] == ["", "", ""]


@pytest.mark.parametrize(
    ("field", "name", "text"),
    [
        ("name", "number_name", ""),
        ("number", "number_number", "front desk"),
        ("also_ring", "number_also_ring", "the van"),
        ("also_ring", "number_also_ring", "111,222,333,444,555,666"),
        ("also_ring", "number_also_ring", "111, 111"),
        ("hours", "number_hours_tue", "8-12"),
        ("hours", "number_hours_tue", "12:00-08:00"),
        ("retention_days", "number_retention", "0"),
        ("wrap_up_seconds", "number_wrap_up", "9999"),
    ],
)
def test_a_refusal_stands_at_its_field(page: NumbersPage, field: str, name: str, text: str) -> None:
    write(page, name, text)
    save(page)
    assert page.editor.problem_at(field)


def test_forwarding_without_a_number_is_refused_at_the_right_one(page: NumbersPage) -> None:
    """CAL-04."""
    find(page, QComboBox, "number_closed_route").setCurrentText("Forward to another number")
    save(page)
    assert page.editor.problem_at("closed_number") == "Forwarding needs the number to forward to."
    assert not page.editor.problem_at("fallback_number")


def test_a_holiday_that_is_no_day_is_refused_there(page: NumbersPage) -> None:
    find(page, QPlainTextEdit, "number_holidays").setPlainText("2026-02-30 Nothing")
    save(page)
    assert page.editor.problem_at("holidays") == "2026-02-30 is no day of the calendar."


def test_two_administrators_never_overwrite_each_other(page: NumbersPage, store: Store) -> None:
    write(page, "number_name", "Mine")
    other = form_of(saved(store))
    store.do(command_of(other.__class__(**{**_fields(other), "name": "Theirs"})))
    assert find(page, QLineEdit, "number_name").text() == "Mine"
    save(page)
    assert saved(store).name == "Theirs"
    assert "Somebody changed this number meanwhile" in page.editor._problem.text()
    click(find(page, QPushButton, "number_revert"))
    assert find(page, QLineEdit, "number_name").text() == "Theirs"


def _fields(form: NumberForm) -> dict[str, object]:
    return {name: getattr(form, name) for name in NumberForm.__slots__}


def test_a_new_number_is_added(page: NumbersPage, store: Store) -> None:
    click(find(page, QPushButton, "number_add"))
    write(page, "number_name", "Complaints")
    write(page, "number_number", "+61255500199")
    save(page)
    assert [row.name for row in store.view.where(RingGroupRow, number="+61255500199")] == [
        "Complaints"
    ]


def test_what_is_read_into_the_form_is_what_it_makes(store: Store) -> None:
    row = saved(store)
    command = command_of(form_of(row))
    for name in RingGroupRow.__struct_fields__:
        if name not in {"id", "version"}:
            assert getattr(command, name) == getattr(row, name), name


def test_a_greeting_is_recorded_listened_to_and_saved(
    qtbot, page: NumbersPage, store: Store
) -> None:
    asked: list[Listen] = []
    page.listen_requested.connect(asked.append)
    record = find(page, QPushButton, "greeting_record")
    click(record)
    qtbot.waitUntil(lambda: record.accessibleName() == "Stop" and page.greeting._tick.isActive())
    click(record)
    qtbot.waitUntil(lambda: bool(page.editor.greeting.greeting()))
    click(find(page, QPushButton, "greeting_listen"))
    save(page)
    sha256 = saved(store).greeting_sha256
    assert asked == [Listen(sha256, "Greeting")]
    path = store.file(sha256)
    assert path is not None
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getnframes()) == (16000, 1, 16000)
    assert [each.sha256 for each in store._profile.outbox.uploads()] == [sha256]


def test_a_ringtone_can_be_listened_to_before_it_is_saved(page: NumbersPage) -> None:
    asked: list[str] = []
    page.tone_requested.connect(asked.append)
    find(page, QComboBox, "number_ringtone").setCurrentText("Soft")
    click(find(page, QPushButton, "ringtone_listen"))
    assert asked == ["soft"]


def test_a_recording_ends_after_a_minute() -> None:
    take = Take()
    for _ in range(70):
        take.hear(bytes(32000))
    assert take.seconds == 60
    path = take.save()
    check_file(path)
    path.unlink()


def test_without_a_microphone_it_says_what_to_do(qtbot, page: NumbersPage, voice: Voice) -> None:
    voice.is_there = False
    click(find(page, QPushButton, "greeting_record"))
    qtbot.waitUntil(lambda: page.editor.problem_at("greeting") == NO_MICROPHONE)


def test_a_file_that_cannot_be_a_greeting_says_why(page: NumbersPage, tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"no sound")
    page.greeting.take_file(str(tmp_path / "x.wav"))
    assert "no WAV file" in page.editor.problem_at("greeting")
    with wave.open(str(tmp_path / "long.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000 * 2 * 61))
    with pytest.raises(NotAGreeting, match="61 seconds"):
        check_file(tmp_path / "long.wav")
