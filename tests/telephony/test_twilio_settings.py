"""What an operator says to have calls come in through Twilio, and what is said when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync_server.settings import BadSettings, TwilioSettings, from_environment
from tests.support.twilio import ACCOUNT, DOMAIN, TOKEN

WHOLE = {
    "RINGDESK_PUBLIC_URL": "https://desk.harbour.example/",
    "RINGDESK_TWILIO_ACCOUNT_SID": ACCOUNT,
    "RINGDESK_TWILIO_AUTH_TOKEN": TOKEN,
    "RINGDESK_TWILIO_SIP_DOMAIN": DOMAIN,
}


def read(folder: Path, **changed: str) -> TwilioSettings | None:
    named = {f"RINGDESK_TWILIO_{name}": value for name, value in changed.items()}
    return from_environment({"RINGDESK_DATA_DIR": str(folder)} | WHOLE | named).twilio


def test_an_account_a_token_and_a_domain_are_enough(tmp_path: Path) -> None:
    known = read(tmp_path)
    assert known == TwilioSettings(
        account_sid=ACCOUNT,
        sip_domain=DOMAIN,
        public_url="https://desk.harbour.example",
        auth_token=TOKEN,
    )
    assert TOKEN not in repr(known)


def test_twilio_may_know_the_server_by_another_address(tmp_path: Path) -> None:
    known = read(tmp_path, PUBLIC_URL="https://hooks.harbour.example/desk/")
    assert known is not None
    assert known.public_url == "https://hooks.harbour.example/desk"


def test_without_an_account_there_is_no_twilio(tmp_path: Path) -> None:
    assert from_environment({"RINGDESK_DATA_DIR": str(tmp_path)}).twilio is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"AUTH_TOKEN": ""}, "RINGDESK_TWILIO_AUTH_TOKEN must be set too"),
        ({"ACCOUNT_SID": "", "AUTH_TOKEN": " "}, "ACCOUNT_SID and RINGDESK_TWILIO_AUTH_TOKEN"),
        ({"ACCOUNT_SID": "SK" + "0" * 32}, "RINGDESK_TWILIO_ACCOUNT_SID is AC"),
        ({"SIP_DOMAIN": "harbour.sip.ashburn.twilio.com"}, "names no edge"),
        ({"SIP_DOMAIN": "sip:harbour"}, "RINGDESK_TWILIO_SIP_DOMAIN"),
        ({"PUBLIC_URL": "desk.harbour.example"}, "RINGDESK_TWILIO_PUBLIC_URL"),
        ({"GREETING_URL": "ftp://x/hi.wav"}, "RINGDESK_TWILIO_GREETING_URL"),
    ],
)
def test_what_cannot_work_is_said_at_the_start_without_the_token(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(BadSettings) as failure:
        read(tmp_path, **changed)
    assert said in str(failure.value)
    assert TOKEN not in str(failure.value)
