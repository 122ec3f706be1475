"""The programs beside the server, built from settings: the phone system and the mailbox."""

from __future__ import annotations

import socket

from sync_server.settings import Settings
from sync_server.telephony import call_reports, mailbox_pool, office
from sync_server.telephony.mailbox import MailboxSettings
from sync_server.telephony.mailbox_worker import leave, until_told
from sync_server.telephony.pbx import Pbx, PbxSettings


def run_pbx(settings: Settings) -> None:
    """Keep Kamailio up until told to stop."""
    known = PbxSettings(
        state_dir=office.state_dir(settings),
        domain=settings.sip_domain,
        sip_host=office.sip_host(settings),
        sip_port=int(settings.sip_proxy.rpartition(":")[2]),
        rpc_port=_free_port(),
        evapi_port=_free_port(),
        tls_port=settings.sip_tls_port,
    )
    Pbx(known).run(until_told())


def mailbox_settings(settings: Settings) -> MailboxSettings:
    """The first process of the mailbox; the others follow on the next ports."""
    return MailboxSettings(
        spool_dir=office.spool_dir(settings),
        user=call_reports.MAILBOX_USER,
        host=office.sip_host(settings),
        port=settings.mailbox_port,
        greetings_dir=office.state_dir(settings) / office.GREETINGS_DIR,
    )


def run_mailbox(settings: Settings) -> None:
    """Answer what nobody answered, four callers in each process, until told to stop."""
    known = mailbox_settings(settings)
    mailbox_pool.MailboxPool(known, settings.mailbox_processes, leave).run(until_told())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
