"""What a phone reads from the INVITE that rings it."""

from __future__ import annotations

import pytest

from softphone.pjsua.account import read_invite

INVITE = (
    "INVITE sip:ann@192.0.2.4 SIP/2.0\r\n"
    'From: "Pat" <sip:+12025550123@outside.example>;tag=1\r\n'
    "{id}\r\nX-Desk-Group: +15550100\r\n{more}\r\nv=0\r\n"
)


@pytest.mark.parametrize(
    ("identity", "more", "key"),
    [
        ("Call-ID: leg@here", "", "leg@here"),
        ("i: leg@here", "", "leg@here"),
        ("Call-ID: leg@here", "X-Desk-Call: CA0123\r\n", "CA0123"),
    ],
    ids=["its own", "in short form", "of the call Twilio forked"],
)
def test_every_leg_of_a_call_has_the_key_of_the_call(identity: str, more: str, key: str):
    invite = read_invite(7, "192.0.2.1:5060", INVITE.format(id=identity, more=more))
    assert (invite.key, invite.dialled) == (key, "+15550100")
    assert invite.caller == '"Pat" <sip:+12025550123@outside.example>;tag=1'
