"""What finance and the office do with pay, step by step, in real windows."""

from __future__ import annotations

from desktop.holds.list_model import LOOK
from tests.support.desk import Desk, until


def find_booking(desk: Desk, number: str) -> None:
    """Open a booking by its code."""
    desk.key("Ctrl+K")
    desk.write(number)
    until(lambda: number in desk.described("search_results")[0], 15, f"{number} is found")
    desk.key("Return")
    desk.wait_for("record_total")


def find_issue(desk: Desk, number: str) -> None:
    """Open an issue by its code."""
    desk.key("Ctrl+K")
    desk.write(number)
    until(lambda: number in desk.described("search_results")[0], 15, f"{number} is found")
    desk.key("Return")
    until(lambda: desk.text("issue_code") == number, 10, f"{number} is open")


def report_on_booking(desk: Desk, untick: str) -> None:
    """From the booking that is open; one fieldworker on it is not at fault."""
    desk.key("Ctrl+I")
    desk.wait_for("report_save")
    desk.press(f"report_worker_{untick}")
    desk.press("report_save")
    desk.wait_for("letter_cancel")
    desk.press("letter_cancel")


def close_issue(desk: Desk, number: str, *, release: bool) -> None:
    """Resolve and approve it; its pay goes to finance, or at once."""
    find_issue(desk, number)
    if not desk.is_shown("issue_to_closed"):
        desk.wait_for("issue_to_awaiting_approval")
        desk.press("issue_to_awaiting_approval")
    desk.wait_for("issue_to_closed")
    desk.press("issue_to_closed")
    desk.wait_for("issue_ask_act")
    if desk.is_shown("ask_release") and desk.ask("is_ticked", name="ask_release") is not release:
        desk.press("ask_release")
    desk.press("issue_ask_act")
    until(lambda: not desk.is_shown("issue_ask_act"), 10, f"{number} is closed")


def open_holds(desk: Desk, view: str, words: str) -> None:
    """One of the views of the finance grid, narrowed by what is typed."""
    desk.press("nav_holds")
    desk.wait_for("holds_grid_tab")
    desk.press("holds_grid_tab")
    desk.wait_for("holds_filter")
    desk.press(f"view_{[each.name for each in LOOK.views].index(view)}")
    desk.ask("clear", name="holds_filter")
    desk.write(words, "holds_filter")
    until(lambda: len(desk.rows("holds_grid")) == 1, 10, f"{words} alone in {view}")


def release_shown(desk: Desk, total: str) -> str:
    """Select all that is listed and release it; the reason that was given."""
    desk.ask("focus", name="holds_grid")
    desk.key("Ctrl+A")
    desk.wait_for_text("release_selected", "Release 1 selected")
    desk.press("release_selected")
    desk.wait_for("release_confirm")
    assert total in desk.text("release_words")
    assert total in desk.text("release_confirm")
    reason = desk.text("release_reason")
    desk.press("release_confirm")
    until(lambda: not desk.is_shown("release_confirm"), 10, "the question is answered")
    return reason


def open_run(desk: Desk, name: str) -> None:
    desk.press("nav_holds")
    desk.press("holds_runs_tab")
    desk.wait_for("run_new")
    desk.press("run_new")
    desk.wait_for("pay_yes")
    desk.ask("clear", name="pay_field")
    desk.write(name, "pay_field")
    desk.press("pay_yes")
    until(lambda: name in [line[0] for line in desk.rows("runs_grid")], 10, f"{name} is open")


def fill_run(desk: Desk) -> None:
    """Everything that can be paid, and nothing less."""
    until(lambda: desk.ask("is_enabled", name="run_put_in"), 10, "an open run")
    desk.press("run_put_in")
    desk.wait_for("pay_yes")
    assert desk.text("pay_yes").startswith("Put in $")
    desk.press("pay_yes")
    until(lambda: desk.ask("is_enabled", name="run_lock"), 10, "something is in the run")
    until(lambda: "Up to date" in desk.spoken("sync_status"), 20, "the server has it")


def lock_run(desk: Desk, total: str) -> None:
    """The question names the sum."""
    desk.press("run_lock")
    desk.wait_for("pay_yes")
    assert desk.text("pay_yes") == f"Lock at {total}"
    desk.press("pay_yes")
    desk.wait_for_text("run_words", "Locked")


def zero_difference(desk: Desk) -> None:
    """The books as finance sees them: every fieldworker's line comes out."""
    desk.press("nav_holds")
    desk.press("holds_books_tab")
    desk.wait_for("books_again")
    desk.press("books_again")
    until(lambda: desk.rows("books_grid"), 20, "it is worked out")
    desk.wait_for_text("books_verdict", "Everything adds up. Difference $0.00")
    assert {line[-1] for line in desk.rows("books_grid")} == {"$0.00"}


def nothing_to_release(desk: Desk) -> None:
    """What is selected stays, and the reason is said."""
    desk.ask("focus", name="holds_grid")
    desk.key("Ctrl+A")
    desk.press("release_selected")
    desk.wait_for("release_cancel")
    assert desk.text("release_words") == "Nothing of what you selected can be released."
    assert not desk.is_shown("release_confirm")
    (kept,) = desk.ask("lines", name="release_kept")
    assert "still open" in kept
    desk.press("release_cancel")


def nothing_to_pay(desk: Desk) -> None:
    """The run that is open stays empty."""
    desk.press("run_put_in")
    desk.wait_for("pay_no")
    assert "Nothing can be paid now" in desk.text("pay_words")
    assert not desk.is_shown("pay_yes")
    desk.press("pay_no")
