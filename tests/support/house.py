"""The whole product in one folder: server, phone system, mailbox, desks on a virtual display."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sync_server.contract.base import Row
from sync_server.demo.people import OFFICE_NUMBER
from sync_server.store.database import Database
from sync_server.store.view import SqlView
from sync_server.telephony.pbx import ACCESS_FILE, Pbx, PbxSettings
from sync_server.telephony.pbx_tables import PbxRpc, PbxUnreachable, Tables, load_access
from tests.support.desk import Desk, until
from tests.support.outside import Person
from tests.support.sip import PhoneSystem, Sipp, free_ports

R = TypeVar("R", bound=Row)
ROOT = Path(__file__).parents[2]
WITH_PHONES = {"sarah", "tom", "amir"}


@dataclass
class House:
    """Use `house(...)`. Everything started from it is ended with it."""

    folder: Path
    environment: dict[str, str]
    story: dict[str, str]
    _programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _desks: list[Desk] = field(default_factory=list)
    _sip: PhoneSystem | None = None

    @property
    def url(self) -> str:
        return self.environment["RINGDESK_PUBLIC_URL"]

    def start(self, program: str) -> None:
        """Start one of serve, pbx and mailbox."""
        log = (self.folder / f"{program}.log").open("ab")
        self._programs[program] = subprocess.Popen(
            [sys.executable, "-m", "sync_server", program],
            env=self.environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        if program == "serve":
            until(self.is_healthy, 20, "the server's health")

    def kill(self, program: str) -> None:
        """End it as a power cut would."""
        process = self._programs.pop(program)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)

    def is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310 - ours
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def desk(
        self,
        who: str = "agent",
        *,
        again: bool = False,
        within: float = 20,
        devices: bool = False,
    ) -> Desk:
        """A desk of the demo person; `again` opens the same profile once more.

        With `devices` the phone uses those of the machine, else files in their place.
        """
        email = self.story.get(who, f"{who}@harbour.example")
        name = email.split("@")[0]
        ear = self.folder / f"{name}-ear.wav"
        mic = self.folder / f"{name}-mic.wav"
        sound = ["--ear", str(ear)] + (["--mic", str(mic)] if mic.exists() else [])
        sound = [] if devices else sound
        desk = Desk(
            self.folder / name,
            {"server": self.url, "email": email, "password": self.story["password"]},
            self.environment | {"RINGDESK_PHONE_ARGUMENTS": shlex.join(sound)},
        )
        self._desks.append(desk)
        desk.wait_for("customers_grid", 30)
        if not again:
            until(lambda: "Up to date" in desk.spoken("sync_status"), within, "first sync")
        if name in WITH_PHONES:
            until(lambda: "Phone ready" in desk.spoken("phone_status"), 20, "phone ready")
        return desk

    def rows(self, kind: type[R], **equal: object) -> list[R]:
        """Rows as the server holds them."""
        database = Database(f"sqlite:///{self.folder / 'server' / 'ringdesk.db'}")
        try:
            with database.reading() as connection:
                return SqlView(connection).where(kind, **equal)
        finally:
            database.close()

    def ear(self, name: str) -> Path:
        return self.folder / f"{name}-ear.wav"

    def callee(self) -> Sipp:
        """Somebody outside who answers what the desks dial."""
        port = int(self.environment["RINGDESK_SIP_GATEWAY"].rpartition(":")[2])
        return self._outside().callee(port)

    def call(
        self,
        voice: Path | None = None,
        number: str = "",
        talk_ms: int = 0,
        scenario: str = "caller",
        *,
        at_once: bool = False,
    ) -> Sipp:
        """Somebody calls the office from outside, once every open desk takes calls (again)."""
        if not at_once:
            self.wait_available()
        return self._outside().caller(
            scenario,
            dialled=OFFICE_NUMBER,
            number=number or self.story["caller"],
            voice=voice,
            talk_ms=talk_ms,
        )

    def person(self, voice: Path | None = None, number: str = "") -> Person:
        """Somebody outside whose phone can be transferred calls the office."""
        self.wait_available()
        phone = self._outside().wire(number or self.story["caller"], "outside.example")
        caller = Person(phone, voice)
        caller.call(OFFICE_NUMBER)
        return caller

    def wait_available(self) -> None:
        """End wrap-ups as their agents would; everybody not on a break is rung then."""
        open_desks = [desk for desk in self._desks if desk.process.poll() is None]
        for desk in open_desks:
            if desk.is_shown("wrap_up_done"):
                desk.click("wrap_up_done")
        if "serve" not in self._programs or "pbx" not in self._programs:
            return
        free = [desk for desk in open_desks if not _is_on_break(desk)]
        users = {desk.profile.name for desk in free} & WITH_PHONES
        until(lambda: users <= self.rung(), 20, f"{users} available at the phone system")

    def rung(self) -> set[str]:
        """Whom the office number rings right now, as the phone system has it."""
        access = load_access(self.folder / "server" / "phone" / ACCESS_FILE)
        try:
            told = PbxRpc(access).call("htable.get", "grp", OFFICE_NUMBER)
        except PbxUnreachable:
            return set()
        return set(str(told["item"]["value"]).split(","))

    def _outside(self) -> PhoneSystem:
        if self._sip is None:
            host, _, port = self.environment["RINGDESK_SIP_PROXY"].rpartition(":")
            known = PbxSettings(self.folder / "caller", "ringdesk.local", host, int(port))
            self._sip = PhoneSystem(self.folder, Pbx(known), known, Tables())
        return self._sip

    def close(self) -> None:
        for desk in self._desks:
            desk.close()
        if self._sip is not None:
            self._sip.close()
        for process in self._programs.values():
            process.terminate()
        for process in self._programs.values():
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(5)


def _is_on_break(desk: Desk) -> bool:
    said = desk.spoken("user_block")
    return "Break" in said or "Away" in said


@contextmanager
def display(width: int = 1600, height: int = 1000) -> Iterator[str]:
    """A virtual display of its own; its number is chosen by the X server."""
    reading, writing = os.pipe()
    size = f"{width}x{height}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-noreset"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        try:
            yield f":{number}"
        finally:
            server.terminate()


@contextmanager
def house(folder: Path, customers: int = 40) -> Iterator[House]:
    """Seed, start everything, hand it out, end everything."""
    web, sip, mailbox, gateway = free_ports(4)
    with display() as screen:
        environment = os.environ | {
            "RINGDESK_DATA_DIR": str(folder / "server"),
            "RINGDESK_PORT": str(web),
            "RINGDESK_PUBLIC_URL": f"http://127.0.0.1:{web}",
            "RINGDESK_SIP_PROXY": f"127.0.0.1:{sip}",
            "RINGDESK_MAILBOX_PORT": str(mailbox),
            "RINGDESK_MAILBOX_PROCESSES": "1",
            "RINGDESK_SIP_GATEWAY": f"127.0.0.1:{gateway}",
            "RINGDESK_BUSINESS_NAME": "Harbour Home Services",
            "DISPLAY": screen,
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(ROOT),
        }
        told = subprocess.run(
            [sys.executable, "-m", "sync_server", "seed-demo", "--customers", str(customers)],
            env=environment,
            cwd=ROOT,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        whole = House(folder, environment, json.loads(told.stdout))
        try:
            for program in ("serve", "pbx", "mailbox"):
                whole.start(program)
            yield whole
        finally:
            whole.close()
