"""Lines of a thread: days between them, waiting ones told apart, spoken in full."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.threads.composer import Draft
from desktop.threads.thread_model import Line, LineKind, Sending, ThreadModel, spoken
from desktop.threads.thread_view import ThreadHead, ThreadView
from sync_server.contract.values import Visibility
from tests.desktop.samples import MARKUP, ago, clock, lines
from tests.support.windows import settle

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def test_the_model_obeys_qt_through_adding_changing_and_starting_over(qapp):
    model = ThreadModel(clock)
    tester = QAbstractItemModelTester(model, FATAL)
    everything = lines()
    for shown in (everything[:3], everything, (), everything[2:], everything[2:5]):
        model.show(shown)
        assert model.lines() == tuple(shown)
    changed = (*everything[:-1], replace(everything[-1], sending=Sending.SENT))
    model.show(everything)
    model.show(changed)
    assert model.lines() == changed
    del tester


def test_a_day_line_stands_before_the_first_post_of_each_day(qapp):
    model = ThreadModel(clock)
    model.show(lines())
    days = [at for at in range(model.rowCount()) if model.at(at).line.kind is LineKind.DAY]
    assert [model.at(at).line.body for at in days] == ["Tuesday 7 October", "Yesterday", "Today"]


def test_new_posts_are_added_without_starting_over(qapp, qtbot):
    model = ThreadModel(clock)
    model.show(lines()[:-1])
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.show(lines())
    assert not resets


def test_a_screen_reader_hears_who_when_for_whom_and_that_it_waits(qapp):
    line = Line(
        "p", "On my way", ago(minutes=2), author="Omar Haddad", visibility=Visibility.STAFF,
        sending=Sending.WAITING,
    )  # fmt: skip
    said = spoken(line)
    for part in ("Omar Haddad", "Office + Fieldworkers", "not sent yet", "On my way"):
        assert part in said


def test_markup_in_a_post_is_shown_as_it_is(qapp):
    model = ThreadModel(clock)
    model.show((Line("p", MARKUP, ago(minutes=2), author=MARKUP),))
    index = model.index(1, 0)
    assert model.data(index) == MARKUP
    assert MARKUP in str(model.data(index, Qt.ItemDataRole.AccessibleTextRole))


def test_the_thread_stays_at_the_newest_post_unless_one_scrolls_away(qapp):
    view = ThreadView(clock)
    view.resize(400, 420)
    view.show_head(ThreadHead("t", "Thread"))
    view.show()
    many = tuple(
        Line(f"p{n}", f"Post {n}", ago(minutes=300 - n * 6), author=f"A{n % 3}") for n in range(40)
    )
    view.show_lines(many)
    settle()
    bar = view.findChild(type(view._lines), "thread_lines").verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    view.show_lines((*many, Line("last", "Last", ago(minutes=1), author="Z")))
    settle()
    assert bar.value() == 0


def test_another_thread_starts_with_an_empty_composer(qapp):
    view = ThreadView(clock)
    view.show_head(ThreadHead("one", "Thread", customer="A"))
    view.composer.show_draft(Draft("for A", Visibility.EVERYONE))
    view.show_head(ThreadHead("one", "Thread", customer="A"))
    assert view.composer.draft().body == "for A"
    view.show_head(ThreadHead("two", "Thread", customer="B"))
    assert view.composer.draft() == Draft("", Visibility.INTERNAL)
