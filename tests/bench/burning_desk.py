"""A desktop process with a phone engine beside it, whose window thread does nothing but compute.

Standard input: one JSON line with the account, then one line for each number to dial.
"""

from __future__ import annotations

import sys
import threading

import msgspec
from PySide6.QtCore import QCoreApplication, QTimer

from desktop.calls.phone_process import PhoneProcess, engine_command
from softphone import protocol

BURN_MS = 300
EVERY_MS = 350


def burn() -> None:
    """About 300 ms in one C call that holds the interpreter, as a large sort does."""
    sorted(range(2_500_000), key=lambda number: -number)


def main() -> None:
    application = QCoreApplication([])
    process = PhoneProcess(engine_command(()))
    process.said.connect(show)
    account = msgspec.json.decode(sys.stdin.readline(), type=protocol.Register)
    process.start()
    process.send(account)
    timer = QTimer(interval=EVERY_MS)
    timer.timeout.connect(burn)
    threading.Thread(target=listen, args=(process, timer, application), daemon=True).start()
    application.exec()
    process.stop()


def show(event: object) -> None:
    if isinstance(event, protocol.Registration):
        print(event.state, flush=True)


def listen(process: PhoneProcess, timer: QTimer, application: QCoreApplication) -> None:
    for line in sys.stdin:
        number = line.strip()
        QTimer.singleShot(0, application, lambda n=number: process.send(protocol.Dial(n)))
        QTimer.singleShot(0, application, timer.start)
    application.quit()


if __name__ == "__main__":
    main()
