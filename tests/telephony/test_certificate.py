"""The phone system's certificate: kept while it serves, made anew when it does not."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from sync_server.telephony.certificate import ensure, lasting_secret

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_the_certificate_names_the_address_and_its_key_is_kept_from_others(tmp_path: Path) -> None:
    made = ensure(tmp_path / "deep", "192.0.2.7", NOW)
    found = x509.load_pem_x509_certificate(made.certificate.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["192.0.2.7"]
    assert found.not_valid_before_utc < NOW < found.not_valid_after_utc
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert len(list(made.key.parent.iterdir())) == 2


def test_the_certificate_is_the_same_after_a_restart(tmp_path: Path) -> None:
    before = ensure(tmp_path, "192.0.2.7", NOW).certificate.read_bytes()
    after = ensure(tmp_path, "192.0.2.7", NOW + timedelta(days=3_000)).certificate.read_bytes()
    assert before == after


def test_a_new_address_an_end_in_sight_or_a_broken_file_make_a_new_certificate(
    tmp_path: Path,
) -> None:
    first = ensure(tmp_path, "192.0.2.7", NOW).certificate.read_bytes()
    second = ensure(tmp_path, "192.0.2.8", NOW).certificate.read_bytes()
    made = ensure(tmp_path, "192.0.2.8", NOW + timedelta(days=3_600))
    third = made.certificate.read_bytes()
    made.key.write_text("broken")
    fourth = ensure(tmp_path, "192.0.2.8", NOW + timedelta(days=3_600)).certificate.read_bytes()
    assert len({first, second, third, fourth}) == 4


def test_a_lasting_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "seal"
    made = lasting_secret(file)
    assert len(made) == 48
    assert lasting_secret(file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
