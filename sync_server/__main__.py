"""The server's command line: `ringdesk-server serve | migrate | add-staff`."""

from __future__ import annotations

import argparse
import getpass
import logging
import sys
from collections.abc import Callable, Sequence

from sync_server.settings import BadSettings, Settings, from_environment

Run = Callable[[Settings, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; answer its exit code."""
    given = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    run: Run = given.run
    try:
        return run(from_environment(), given)
    except BadSettings as problem:
        print(problem, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ringdesk-server")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve desks, portal and field app")
    serve.set_defaults(run=_serve)
    migrate = commands.add_parser("migrate", help="bring the database to the newest schema")
    migrate.set_defaults(run=_migrate)
    add_staff = commands.add_parser("add-staff", help="make a colleague's account")
    add_staff.add_argument("name")
    add_staff.add_argument("email")
    add_staff.add_argument(
        "role", choices=["owner", "admin", "finance", "agent", "fieldworker"], help="what they do"
    )
    add_staff.add_argument("--no-phone", action="store_true", help="make no phone account")
    add_staff.set_defaults(run=_add_staff)
    return parser


def _serve(settings: Settings, _given: argparse.Namespace) -> int:
    from sync_server.app import serve

    serve(settings)
    return 0


def _migrate(settings: Settings, _given: argparse.Namespace) -> int:
    from sync_server.store.database import Database
    from sync_server.store.schema import migrate

    database = Database(settings.database_url)
    migrate(database)
    database.close()
    return 0


def _add_staff(settings: Settings, given: argparse.Namespace) -> int:
    """The password is asked for, or read from standard input when that is not a terminal."""
    from sync_server.contract.values import Role
    from sync_server.store.accounts import Accounts, BadAccount, NewStaff
    from sync_server.store.database import Database
    from sync_server.store.schema import migrate

    database = Database(settings.database_url)
    migrate(database)
    is_terminal = sys.stdin.isatty()
    password = getpass.getpass() if is_terminal else sys.stdin.readline().rstrip("\n")
    new = NewStaff(given.name, given.email, Role(given.role), password, not given.no_phone)
    try:
        print(Accounts(database, settings).add_staff(new))
    except BadAccount as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
