"""A real server process that dies (kill -9) at a commit, or behind it and before the answer."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import uvicorn
from sqlalchemy.engine.interfaces import DBAPIConnection

from sync_server.app import build, create_app
from sync_server.store.database import Database
from tests.support.office import settings_for


def die_at_the_commit_of_a_customer(database: Database) -> None:
    """Not one statement later than the commit: what was to be written after it is never written."""
    dialect = database.engine.dialect
    commit = dialect.do_commit

    def commit_and_die(connection: DBAPIConnection) -> None:
        commit(connection)
        cursor = connection.cursor()
        cursor.execute("SELECT count(*) FROM customer")
        if cursor.fetchone()[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        cursor.close()

    dialect.do_commit = commit_and_die


def main() -> None:
    """Serve the database in argv[4] on port argv[2]; argv[3] says when to die, if at all."""
    folder, port, fate = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    url = sys.argv[4]
    server = build(settings_for(folder, url))
    if fate == "dies":
        server.doorbell.listen(lambda _seq: os.kill(os.getpid(), signal.SIGKILL))
    elif fate == "dies_committing":
        die_at_the_commit_of_a_customer(server.database)
    uvicorn.run(create_app(server), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
