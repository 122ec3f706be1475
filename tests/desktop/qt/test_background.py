"""Slow work beside the window: the newest wins, faults are seen, the end is an end."""

from __future__ import annotations

import threading

from desktop.qt.background import Background


def test_an_answer_arrives_on_the_gui_thread(qtbot):
    made = Background("test")
    told: list[tuple[int, bool]] = []
    here = threading.get_ident()
    made.run(lambda _stopped: 7, lambda n: told.append((n, threading.get_ident() == here)))
    qtbot.waitUntil(lambda: told == [(7, True)])
    assert not made.is_busy()
    made.end()


def test_the_newest_job_wins_and_the_overtaken_one_says_nothing(qtbot):
    made = Background("test")
    told: list[str] = []
    let = threading.Event()

    def first(stopped) -> str:
        let.wait(5)
        assert stopped()
        return "old"

    made.run(first, told.append)
    made.run(lambda _stopped: "between", told.append)
    made.run(lambda _stopped: "new", told.append)
    let.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["new"]
    made.end()


def test_a_cancelled_job_says_nothing(qtbot):
    made = Background("test")
    told: list[int] = []
    let = threading.Event()
    made.run(lambda _stopped: let.wait(5) and 1, told.append)
    made.cancel()
    let.set()
    made.end()
    qtbot.wait(20)
    assert told == []


def test_a_fault_is_raised_where_it_is_seen(qtbot):
    made = Background("test")
    with qtbot.captureExceptions() as faults:
        made.run(lambda _stopped: 1 // 0, print)
        qtbot.waitUntil(lambda: bool(faults))
    assert faults[0][0] is ZeroDivisionError
    made.end()


def test_all_jobs_share_one_thread(qtbot):
    made = Background("test")
    threads: set[int] = set()
    for _ in range(3):
        made.run(lambda _stopped: threading.get_ident(), threads.add)
        qtbot.waitUntil(lambda: not made.is_busy())
    assert len(threads) == 1
    made.end()
    made.end()
