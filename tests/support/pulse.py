"""A sound server without hardware: one virtual microphone and one virtual speaker for a phone."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.support.sip import wait_until

_SCRIPT = """
load-module module-native-protocol-unix auth-anonymous=1 socket={socket}
load-module module-null-sink sink_name=bus rate=48000 channels=2
load-module module-remap-sink sink_name=mouth master=bus {one}front-left
load-module module-remap-sink sink_name=ear master=bus {one}front-right
load-module module-remap-source source_name=mic master=bus.monitor {one}front-left
set-default-sink ear
set-default-source mic
"""


_ONE_CHANNEL = "channels=1 channel_map=mono remix=no master_channel_map="


class Pulse:
    """`start` it, put `env` into the phone's environment, `speak` into its microphone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "pulse.sock"
        self._script = folder / "pulse.pa"
        self._script.write_text(_SCRIPT.format(socket=self._socket, one=_ONE_CHANNEL))
        self._server: subprocess.Popen[bytes] | None = None
        self.env = {
            "PULSE_SERVER": f"unix:{self._socket}",
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "ALSA_CONFIG_PATH": os.devnull,
        }

    def start(self) -> None:
        command = ["pulseaudio", "-n", "-F", str(self._script), "--exit-idle-time=-1"]
        command += ["--daemonize=no", "--use-pid-file=no", "--disable-shm=yes"]
        with (self._folder / "pulse.log").open("ab") as log:
            self._server = subprocess.Popen(
                command, env={**os.environ, **self.env}, stdout=log, stderr=log
            )
        wait_until(self._is_up, "the sound server is up", 10)

    def stop(self) -> None:
        if self._server is not None:
            self._server.kill()
            self._server.wait(5)
        self._server = None

    def speak(self, voice: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["paplay", "-d", "mouth", str(voice)], env={**os.environ, **self.env}
        )

    def unplug(self, name: str) -> None:
        """Take away the device `mic` or `ear`, as a headset that is pulled out."""
        listed = self._pactl("list", "short", "modules")
        number = next(
            row.split()[0] for row in listed.splitlines() if f"_name={name} " in f"{row} "
        )
        self._pactl("unload-module", number)

    def make_default(self, source: str) -> None:
        self._pactl("set-default-source", source)

    def _pactl(self, *words: str) -> str:
        env = {**os.environ, **self.env}
        done = subprocess.run(["pactl", *words], env=env, capture_output=True, check=True)
        return done.stdout.decode()

    def _is_up(self) -> bool:
        asked = subprocess.run(
            ["pactl", "list", "short", "sources"],
            env={**os.environ, **self.env},
            capture_output=True,
            check=False,
        )
        return b"mic" in asked.stdout
