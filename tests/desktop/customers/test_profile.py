"""A customer's page as views: sections, timeline and head say and ask the right things."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView, QPushButton

from desktop.customers.head_model import CustomerHead, LabelChange, Point, Writing
from desktop.customers.profile_view import ProfileView
from desktop.customers.sections_model import SectionShown, Segment, shown_sections
from desktop.customers.sections_view import SectionsView
from desktop.customers.timeline_model import Filter, Group, TimelineModel
from desktop.qt.segment_bar import PartButton
from desktop.qt.tones import Tone
from desktop.replica.profile_totals import Section, StatusTotal
from sync_server.contract.base import RowId
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import Channel, ContactKind, RecordKind, StatusTone
from tests.desktop import samples
from tests.desktop.scenes import profile, window
from tests.support.windows import click, click_row, find, press, settle, type_text

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
MAIL = Point("m", ContactKind.EMAIL, "ann@example.org")


def sections(*shown: SectionShown) -> SectionsView:
    view = SectionsView()
    view.resize(340, 900)
    view.show_sections(shown or samples.counts())
    view.show()
    settle()
    return view


def test_the_timeline_model_obeys_qt_through_changes(qapp):
    model = TimelineModel(samples.clock)
    tester = QAbstractItemModelTester(model, FATAL)
    model.show(samples.entries())
    model.show(samples.entries()[:4])
    assert [model.entry(at) for at in range(model.rowCount()) if model.entry(at)] == list(
        samples.entries()[:4]
    )
    model.show(())
    assert model.rowCount() == 0
    del tester


def test_a_day_stands_above_its_entries_and_cannot_be_chosen(qapp):
    model = TimelineModel(samples.clock)
    model.show(samples.entries())
    assert model.data(model.index(0)) == "Today"
    assert model.entry(0) is None
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags


def test_nine_rows_of_the_timeline_fit_into_the_window(qapp):
    main = window("customers", profile)
    main.show()
    settle()
    view = find(main, QListView, "timeline_entries")
    ninth = view.visualRect(view.model().index(8, 0))
    assert view.viewport().rect().contains(ninth)


def test_a_chip_asks_for_one_kind_and_words_for_what_holds_them(qapp):
    main = window("customers", profile)
    main.show()
    asked: list[Filter] = []
    main.findChild(ProfileView).timeline.filter_changed.connect(asked.append)
    click(find(main, QPushButton, "timeline_calls"))
    type_text(find(main, QLineEdit, "timeline_words"), "glass")
    settle(300)
    assert asked == [Filter(Group.CALLS), Filter(Group.CALLS, "glass")]


def test_a_click_and_enter_open_an_entry_and_control_opens_it_aside(qapp):
    """TML-21."""
    view = profile()
    view.resize(1200, 900)
    view.show()
    settle()
    opened: list[str] = []
    aside: list[str] = []
    view.timeline.entry_chosen.connect(opened.append)
    view.timeline.entry_chosen_aside.connect(aside.append)
    entries = find(view, QListView, "timeline_entries")
    click_row(entries, 2)
    press(entries, Qt.Key.Key_Down)
    press(entries, Qt.Key.Key_Return)
    press(entries, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (opened, aside) == (["e1", "e2"], ["e2"])


@pytest.mark.parametrize("name", ["part_invoices_overdue", "legend_invoices_overdue"])
def test_a_part_of_a_bar_and_its_line_say_running_totals_and_open(qapp, name):
    """TML-22: the tooltip holds the status's own and the running figures, by key too."""
    view = sections()
    part = find(view, QAbstractButton, name)
    assert part.accessibleName() == "Overdue: 2, $1,240. Up to here: 5, $3,110"
    assert "Up to here: 5, $3,110" in part.toolTip()
    assert part.focusPolicy() & Qt.FocusPolicy.TabFocus
    asked: list[Segment] = []
    view.read_by(lambda segment: asked.append(segment) or ())
    press(part, Qt.Key.Key_Space)
    assert [(each.section, each.status) for each in asked] == [(Section.INVOICES, "overdue")]


def test_show_all_asks_for_the_records_of_a_status(qapp):
    """TML-15."""
    view = sections()
    asked: list[Segment] = []
    view.list_requested.connect(asked.append)
    click(find(view, QPushButton, "show_all_bookings_completed"))
    assert [(each.section, each.status) for each in asked] == [(Section.BOOKINGS, "completed")]


def test_segments_are_as_wide_as_their_shares(qapp):
    """TML-11."""
    view = sections()
    wide = {
        name: find(view, QPushButton, f"part_bookings_{name}").width()
        for name in ("in_progress", "completed", "cancelled")
    }
    assert wide["completed"] / wide["cancelled"] == pytest.approx(31 / 4, rel=0.1)
    assert wide["cancelled"] / wide["in_progress"] == pytest.approx(2, rel=0.15)


@pytest.mark.parametrize(
    ("section", "tones"),
    [
        (
            Section.BOOKINGS,
            {
                "in_progress": Tone.ORANGE,
                "completed": Tone.GREEN,
                "to_schedule": Tone.PURPLE,
                "cancelled": Tone.GREY,
            },
        ),
        (
            Section.QUOTES,
            {
                "draft": Tone.GREY,
                "sent": Tone.BLUE,
                "accepted": Tone.GREEN,
                "expired": Tone.RED,
            },
        ),
        (
            Section.INVOICES,
            {
                "open": Tone.BLUE,
                "overdue": Tone.RED,
                "closed": Tone.GREEN,
                "credited": Tone.YELLOW,
            },
        ),
    ],
)
def test_each_status_has_its_colour_and_says_its_name(qapp, section, tones):
    """TML-12, TML-13, TML-14: the palette, and words as the second cue."""
    totals = [StatusTotal(section, status, 1, 100) for status in tones]
    view = sections(*shown_sections(totals, {}, (section,)))
    for status, tone in tones.items():
        part = find(view, PartButton, f"part_{section}_{status}")
        assert part.tone() is tone
        words = status.replace("_", " ").capitalize()
        assert part.accessibleName().startswith(f"{words}: 1")


def test_two_cancelled_bookings_are_a_grey_segment_of_two(qapp):
    """TML-26."""
    view = sections(
        *shown_sections([StatusTotal(Section.BOOKINGS, "cancelled", 2, 0)], {}, (Section.BOOKINGS,))
    )
    part = find(view, PartButton, "part_bookings_cancelled")
    assert (part.tone(), part.accessibleName()) == (Tone.GREY, "Cancelled: 2, $0")


def test_a_status_of_the_offices_own_is_a_segment_of_its_own(qapp):
    own = StatusRow(
        RowId("s1"), 0, RecordKind.BOOKING, "Waiting for parts", StatusTone.YELLOW, "in_progress"
    )
    totals = [
        StatusTotal(Section.BOOKINGS, "in_progress", 3, 300, RowId("s1")),
        StatusTotal(Section.BOOKINGS, "in_progress", 1, 100),
    ]
    (shown,) = shown_sections(totals, {"s1": own}, (Section.BOOKINGS,))
    assert [(each.badge.text, each.badge.tone, each.count) for each in shown.segments] == [
        ("In progress", Tone.ORANGE, 1),
        ("Waiting for parts", Tone.YELLOW, 3),
    ]


def test_a_section_folds_away_and_comes_back(qapp):
    view = sections()
    line = find(view, QAbstractButton, "legend_quotes_sent")
    click(find(view, QPushButton, "fold_quotes"))
    assert not line.isVisible()
    click(find(view, QPushButton, "fold_quotes"))
    assert find(view, QAbstractButton, "legend_quotes_sent").isVisible()


def test_a_status_nobody_is_in_takes_no_room(qapp):
    view = sections(*shown_sections([], {}, (Section.ISSUES,)))
    assert not [each for each in view.findChildren(PartButton) if each.isVisible()]


def test_quick_actions_name_who_they_reach(qapp):
    """TML-04: call dials; e-mail and SMS ask for a composer with the address."""
    view = profile()
    view.show()
    called: list[str] = []
    written: list[Writing] = []
    view.head.call_requested.connect(called.append)
    view.head.writing_requested.connect(written.append)
    for name in ("call_customer", "email_customer", "sms_customer"):
        click(find(view, QPushButton, name))
    assert called == ["+61412555018"]
    assert written == [
        Writing(Channel.EMAIL, "olivia.smith@example.com"),
        Writing(Channel.SMS, "+61412555018"),
    ]


def test_a_customer_without_a_number_can_be_written_to_but_not_called(qapp):
    view = ProfileView(samples.clock)
    view.show_head(CustomerHead("c", "Ava", points=(MAIL,)))
    assert not find(view, QPushButton, "call_customer").isEnabled()
    assert find(view, QPushButton, "email_customer").isEnabled()
    assert "no phone number" in find(view, QPushButton, "sms_customer").toolTip()


def test_labels_are_added_and_taken_off_where_they_stand(qapp):
    view = profile()
    view.show()
    asked: list[LabelChange] = []
    view.head.labels.changed.connect(asked.append)
    click(find(view, QPushButton, "edit_labels"))
    type_text(find(view, QLineEdit, "add_label"), "Key account")
    press(find(view, QLineEdit, "add_label"), Qt.Key.Key_Return)
    click(find(view, QPushButton, "remove_label_VIP"))
    press(find(view, QLineEdit, "add_label"), Qt.Key.Key_Escape)
    assert asked == [LabelChange(add="Key account"), LabelChange(remove="VIP")]
    assert find(view, QPushButton, "edit_labels").isVisible()


def test_markup_in_names_labels_and_addresses_is_shown_as_it_is(qapp):
    view = ProfileView(samples.clock)
    view.show_head(
        CustomerHead(
            "c",
            samples.MARKUP,
            (samples.MARKUP,),
            (Point("m", ContactKind.EMAIL, samples.MARKUP),),
            "<i>",
            alert=samples.MARKUP,
        )
    )
    labels = view.findChildren(QLabel)
    assert samples.MARKUP in [label.text() for label in labels]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    assert all("<b>" not in label.toolTip() for label in labels)


@pytest.mark.parametrize(
    "name",
    ["x" * 500, "محمد عبد الرحمن " * 20, "Ann\x07\x1b[31m\u202eTaylor" * 9, "🏠" * 200],
    ids=["500 letters", "right to left", "control characters", "pictures"],
)
@pytest.mark.parametrize("width", [960, 1200])
def test_no_name_and_no_amount_makes_the_page_wider_than_the_window(qapp, name, width):
    view = ProfileView(samples.clock)
    view.show_head(
        CustomerHead("c", name, (name[:40],) * 2, (MAIL,), name, 7, 10**12, alert=name[:200])
    )
    totals = [
        StatusTotal(Section.INVOICES, s, 10**6, 10**12) for s in ("open", "overdue", "closed")
    ]
    view.sections.show_sections(shown_sections(totals, {}))
    view.resize(width, 640)
    view.show()
    settle()
    assert view.minimumSizeHint().width() <= width
    assert view.head.width() <= width - 32
