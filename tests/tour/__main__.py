"""`python -m tests.tour`: the story from the first ring to the last sync, into build/tour."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from tests.support.house import house
from tests.support.sip import speech
from tests.support.voices import over_and_over, sound_server
from tests.support.web import chromium
from tests.tour.album import Album
from tests.tour.calls import CallStory
from tests.tour.care import CareStory
from tests.tour.phone import Cast, PhoneStory
from tests.tour.records import RecordStory
from tests.tour.report import Report
from tests.tour.web import WebStory

ROOT = Path(__file__).parents[2]
CALLER_SAYS = (
    "Hello, this is Olivia Smith. The window in my hallway is scratched again, "
    "and I would like to talk about the invoice, please. Can somebody come this week?"
)
COLLEAGUE_SAYS = "Tom speaking, I know this window, and the new pane is on its way to you now."
AGENT_SAYS = "Harbour Home Services, you are speaking with Sarah. How can I help you today?"
MUST_HOLD = (
    "server_down_ok",
    "audio_heard",
    "transfer_ok",
    "recording_filed",
    "voicemail_played",
)
HEARD = 0.6
"""Of a voice among two others; alone it is above 0.9."""


def main() -> int:
    target = ROOT / "build" / "tour"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    report, album = Report(), Album(target)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        voice = speech(folder / "caller.wav", CALLER_SAYS)
        speech(folder / "sarah-mic.wav", AGENT_SAYS)
        tom = speech(folder / "tom.wav", COLLEAGUE_SAYS)
        over_and_over(tom, folder / "tom-mic.wav", 20)
        with sound_server(folder) as sound, house(folder) as home, chromium() as browser:
            home.environment.update(sound)
            calls = CallStory(home, album, report, voice)
            calls.sign_in_picture()
            calls.open_desks()
            calls.first_call()
            calls.who_is_it()
            phone = PhoneStory(home, album, report, Cast(calls.sarah, calls.tom))
            phone.call_that_travels(voice, tom)
            phone.lists()
            phone.settings()
            RecordStory(home, album).look_around()
            CareStory(home, album).look_around()
            web = WebStory(home, album, report, browser)
            web.portal(calls.sarah, calls.tom)
            web.field()
            calls.call_without_server()
            calls.count()
            calls.close()
    told = report.save(target / "report.json")
    print(json.dumps(told, indent=2))
    is_well = all(told[name] for name in MUST_HOLD) and told["conference_heard"] > HEARD
    return 0 if is_well and not told["lost"] and not told["duplicated"] else 1


if __name__ == "__main__":
    sys.exit(main())
