"""Phones to measure with: ours, and three others as bare agents behind the same proxy.

Ours and bare pjsua2 come by TCP without Nagle's delay; the others by UDP, since they leave it on.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import resources
from softphone import protocol
from softphone.call import CallState
from tests.support.sip import DOMAIN, Agent, PhoneSystem, free_ports, phone_system, wait_until

ROOT = Path(__file__).parents[2]
OURS, BARE, BARESIP, LINPHONE = "ringdesk-phone", "bare pjsua2", "baresip", "linphonec"
_VOICE = resources.path("sounds/demo_voicemail.wav")


class Phones(ABC):
    """Some registered agents of one make; agent 0 is the one who answers."""

    @abstractmethod
    def answer(self) -> None:
        """Agent 0 takes the call that rings."""

    @abstractmethod
    def hang_up(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...


class OurPhones(Phones):
    def __init__(self, system: PhoneSystem, users: Sequence[str]) -> None:
        self.agents: list[Agent] = []
        for start in range(0, len(users), 10):  # ten at a time: each start takes a core a while
            self.agents += system.agents(*users[start : start + 10])

    def answer(self) -> None:
        self.agents[0].say(protocol.Answer(self._newest(CallState.RINGING)))

    def hang_up(self) -> None:
        self.agents[0].say(protocol.HangUp(self._newest(CallState.TALKING)))

    def close(self) -> None:
        """The phone system closes them."""

    def _newest(self, state: CallState) -> protocol.CallRef:
        agent = self.agents[0]
        found: list[protocol.CallRef] = []

        def look() -> bool:
            events = [h.event for h in list(agent.heard) if isinstance(h.event, protocol.Calls)]
            found[:] = [c.ref for c in events[-1].calls if c.state is state] if events else []
            return bool(found)

        wait_until(look, f"a call that is {state}", 10)
        return found[-1]


class BarePhones(Phones):
    def __init__(self, system: PhoneSystem, users: Sequence[str]) -> None:
        command = [sys.executable, "-m", "tests.bench.bare_phone", DOMAIN]
        command += [f"127.0.0.1:{system.port}"]
        # One each: a process takes four calls, and the legs of one call are all the same to it.
        self._processes = [_start([*command, f"{user}:{system.password(user)}"]) for user in users]

    def answer(self) -> None:
        _write(self._processes[0], "a 0")

    def hang_up(self) -> None:
        _write(self._processes[0], "h 0")

    def close(self) -> None:
        _end(self._processes)


class Baresip(Phones):
    """One process with every account; told over its control port."""

    def __init__(self, system: PhoneSystem, users: Sequence[str], *, devices: bool = False) -> None:
        (port,) = free_ports(1)
        home = system.folder / "baresip"
        home.mkdir()
        modules = ["account", "menu", "g711", "alsa" if devices else "aufile", "ctrl_tcp"]
        sound = ["audio_source alsa,pulse", "audio_player alsa,pulse"]
        if not devices:  # a file of 8 kHz, as baresip wants it
            sound = [f"audio_source aufile,{_VOICE}", f"audio_player aufile,{home}/ear.wav"]
        lines = [f"module_path {_baresip_modules()}", "sip_listen 127.0.0.1:0"]
        lines += [f"module{'_app' if m in _APPS else ''} {m}.so" for m in modules]
        lines += [f"ctrl_tcp_listen 127.0.0.1:{port}", *sound, "call_max_calls 64"]
        (home / "config").write_text("\n".join(lines) + "\n")
        accounts = [
            f"<sip:{user}@{DOMAIN}>;auth_user={user};auth_pass="
            f'{system.password(user)};outbound="sip:127.0.0.1:{system.port}";'
            "regint=300;answermode=manual;audio_codecs=PCMU"
            for user in users
        ]
        (home / "accounts").write_text("\n".join(accounts) + "\n")
        alsa = home / "alsa.conf"
        alsa.write_text("pcm.pulse { type pulse }\nctl.pulse { type pulse }\n")
        self._process = _start(["env", f"ALSA_CONFIG_PATH={alsa}", "baresip", "-f", str(home)])
        wait_until(lambda: _is_open(port), "baresip listens", 10)
        self._link = socket.create_connection(("127.0.0.1", port), timeout=5)

    def answer(self) -> None:
        self._tell("accept")

    def hang_up(self) -> None:
        self._tell("hangup")

    def dial(self, user: str) -> bool:
        """Call somebody; False while it is not registered yet."""
        self._tell("dial", f"sip:{user}@{DOMAIN}")
        return b'"ok":true' in self._link.recv(65_536)

    def close(self) -> None:
        self._link.close()
        _end([self._process])

    def _tell(self, command: str, params: str = "") -> None:
        text = json.dumps({"command": command, "params": params}).encode()
        self._link.sendall(str(len(text)).encode() + b":" + text + b",")


class Linphone(Phones):
    """One agent: linphonec holds one account that rings."""

    def __init__(self, system: PhoneSystem, users: Sequence[str]) -> None:
        home = system.folder / "linphone"
        (home / ".local/share/linphone").mkdir(
            parents=True
        )  # without it, it starts and does nothing
        user, proxy = users[0], f"sip:127.0.0.1:{system.port}"
        (home / "rc").write_text(
            "[sip]\nsip_port=-1\nsip_tcp_port=-1\nuse_ipv6=0\ndefault_proxy=0\n"
            "[video]\nenabled=0\n"
            f"[proxy_0]\nreg_proxy=<{proxy}>\nreg_route=<{proxy};lr>\n"
            f"reg_identity=sip:{user}@{DOMAIN}\nreg_expires=300\nreg_sendregister=1\n"
            f"[auth_info_0]\nusername={user}\nuserid={user}\n"
            f"passwd={system.password(user)}\nrealm={DOMAIN}\n"
        )
        self._process = _start(["env", f"HOME={home}", "linphonec", "-c", str(home / "rc")])
        _write(self._process, "soundcard use files")

    def answer(self) -> None:
        _write(self._process, "answer")

    def hang_up(self) -> None:
        _write(self._process, "terminate")

    def close(self) -> None:
        _end([self._process])


_APPS = frozenset({"account", "menu", "ctrl_tcp"})
MAKES: dict[str, Callable[[PhoneSystem, Sequence[str]], Phones]] = {
    OURS: OurPhones,
    BARE: BarePhones,
    BARESIP: Baresip,
    LINPHONE: Linphone,
}
_PROGRAMS = {BARESIP: "baresip", LINPHONE: "linphonec"}


def is_here(make: str) -> bool:
    """Whether this machine has the peer."""
    return shutil.which(_PROGRAMS.get(make, "sipp")) is not None


@contextmanager
def group_of(folder: Path, make: str, members: int) -> Iterator[tuple[PhoneSystem, Phones]]:
    """A phone system whose one number rings `members` phones of this make."""
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    users = tuple(f"agent{number}" for number in range(members))
    with phone_system(folder, users, ring_seconds=60) as system:
        phones = MAKES[make](system, users)
        try:
            wait_until(lambda: _registered(system) == members, f"{members} phones registered", 12)
            yield system, phones
        finally:
            phones.close()


def _registered(system: PhoneSystem) -> int:
    from sync_server.telephony.pbx_tables import PbxRpc  # noqa: PLC0415 - only while it starts

    told = PbxRpc(system.pbx.access).call("ul.dump", "brief") or {}
    domains = told.get("Domains", []) if isinstance(told, dict) else []
    return sum(len(d.get("Domain", {}).get("AoRs", [])) for d in domains)


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _write(process: subprocess.Popen[bytes], order: str) -> None:
    assert process.stdin
    process.stdin.write(order.encode() + b"\n")
    process.stdin.flush()


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.stdin:
            process.stdin.close()
        process.terminate()
    for process in processes:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _baresip_modules() -> str:
    return next(str(path) for path in (Path("/usr/lib/baresip/modules"),) if path.is_dir())
