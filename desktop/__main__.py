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
    """Run the desk; `--sign-in-from-stdin` takes one JSON line with server, email, password."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    from PySide6.QtWidgets import QApplication

    from desktop.app import App
    from desktop.settings import profile_dir

    application = QApplication(["ringdesk"])
    application.setApplicationName("Ringdesk")
    application.setQuitOnLastWindowClosed(False)
    phone = shlex.split(os.environ.get("RINGDESK_PHONE_ARGUMENTS", ""))
    app = App(application, profile_dir(), phone)
    return app.run(_credentials() if "--sign-in-from-stdin" in given else None)


def _credentials() -> Credentials:
    """One JSON line from whoever started us; a password never stands on a command line."""
    return msgspec.json.decode(sys.stdin.readline(), type=Credentials)


if __name__ == "__main__":
    sys.exit(main())
