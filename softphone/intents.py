"""What the desktop may ask of the phone engine."""

from __future__ import annotations

import msgspec

from softphone.address import DEFAULT_COUNTRY
from softphone.line import CallRef, Transport


class Intent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something the agent wants of the phone."""


class Register(Intent, frozen=True, tag="register"):
    """The password travels here and nowhere else: never on a command line, never to disk.

    `proxy_host` is an IP address. `auth_user` empty means `user`. `ca_file` is a PEM file with the
    certificate the phone system is pinned to, read for TLS only; `srtp` counts with TLS only (keys
    in clear signalling protect nobody). `outbound_prefix` is what outside numbers are dialled with.
    """

    user: str
    password: str
    domain: str
    proxy_host: str
    proxy_port: int
    transport: Transport = Transport.TCP
    country: str = DEFAULT_COUNTRY
    auth_user: str = ""
    ca_file: str = ""
    srtp: bool = False
    outbound_prefix: str = ""

    def __repr__(self) -> str:
        return f"Register(user={self.user!r}, domain={self.domain!r})"


class Unregister(Intent, frozen=True, tag="unregister"):
    pass


class Dial(Intent, frozen=True, tag="dial"):
    target: str


class Answer(Intent, frozen=True, tag="answer"):
    ref: CallRef


class Decline(Intent, frozen=True, tag="decline"):
    ref: CallRef


class HangUp(Intent, frozen=True, tag="hang_up"):
    ref: CallRef


class PutOnHold(Intent, frozen=True, tag="put_on_hold"):
    ref: CallRef


class Resume(Intent, frozen=True, tag="resume"):
    ref: CallRef


class Mute(Intent, frozen=True, tag="mute"):
    ref: CallRef


class Unmute(Intent, frozen=True, tag="unmute"):
    ref: CallRef


class SendDigits(Intent, frozen=True, tag="send_digits"):
    ref: CallRef
    digits: str


class Transfer(Intent, frozen=True, tag="transfer"):
    """Blind (RFC 3515 REFER): a talking call goes to a number, a user's name or a SIP URI."""

    ref: CallRef
    target: str


class TransferTo(Intent, frozen=True, tag="transfer_to"):
    """Attended (REFER with Replaces, RFC 3891): the far ends of two calls go on without us."""

    ref: CallRef
    to_ref: CallRef


class JoinConference(Intent, frozen=True, tag="join_conference"):
    """The calls of the conference hear each other and the agent."""

    ref: CallRef


class LeaveConference(Intent, frozen=True, tag="leave_conference"):
    """The call goes on hold; to send it away, hang it up."""

    ref: CallRef


class StartRecording(Intent, frozen=True, tag="start_recording"):
    """Into a stereo WAV at `path`: left the agent, right the far end. `announce` is heard first."""

    ref: CallRef
    path: str
    announce: bool = False


class PauseRecording(Intent, frozen=True, tag="pause_recording"):
    ref: CallRef


class ContinueRecording(Intent, frozen=True, tag="continue_recording"):
    ref: CallRef


class StopRecording(Intent, frozen=True, tag="stop_recording"):
    ref: CallRef


class ChooseDevices(Intent, frozen=True, tag="choose_devices"):
    """Device names as `Devices` lists them; empty means the system's default. Volume is 0-100."""

    microphone: str = ""
    speaker: str = ""
    ringer: str = ""
    ring_volume: int = 100
    cancels_echo: bool = False
    cuts_noise: bool = False


class ChooseRingtones(Intent, frozen=True, tag="choose_ringtones"):
    """Business number (`CallFacts.dialled`) to WAV path; `default` empty means the one shipped."""

    tones: dict[str, str]
    default: str = ""


class Reconnect(Intent, frozen=True, tag="reconnect"):
    """The network changed or the machine woke up: register now, mend the live calls."""


class TestSound(Intent, frozen=True, tag="test_sound"):
    """Play the ringtone through the speaker for `seconds` and report the microphone's level."""

    seconds: int


class Ping(Intent, frozen=True, tag="ping"):
    number: int


class Quit(Intent, frozen=True, tag="quit"):
    pass


AnyIntent = (
    Register
    | Unregister
    | Dial
    | Answer
    | Decline
    | HangUp
    | PutOnHold
    | Resume
    | Mute
    | Unmute
    | SendDigits
    | Transfer
    | TransferTo
    | JoinConference
    | LeaveConference
    | StartRecording
    | PauseRecording
    | ContinueRecording
    | StopRecording
    | ChooseDevices
    | ChooseRingtones
    | Reconnect
    | TestSound
    | Ping
    | Quit
)
