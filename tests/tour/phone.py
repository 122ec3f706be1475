"""The whole phone: a call that travels, what is left of it, the lists around calls, settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sync_server.contract.calls import RecordingRow
from tests.support.desk import Desk, until
from tests.support.house import House
from tests.support.outside import Person
from tests.support.voices import Ear, heard_both, over_and_over
from tests.tour.album import Album
from tests.tour.report import Report

KENJI = "+61491570157"
STRANGER = "+61255509998"
HEARD = 0.6
SOUND = 9
"""The column of recent calls that says how long one can listen."""
OVER = "Asks for a new pane; Tom knows the window."


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is at the office: the agent the story is told of, and the colleague."""

    sarah: Desk
    tom: Desk


class PhoneStory:
    def __init__(self, home: House, album: Album, report: Report, cast: Cast) -> None:
        self._home = home
        self._album = album
        self._report = report
        self._sarah, self._tom = cast.sarah, cast.tom
        self._amir: Desk | None = None

    # -- one call

    def call_that_travels(self, voice: Path, toms_phrase: Path) -> None:
        """Recorded, beside a second one, refused by one colleague, taken by the other."""
        self._amir = amir = self._home.desk("amir", devices=True)
        amir.act("state_lunch")
        until(lambda: "Break" in amir.spoken("user_block"), 5, "Amir has his break")
        caller = self._home.person(over_and_over(voice, self._home.folder / "long.wav", 20))
        self._answer(self._sarah)
        self._record()
        self._second_call()
        self._refused_by(amir)
        self._ask_tom(caller, (voice, toms_phrase))
        self._left_to_them(caller, (voice, toms_phrase))

    def _answer(self, desk: Desk) -> None:
        desk.wait_for("call_answer")
        desk.press("call_answer")
        desk.wait_for("call_bar")

    def _record(self) -> None:
        self._sarah.press("call_record")
        self._sarah.wait_for_badge("call_bar", "Recording", 20)
        self._sarah.wait_for_badge("call_bar", " line", 20)
        self._album.desk(self._sarah, "in-call-recorded-with-quality")

    def _second_call(self) -> None:
        """Somebody else calls meanwhile; the first waits and is taken back."""
        kenji = self._home.call(None, KENJI)
        self._sarah.wait_for("call_card")
        self._album.desk(self._sarah, "second-call-rings")
        self._answer(self._sarah)
        self._sarah.wait_for_text("call_bar", "Resume Olivia Smith")
        self._album.desk(self._sarah, "second-call-first-on-hold")
        self._sarah.press("call_hang_up")
        kenji.wait()
        until(lambda: "Olivia Smith" in self._sarah.texts("call_bar"), 10, "Olivia in the bar")
        self._sarah.press("call_hold")
        self._sarah.wait_for_badge("call_bar", "Talking")

    def _refused_by(self, amir: Desk) -> None:
        self._sarah.key("Ctrl+Shift+F")
        self._sarah.wait_for("transfer_box")
        self._album.desk(self._sarah, "transfer-panel-colleagues")
        self._sarah.write("amir", "transfer_input")
        self._sarah.key("Return")
        amir.wait_for("call_answer")
        self._album.desk(amir, "ringing-transferred-by-colleague")
        amir.press("call_decline")
        self._sarah.wait_for_text("call_bar", "is back with you")
        self._album.desk(self._sarah, "transfer-refused-caller-is-back")

    def _ask_tom(self, caller: Person, phrases: tuple[Path, Path]) -> None:
        """Asked first, then all three together, then Tom out and in again."""
        self._sarah.key("Ctrl+Shift+F")
        self._sarah.write("tom", "transfer_input")
        self._sarah.key("Shift+Return")
        self._tom.wait_for("call_answer")
        self._album.desk(self._sarah, "asking-a-colleague-rings")
        self._answer(self._tom)
        self._sarah.wait_for_text("asking_strip", "You are asking")
        self._album.desk(self._sarah, "asking-a-colleague-before-transfer")
        self._sarah.press("transfer_conference")
        self._sarah.wait_for_badge("call_bar", "In the conference")
        likeness = self._both_hear(caller, phrases)
        self._report.facts["conference_heard"] = round(likeness, 3)
        self._album.desk(self._sarah, "conference-of-three")
        self._press_line("take_out_")
        self._sarah.wait_for_text("call_bar", "Join calls")
        self._album.desk(self._sarah, "conference-one-taken-out")

    def _left_to_them(self, caller: Person, phrases: tuple[Path, Path]) -> None:
        """Olivia goes on with Tom; Sarah writes down how it came out."""
        self._press_line("connect_")
        until(lambda: not self._sarah.is_shown("call_bar"), 15, "Sarah is free")
        self._tom.wait_for_text("call_bar", "Olivia Smith")
        self._report.facts["transfer_ok"] = self._both_hear(caller, phrases) > HEARD
        self._album.desk(self._tom, "transferred-call-at-the-colleague")
        self._sarah.wait_for("wrap_up")
        self._sarah.press("disposition_4")
        self._sarah.write(OVER, "wrap_up_note")
        self._album.desk(self._sarah, "wrap-up-disposition-chosen")
        self._sarah.ask("unfold", name="wrap_up_link")
        self._album.desk(self._sarah, "wrap-up-what-it-was-about")
        self._sarah.ask("fold")
        self._sarah.press("wrap_up_done")
        self._tom.press("call_hang_up")
        if caller.wait() != 0:
            raise AssertionError("the caller did not see the call end")
        caller.close()

    def _both_hear(self, caller: Person, phrases: tuple[Path, Path]) -> float:
        """The weaker of the two ways between the caller and Tom, once both are there."""
        olivia, tom = phrases
        ear, before = Ear(self._home.ear("tom"), olivia), len(caller.rtp.heard())

        def both() -> float | None:
            found = heard_both(caller.rtp, tom, ear, before)
            return found if found > HEARD else None

        return until(both, 40, "both are heard")

    def _press_line(self, act: str) -> None:
        """The button of one of the other calls in the bar."""
        names = [str(name) for name in self._sarah.ask("names")]
        self._sarah.press(next(name for name in names if name.startswith(act)))

    # -- what is left of calls

    def lists(self) -> None:
        """Recent calls, who waits for a call, voicemail, and what one is told of."""
        sarah = self._sarah
        sarah.press("nav_calls")
        (row, *_) = until(self._recorded_rows, 20, "the recorded call in the list")
        sarah.ask("click_row", name="calls_grid", row=row)
        sarah.wait_for("call_play_0", 20)
        filed = self._home.rows(RecordingRow)
        self._report.facts["recording_filed"] = len([one for one in filed if one.sha256]) == 1
        self._album.desk(sarah, "recent-calls-with-story")
        sarah.press("call_play_0")
        self._wait_playing()
        self._album.desk(sarah, "recording-plays")
        sarah.press("player_close")
        self._call_backs()
        self._voicemail()
        sarah.press("nav_notices")
        until(lambda: sarah.rows("notices_grid"), 10, "notifications")
        self._album.desk(sarah, "notifications")

    def _recorded_rows(self) -> list[int]:
        rows = self._sarah.rows("calls_grid")
        return [at for at, row in enumerate(rows) if "Sarah Lee" in row and ":" in row[SOUND]]

    def _call_backs(self) -> None:
        for number in (STRANGER, KENJI):
            self._home.call(None, number, 1500, "gives_up").wait()
        for desk in (self._sarah, self._tom):
            desk.press("nav_calls")
            desk.press("calls_tab_call_back")
        for desk in (self._sarah, self._tom):
            until(lambda d=desk: len(d.rows("callbacks_grid")) >= 2, 20, "both wait")
            until(lambda d=desk: not d.is_shown("call_card"), 10, "the card is gone")
        self._tom.press("callback_take")
        until(lambda: _some(self._sarah, "callbacks_grid", "Tom Becker"), 10, "Tom takes it")
        self._album.desk(self._sarah, "call-back-queue-taken-by-colleague")

    def _voicemail(self) -> None:
        self._sarah.press("calls_tab_voicemail")
        until(lambda: self._sarah.rows("voicemails_grid"), 10, "voicemails")
        self._sarah.press("voicemail_play")
        self._report.facts["voicemail_played"] = self._wait_playing()
        self._album.desk(self._sarah, "voicemail-plays")
        self._sarah.press("player_close")

    def _wait_playing(self) -> bool:
        """The loudspeaker has taken a second of it."""

        def is_further() -> bool:
            return any(said.startswith("0:01 /") for said in self._sarah.texts("player_bar"))

        return until(is_further, 20, "a second was heard")

    # -- settings

    def settings(self) -> None:
        """What an administrator keeps, and what each person has for themselves."""
        nina = self._home.desk("nina")
        nina.press("nav_settings")
        nina.wait_for("numbers_grid")
        self._album.desk(nina, "settings-phone-number")
        for section, name in (
            ("dispositions", "settings-dispositions"),
            ("switches", "settings-notifications"),
            ("checkup", "settings-diagnostics"),
        ):
            nina.press(f"settings_{section}")
            until(lambda: "Looking…" not in nina.ask("spoken_in", name="pages"), 30, "looked at")
            self._album.desk(nina, name)
        nina.close()
        if self._amir is not None:
            self._amir.act("phone_sound")
            self._amir.wait_for("sound_panel")
            self._amir.ask("rest", milliseconds=300)
            self._album.desk(self._amir, "phone-and-sound-panel")
            self._amir.close()


def _some(desk: Desk, grid: str, words: str) -> bool:
    return any(words in " ".join(row) for row in desk.rows(grid))
