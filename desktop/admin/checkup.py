"""What this computer can do for calls: looked at beside the window, told with what to do."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata

from PySide6.QtCore import qVersion
from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage

NOTIFIER = "org.freedesktop.Notifications"
DBUS_MS = 1000


class Health(StrEnum):
    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` says what to do where it is not good."""

    title: str
    health: Health
    words: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Connections:
    """What the window knows already: of the phone and of the server."""

    phone_ready: bool
    phone: str
    server_ready: bool
    server: str


def connections(now: Connections) -> tuple[Finding, ...]:
    """Phone and server, in the words the window has for them."""
    asked = "Ask your administrator" in now.phone
    phone = "" if now.phone_ready or asked else "Ask your administrator if it stays so."
    server = (
        "What you do is kept and sent later. Check the network." if not now.server_ready else ""
    )
    return (
        Finding("Phone", Health.GOOD if now.phone_ready else Health.BAD, now.phone, phone),
        Finding("Server", Health.GOOD if now.server_ready else Health.BAD, now.server, server),
    )


def computer() -> tuple[Finding, ...]:
    """Notifications and sound. Not for the GUI thread: it asks other programs."""
    return (notifications(), *sound())


def notifications() -> Finding:
    """Whether the system shows notices of programs (CAL-15)."""
    title = "System notifications"
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        words = "This session has no message bus, so the system shows no notices."
        advice = "Notices appear inside Ringdesk only. Keep its window in view."
        return Finding(title, Health.BAD, words, advice)
    notifier = QDBusInterface(NOTIFIER, "/org/freedesktop/Notifications", NOTIFIER, bus)
    notifier.setTimeout(DBUS_MS)
    answer = notifier.call("GetServerInformation")
    if answer.type() == QDBusMessage.MessageType.ReplyMessage:
        name = str(next(iter(answer.arguments()), "the desktop"))
        words = f"Shown by {name}."
        advice = "No notice seen? Turn off “Do not disturb” in the system's settings."
        return Finding(title, Health.GOOD, words, advice)
    words = "No program on this computer shows notices."
    advice = "Install or switch on your desktop's notification service, then check again."
    return Finding(title, Health.BAD, words, advice)


def sound() -> tuple[Finding, ...]:
    """Whether there is something to hear and to speak with."""
    import miniaudio  # noqa: PLC0415 - asks the sound system when loaded

    from softphone.sound.hardware import BACKENDS  # noqa: PLC0415

    try:
        devices = miniaudio.Devices(BACKENDS)
        counts = (len(devices.get_captures()), len(devices.get_playbacks()))
    except miniaudio.MiniaudioError:
        words = "The sound system of this computer does not answer."
        return (Finding("Sound", Health.BAD, words, "Restart it, or the computer."),)
    return (_device("Microphone", counts[0]), _device("Loudspeaker or headset", counts[1]))


def versions() -> tuple[tuple[str, str], ...]:
    """What runs here; nothing of who uses it."""
    return (
        ("Ringdesk", metadata.version("ringdesk")),
        ("Python", platform.python_version()),
        ("Qt", qVersion() or ""),
        ("System", f"{platform.system()} {platform.release()} ({platform.machine()})"),
    )


def as_text(findings: tuple[Finding, ...]) -> str:
    """Everything as text to send to somebody; no names, no numbers, no addresses."""
    lines = [f"{each.title}: {each.health}. {each.words}" for each in findings]
    lines += [f"{name}: {version}" for name, version in versions()]
    return "\n".join(lines)


def _device(title: str, count: int) -> Finding:
    if count:
        return Finding(title, Health.GOOD, "Found." if count == 1 else f"{count} found.")
    return Finding(title, Health.BAD, "None found.", "Connect or switch one on, then check again.")
