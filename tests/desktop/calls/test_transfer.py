"""Sending calls on: blind, asking first, to a number or the mailbox, and back when it fails."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QPushButton, QWidget

from desktop.calls.transfer_model import VOICEMAIL_TARGET
from desktop.calls.transfer_view import TransferView
from softphone import protocol
from softphone.call import EndedWhy
from softphone.transfer import TransferState, why_failed
from sync_server.contract.calls import LogCall
from sync_server.contract.values import StepKind
from tests.desktop.calls.scripted_phone import PhoneAtDesk
from tests.support.windows import click, find, press, settle, type_text

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def words(widget: QWidget) -> str:
    return " | ".join(e.text() for e in widget.findChildren(QLabel) if e.isVisible())


def box(desk: PhoneAtDesk) -> TransferView:
    """Ctrl+Shift+F, as an agent opens it."""
    desk.views.bar.activateWindow()
    settle()
    press(desk.views.bar, Qt.Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    settle()
    made = desk.views.bar.findChild(TransferView)
    assert made is not None
    assert made.isVisible()
    return made


def field(view: TransferView) -> QLineEdit:
    return find(view, QLineEdit, "transfer_input")


def offered(view: TransferView) -> list[str]:
    model = find(view, QListView, "transfer_targets").model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def ask_bob(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    view = box(desk)
    type_text(field(view), "bob")
    press(field(view), Qt.Key.Key_Return, SHIFT)
    desk.phone.change("r1", is_on_hold=True)
    desk.phone.dials("r2", "bob")


def test_typing_a_name_and_enter_sends_the_call_there_at_once(desk: PhoneAtDesk) -> None:
    """CAL-07, DSK-05: blind transfer by keyboard alone."""
    desk.talk("r1")
    view = box(desk)
    assert offered(view) == ["Bob Tran", "Cleo Diaz", "To voicemail"]
    type_text(field(view), "cle")
    press(field(view), Qt.Key.Key_Return)
    assert desk.phone.asked_for(protocol.Transfer) == [protocol.Transfer("r1", "cleo")]
    assert not view.isVisible()


def test_arrows_choose_and_a_click_on_the_button_sends(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    view = box(desk)
    press(field(view), Qt.Key.Key_Down)
    click(find(view, QPushButton, "transfer_now"))
    assert desk.phone.asked_for(protocol.Transfer) == [protocol.Transfer("r1", "cleo")]


def test_a_number_can_be_sent_to_as_people_write_it(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    view = box(desk)
    type_text(field(view), "+61 2 9555 0123")
    press(field(view), Qt.Key.Key_Return)
    assert desk.phone.asked_for(protocol.Transfer) == [protocol.Transfer("r1", "+61295550123")]


def test_a_national_number_is_left_to_the_phone_that_knows_its_country(
    desk: PhoneAtDesk,
) -> None:
    desk.talk("r1")
    view = box(desk)
    type_text(field(view), "0412 555 018")
    press(field(view), Qt.Key.Key_Return, SHIFT)
    assert desk.phone.asked_for(protocol.Dial) == [protocol.Dial("0412 555 018")]
    desk.phone.change("r1", is_on_hold=True)
    desk.phone.dials("r2", "+61412555018")
    assert "about Olivia" in words(desk.views.bar)


def test_words_that_are_neither_a_name_nor_a_number_send_nothing(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    view = box(desk)
    type_text(field(view), "<b>1>@; drop")
    press(field(view), Qt.Key.Key_Return)
    assert not desk.phone.asked_for(protocol.Transfer)
    assert "Nobody is called" in words(view)


def test_the_mailbox_is_a_target_one_cannot_ask_first(desk: PhoneAtDesk) -> None:
    """DSK-06: a caller can be sent to the mailbox of the number they called."""
    desk.talk("r1")
    view = box(desk)
    type_text(field(view), "voice")
    assert not find(view, QPushButton, "transfer_ask_first").isEnabled()
    press(field(view), Qt.Key.Key_Return, SHIFT)
    assert not desk.phone.asked_for(protocol.Dial)
    press(field(view), Qt.Key.Key_Return)
    assert desk.phone.asked_for(protocol.Transfer) == [protocol.Transfer("r1", VOICEMAIL_TARGET)]


def test_asking_first_calls_the_colleague_and_says_who_waits(desk: PhoneAtDesk) -> None:
    """DSK-05, attended: the caller is on hold while the colleague is asked."""
    ask_bob(desk)
    assert desk.phone.asked_for(protocol.Dial) == [protocol.Dial("bob")]
    assert "Calling Bob Tran about Olivia, who is on hold" in words(desk.views.bar)
    assert not find(desk.views.bar, QPushButton, "transfer_conference").isEnabled()
    desk.phone.answered("r2")
    assert "You are asking Bob Tran about Olivia" in words(desk.views.bar)


def test_completing_connects_the_two_and_tells_the_office_one_story(desk: PhoneAtDesk) -> None:
    """DSK-05, CAL-11: who it was transferred to is in the log, and the second call is a leg."""
    ask_bob(desk)
    desk.phone.answered("r2")
    click(find(desk.views.bar, QPushButton, "transfer_complete"))
    assert desk.phone.asked_for(protocol.TransferTo) == [protocol.TransferTo("r1", "r2")]
    desk.phone.ended("r1", EndedWhy.TRANSFERRED, transfer=TransferState.DONE)
    desk.phone.ended("r2", EndedWhy.TRANSFERRED, transfer=TransferState.DONE)
    first, second = desk.sent(LogCall)[-2:]
    (step,) = first.steps
    assert (step.kind, step.who, step.by) == (StepKind.TRANSFERRED, "Bob Tran", "amy")
    assert second.continues_key == first.call_key


def test_completing_before_the_answer_sends_the_call_there_instead(desk: PhoneAtDesk) -> None:
    ask_bob(desk)
    click(find(desk.views.bar, QPushButton, "transfer_complete"))
    assert desk.phone.asked_for(protocol.HangUp) == [protocol.HangUp("r2")]
    assert desk.phone.asked_for(protocol.Transfer) == [protocol.Transfer("r1", "bob")]


def test_going_back_hangs_up_the_colleague_and_resumes_the_caller(desk: PhoneAtDesk) -> None:
    ask_bob(desk)
    desk.phone.answered("r2")
    click(find(desk.views.bar, QPushButton, "transfer_back"))
    assert desk.phone.asked[-2:] == [protocol.HangUp("r2"), protocol.Resume("r1")]
    desk.phone.ended("r2")
    assert not desk.views.bar.asking.isVisible()


def test_all_three_can_talk_together(desk: PhoneAtDesk) -> None:
    ask_bob(desk)
    desk.phone.answered("r2")
    click(find(desk.views.bar, QPushButton, "transfer_conference"))
    joined = desk.phone.asked_for(protocol.JoinConference)
    assert joined == [protocol.JoinConference("r1"), protocol.JoinConference("r2")]


def test_a_colleague_who_hangs_up_leaves_the_caller_on_hold_and_says_so(
    desk: PhoneAtDesk,
) -> None:
    ask_bob(desk)
    desk.phone.ended("r2", EndedWhy.DECLINED)
    assert "Bob Tran is not on the line any more. Olivia is on hold." in words(desk.views.bar)


def test_a_failed_transfer_brings_the_caller_back_with_the_reason(desk: PhoneAtDesk) -> None:
    """DSK-05: failure returns the call to the agent."""
    desk.talk("r1")
    view = box(desk)
    type_text(field(view), "bob")
    press(field(view), Qt.Key.Key_Return)
    desk.phone.change("r1", transfer=TransferState.ASKED, transfer_target="bob")
    assert not find(desk.views.bar, QPushButton, "call_transfer").isEnabled()
    desk.phone.change("r1", transfer=TransferState.FAILED)
    desk.phone.said.emit(protocol.TransferFailed("r1", why_failed(480)))
    assert "Bob Tran did not answer. Olivia is back with you." in words(desk.views.bar)
    desk.phone.ended("r1")
    (step,) = [s for log in desk.sent(LogCall) for s in log.steps] or [None]
    assert step is None


def test_two_calls_can_be_joined_left_and_taken_apart(desk: PhoneAtDesk) -> None:
    """Conference: join, take out, leave it to them, hang one up."""
    desk.talk("r1", is_on_hold=True)
    desk.talk("r2", number="+61491570156")
    bar = desk.views.bar
    settle()
    click(find(bar, QPushButton, "join_r1"))
    joined = desk.phone.asked_for(protocol.JoinConference)
    assert [one.ref for one in joined] == ["r2", "r1"]
    for ref in ("r1", "r2"):
        desk.phone.change(ref, is_in_conference=True, is_on_hold=False)
    settle()
    click(find(bar, QPushButton, "take_out_r2"))
    assert desk.phone.asked_for(protocol.LeaveConference) == [protocol.LeaveConference("r2")]
    click(find(bar, QPushButton, "connect_r2"))
    assert desk.phone.asked_for(protocol.TransferTo) == [protocol.TransferTo("r2", "r1")]
    click(find(bar, QPushButton, "hang_up_r2"))
    assert desk.phone.asked_for(protocol.HangUp) == [protocol.HangUp("r2")]


def test_leaving_a_conference_sends_the_caller_to_the_colleague_whoever_has_the_bar(
    desk: PhoneAtDesk,
) -> None:
    """DSK-05: a phone of the office can be called again, a caller from outside cannot."""
    ask_bob(desk)
    desk.phone.answered("r2")
    click(find(desk.views.bar, QPushButton, "transfer_conference"))
    for ref in ("r1", "r2"):
        desk.phone.change(ref, is_in_conference=True, is_on_hold=False)
    settle()
    assert "Bob Tran" in words(desk.views.bar)
    click(find(desk.views.bar, QPushButton, "connect_r2"))
    assert desk.phone.asked_for(protocol.TransferTo) == [protocol.TransferTo("r1", "r2")]


def test_what_came_of_the_last_transfer_is_not_said_during_the_next(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    desk.phone.change("r1", transfer=TransferState.FAILED)
    desk.phone.said.emit(protocol.TransferFailed("r1", why_failed(486)))
    assert "did not take the call. Olivia is back with you." in words(desk.views.bar)
    view = box(desk)
    type_text(field(view), "bob")
    press(field(view), Qt.Key.Key_Return, SHIFT)
    assert not desk.views.bar.notice.isVisible()


def test_a_call_that_went_on_to_somebody_else_tells_no_transfer_of_ours(desk: PhoneAtDesk) -> None:
    """CAL-11: the colleague who was asked, and whose call was replaced, sent nobody anywhere."""
    desk.talk("r1", number="bob", dialled="")
    desk.phone.ended("r1", EndedWhy.TRANSFERRED)
    assert not [step for log in desk.sent(LogCall) for step in log.steps]


def test_a_second_call_is_made_from_the_bar(desk: PhoneAtDesk) -> None:
    desk.talk("r1")
    click(find(desk.views.bar, QPushButton, "call_second"))
    settle()
    view = desk.views.bar.findChild(TransferView)
    assert view is not None
    assert "To voicemail" not in offered(view)
    type_text(field(view), "cleo")
    press(field(view), Qt.Key.Key_Return)
    assert desk.phone.asked_for(protocol.Dial) == [protocol.Dial("cleo")]
    assert not desk.phone.asked_for(protocol.Transfer)


def test_a_call_sent_here_says_who_sent_it(desk: PhoneAtDesk) -> None:
    """CAL-07: the target sees caller and transferrer."""
    desk.phone.call("r1", referred_by="<sip:bob@office.invalid>")
    assert "Transferred by Bob Tran" in words(desk.views.card)
    desk.phone.answered("r1")
    assert "transferred by Bob Tran" in words(desk.views.bar)
