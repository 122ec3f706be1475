"""What a desk knows of others who look at an issue, and what it says of itself."""

from __future__ import annotations

import pytest

from desktop.sync.viewing import Viewer, Viewing
from sync_server.contract.wire import LooksAt


def told(issue: str, *people: str) -> bytes:
    viewers = ",".join(f'{{"id":"{p.lower()}","name":"{p}"}}' for p in people)
    return f'{{"issue":"{issue}","viewers":[{viewers}]}}'.encode()


def test_others_are_known_until_the_server_says_they_left():
    viewing, changed = Viewing(), []
    viewing.listen(changed.append)
    viewing.hear(told("i", "Amy", "Ben"))
    assert viewing.others("i", "amy") == (Viewer("ben", "Ben"),)
    viewing.hear(told("i"))
    assert viewing.others("i", "amy") == ()
    assert changed == ["i", "i"]


@pytest.mark.parametrize("event", [b"", b"[]", b'{"call_key":"x"}', b'{"issue":1,"viewers":[]}'])
def test_other_news_is_left_alone(event):
    viewing = Viewing()
    viewing.hear(event)
    assert viewing.others("i", "") == ()


def test_without_the_channel_nobody_is_known_any_more():
    viewing, changed = Viewing(), []
    viewing.hear(told("i", "Amy"))
    viewing.listen(changed.append)
    viewing.forget()
    assert (viewing.others("i", ""), changed) == ((), ["i"])


def test_only_what_is_new_is_said_and_said_again_when_asked_or_connected():
    viewing, said = Viewing(), []
    viewing.look("i")
    viewing.say_by(said.append)
    viewing.look("i")
    viewing.look("i", is_typing=True)
    viewing.again()
    viewing.leave("other")
    viewing.leave("i")
    viewing.again()
    typing = LooksAt("i", typing=True)
    assert said == [LooksAt("i"), typing, typing, LooksAt()]
