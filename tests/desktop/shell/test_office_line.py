"""The phone comes by TLS with the pinned certificate where the server offers it."""

from __future__ import annotations

from pathlib import Path

from desktop.shell.access import SipAccount
from desktop.shell.office_line import PINNED, office_line
from softphone.line import Transport

PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


def test_without_a_certificate_it_is_plain_tcp_at_the_proxy(tmp_path: Path):
    line = office_line(SipAccount("ann", "desk.test", "127.0.0.1:5060"), "secret", tmp_path)
    assert (line.transport, line.proxy_port, line.srtp) == (Transport.TCP, 5060, False)
    assert list(tmp_path.iterdir()) == []


def test_with_one_it_is_tls_that_trusts_this_certificate_and_offers_keys_for_the_sound(
    tmp_path: Path,
):
    account = SipAccount("ann", "desk.test", "192.0.2.7:5060", 5061, PEM)
    line = office_line(account, "secret", tmp_path)
    assert (line.transport, line.proxy_host, line.proxy_port) == (Transport.TLS, "192.0.2.7", 5061)
    assert line.srtp
    assert Path(line.ca_file) == tmp_path / PINNED
    assert Path(line.ca_file).read_text() == PEM


def test_the_password_is_nowhere_in_its_words(tmp_path: Path):
    account = SipAccount("ann", "desk.test", "192.0.2.7:5060", 5061, PEM)
    assert "secret" not in repr(office_line(account, "secret", tmp_path))
    assert "secret" not in "".join(path.read_text() for path in tmp_path.iterdir())
