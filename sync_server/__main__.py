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
    run: Run = given.run
    try:
        settings = from_environment()
    except BadSettings as problem:
        print(problem, file=sys.stderr)
        return 2
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return run(settings, given)


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
    up = commands.add_parser("up", help="serve, pbx and mailbox side by side, kept running")
    up.set_defaults(run=_up)
    pbx = commands.add_parser("pbx", help="keep the phone system running")
    pbx.set_defaults(run=_pbx)
    mailbox = commands.add_parser("mailbox", help="answer what nobody answered")
    mailbox.set_defaults(run=_mailbox)
    seed = commands.add_parser("seed-demo", help="fill an empty database with a demo business")
    seed.add_argument("--customers", type=int, default=60)
    seed.set_defaults(run=_seed_demo)
    portal_link = commands.add_parser("portal-link", help="make a customer's link to a record")
    portal_link.add_argument("code", help="the record, e.g. BOK-00012")
    portal_link.add_argument("--days", type=int, default=30, help="how long it works")
    portal_link.set_defaults(run=_portal_link)
    verify = commands.add_parser("verify-audit", help="check that the history is whole")
    verify.add_argument("--head", default="", help="a head hash that was noted earlier")
    verify.set_defaults(run=_verify_audit)
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


def _up(_settings: Settings, _given: argparse.Namespace) -> int:
    from sync_server.up import run

    run()
    return 0


def _pbx(settings: Settings, _given: argparse.Namespace) -> int:
    from sync_server.telephony.programs import run_pbx

    run_pbx(settings)
    return 0


def _mailbox(settings: Settings, _given: argparse.Namespace) -> int:
    from sync_server.telephony.programs import run_mailbox

    run_mailbox(settings)
    return 0


def _seed_demo(settings: Settings, given: argparse.Namespace) -> int:
    from sync_server.demo.command import run

    run(settings, given.customers)
    return 0


def _portal_link(settings: Settings, given: argparse.Namespace) -> int:
    from sync_server.portal.command import NoSuchRecord, make_portal_link

    try:
        print(make_portal_link(settings, given.code, given.days))
    except NoSuchRecord as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _verify_audit(settings: Settings, given: argparse.Namespace) -> int:
    from sync_server.store.database import Database
    from sync_server.store.verifying import has_history, told, verify

    database = Database(settings.database_url)
    try:
        if not has_history(database):
            print("This database keeps no history yet. Run `ringdesk-server migrate` first.")
            return 1
        verdict = verify(database, given.head)
    finally:
        database.close()
    print(told(verdict))
    return 0 if verdict.wrong is None else 1


if __name__ == "__main__":
    sys.exit(main())
