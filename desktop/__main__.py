"""Start of the desktop: arguments, then the window as fast as it can be."""

from __future__ import annotations

import logging
import os
import shlex
import sys
from collections.abc import Sequence

import msgspec

from desktop.settings import Credentials


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the desk, or hand `call NUMBER` or a tel:, sip: or callto: link to the one that runs.

    `--sign-in-from-stdin` takes one JSON line with server, email, password.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    target, is_link = _asked_for(given)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    from PySide6.QtWidgets import QApplication

    from desktop.app import App
    from desktop.settings import door_path, profile_dir

    application = QApplication(["ringdesk"])
    if (target or door_path(profile_dir()).exists()) and _is_told(target, is_link):
        return 0
    application.setApplicationName("Ringdesk")
    application.setQuitOnLastWindowClosed(False)
    phone = shlex.split(os.environ.get("RINGDESK_PHONE_ARGUMENTS", ""))
    app = App(application, profile_dir(), phone)
    if target:
        app.ask_to_call(target, is_link=is_link)
    return app.run(_credentials() if "--sign-in-from-stdin" in given else None)


def _asked_for(given: list[str]) -> tuple[str, bool]:
    """What is to be called, and whether a link says so; empty: nothing."""
    if given[:1] == ["call"]:
        if len(given) < 2:
            raise SystemExit("usage: ringdesk call NUMBER")
        return " ".join(given[1:]), False
    links = [
        word for word in given if word.lower().startswith(("tel:", "sip:", "sips:", "callto:"))
    ]
    return (links[0], True) if links else ("", False)


def _is_told(target: str, is_link: bool) -> bool:  # noqa: FBT001 - the fact itself
    """Whether a desk runs already and has taken it over."""
    from desktop.settings import profile_dir
    from desktop.shell.handlers import Told, deliver

    return deliver(profile_dir(), Told(target, is_link))


def _credentials() -> Credentials:
    """One JSON line from whoever started us; a password never stands on a command line."""
    return msgspec.json.decode(sys.stdin.readline(), type=Credentials)


if __name__ == "__main__":
    sys.exit(main())
