"""`ringdesk-server pbx`: keeps Kamailio and its tables up, whether the server lives or not."""

from __future__ import annotations

import contextlib
import logging
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import resources
from sync_server.store.clock import utc_now
from sync_server.telephony import certificate, pbx_tables
from sync_server.telephony.pbx_tables import PbxAccess, PbxRpc, PbxUnreachable

log = logging.getLogger(__name__)

TABLES_FILE = "pbx-tables.json"
ACCESS_FILE = "pbx-access.json"
SEAL_FILE = "pbx-seal"

_READY_WITHIN_S = 10.0
_POLL_S = 0.05
_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 5.0
_LEAVE_WITHIN_S = 2.0
_CALM_S = 30.0  # a run this long resets the pause before the next start
_UNPRIVILEGED = "nobody"
_SAID_AT_EACH_START = b"openssl bug #1491"  # its TLS tells of a safeguard that is always on


class PbxFault(Exception):
    """Kamailio could not be started."""


@dataclass(frozen=True, slots=True)
class PbxSettings:
    """Everything the PBX process needs; `state_dir` holds its tables, keys and the access file.

    With a `tls_port` phones may connect by TLS, with the certificate at `certificate_file`.
    """

    state_dir: Path
    domain: str
    sip_host: str = "127.0.0.1"  # an IP address phones can reach; never a name, never 0.0.0.0
    sip_port: int = 5060
    rpc_port: int = 5070
    evapi_port: int = 5071
    shared_mb: int = 256
    binary: str = "kamailio"
    tls_port: int = 0

    @property
    def tables_file(self) -> Path:
        return self.state_dir / TABLES_FILE

    @property
    def access_file(self) -> Path:
        return self.state_dir / ACCESS_FILE

    @property
    def certificate_file(self) -> Path:
        """What phones pin (PEM); it is there once the PBX has started."""
        return self.state_dir / certificate.CERTIFICATE_FILE


class Pbx:
    """One Kamailio at a time. Start it from a thread that lives as long as the PBX should:
    the kernel ends Kamailio when the thread that started it ends (PR_SET_PDEATHSIG)."""

    def __init__(self, settings: PbxSettings) -> None:
        self._settings = settings
        self.access = PbxAccess(
            settings.rpc_port,
            settings.evapi_port,
            secrets.token_urlsafe(24),
            settings.tls_port,
            str(settings.certificate_file) if settings.tls_port else "",
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._run_dir: Path | None = None
        self._pushed: bytes = b""
        self._leaving = threading.Event()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Spawn Kamailio, wait until it answers, push the tables last known."""
        pbx_tables.save(self.access, self._settings.access_file)
        self._run_dir = self._new_run_dir()
        self._process = subprocess.Popen(  # noqa: S603 - our own command line
            self._command(self._run_dir),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._leaving = threading.Event()
        relay = threading.Thread(
            target=_relay, args=(self._process, self._leaving), name="pbx messages", daemon=True
        )
        relay.start()
        try:
            self._wait_until_ready(self._process)
            self._pushed = b""
            self.push_if_changed()
        except (PbxFault, PbxUnreachable) as fault:
            self.stop()
            raise PbxFault(str(fault)) from fault

    def run(self, stopping: threading.Event) -> None:
        """Keep it running until `stopping`; push tables whenever their file changes."""
        pause = _FIRST_PAUSE_S
        while not stopping.is_set():
            began = time.monotonic()
            try:
                self.start()
                log.info("phone system ready on port %d", self._settings.sip_port)
                self._watch(stopping)
            except PbxFault as fault:
                log.warning("%s", fault)
            finally:
                self.stop()
            pause = _FIRST_PAUSE_S if time.monotonic() - began > _CALM_S else pause
            if not stopping.wait(pause):
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    def push_if_changed(self) -> None:
        """Read the tables file and teach it to Kamailio unless that was done before."""
        try:
            content = self._settings.tables_file.read_bytes()
        except FileNotFoundError:
            return
        if content != self._pushed:
            pbx_tables.push(pbx_tables.load(self._settings.tables_file), self.access)
            self._pushed = content

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """End Kamailio with all its children and remove its run directory."""
        process, self._process = self._process, None
        self._leaving.set()
        if process is not None:
            _end_group(process)
        if self._run_dir is not None:
            shutil.rmtree(self._run_dir, ignore_errors=True)
        self._run_dir = None

    def _watch(self, stopping: threading.Event) -> None:
        while self.is_running() and not stopping.wait(0.5):
            try:
                self.push_if_changed()
            except PbxUnreachable as fault:
                log.warning("tables not pushed: %s", fault)
        if not stopping.is_set():
            log.warning("phone system ended by itself, starting it again")

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _READY_WITHIN_S
        rpc = PbxRpc(self.access)
        while process.poll() is None and time.monotonic() < deadline:
            try:
                rpc.call("core.uptime")
            except PbxUnreachable:
                threading.Event().wait(_POLL_S)
            else:
                return
        raise PbxFault(f"Kamailio did not become ready on port {self._settings.sip_port}")

    def _new_run_dir(self) -> Path:
        """A fresh one each time: a second start in one place removes the first one's pid file."""
        run_dir = Path(tempfile.mkdtemp(prefix="ringdesk-pbx-"))
        for part in resources.path("pbx").glob("*.cfg"):
            shutil.copy(part, run_dir)
        local = run_dir / "local.cfg"
        local.touch(0o600)
        local.write_text(self._local_cfg(run_dir))
        if self._settings.tls_port:
            self._lay_out_tls(run_dir)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_UNPRIVILEGED)
            for place in (run_dir, *run_dir.iterdir()):
                os.chown(place, owner.pw_uid, owner.pw_gid)
        return run_dir

    def _lay_out_tls(self, run_dir: Path) -> None:
        """Copies that the unprivileged Kamailio may read; the originals stay ours."""
        made = certificate.ensure(self._settings.state_dir, self._settings.sip_host, utc_now())
        shutil.copy(made.certificate, run_dir / "certificate.pem")
        shutil.copy(made.key, run_dir / "key.pem")
        settings = (
            "method = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\n"
            f"private_key = {run_dir}/key.pem\ncertificate = {run_dir}/certificate.pem\n"
        )
        (run_dir / "tls.cfg").write_text(
            f"[server:default]\n{settings}[client:default]\n{settings}"
        )

    def _local_cfg(self, run_dir: Path) -> str:
        known = self._settings
        secret = certificate.lasting_secret(known.state_dir / SEAL_FILE)
        tls = f"#!define WITH_TLS\n#!define TLS_PORT {known.tls_port}\n"
        tls += f'#!define TLS_CONFIG "{run_dir}/tls.cfg"\n'
        return (
            f"#!define SIP_HOST {known.sip_host}\n"
            f"#!define SIP_PORT {known.sip_port}\n"
            f"#!define RPC_PORT {known.rpc_port}\n"
            f'#!define SIP_IP "{known.sip_host}"\n'
            f'#!define SIP_SELF "{known.sip_host}:{known.sip_port}"\n'
            f'#!define EVAPI_ADDRESS "127.0.0.1:{known.evapi_port}"\n'
            f'#!define DOMAIN "{known.domain}"\n'
            f'#!define RPC_AUTHORIZATION "Bearer {self.access.token}"\n'
            f'#!define ROUTE_SECRET "{secret}"\n'
        ) + (tls if known.tls_port else "")

    def _command(self, run_dir: Path) -> list[str]:
        """setpriv sets the death signal after it changed the user: a change of user clears it."""
        command = ["setpriv", "--pdeathsig", "TERM"]
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_UNPRIVILEGED)
            command += [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
            command += ["--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
        kamailio = [self._settings.binary, "-DD", "-E", "-f", f"{run_dir}/kamailio.cfg"]
        kamailio += ["-P", f"{run_dir}/pbx.pid", "-Y", str(run_dir), "-w", str(run_dir)]
        return [*command, "--", *kamailio, "-m", str(self._settings.shared_mb), "-M", "8"]


def _relay(process: subprocess.Popen[bytes], leaving: threading.Event) -> None:
    """Pass on what Kamailio says, but not its processes' alarm at each other's end."""
    if process.stderr is None:
        return
    with process.stderr as said:
        for line in said:
            is_usual = leaving.is_set() or _SAID_AT_EACH_START in line
            level = logging.DEBUG if is_usual else logging.WARNING
            log.log(level, "%s", line.decode(errors="replace").rstrip())


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Ask the main process, which ends its children without alarm; then end what is left.

    It may be gone while its children live on, so the whole group is always ended.
    """
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.terminate()
        process.wait(_LEAVE_WITHIN_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
