"""Prints the third-party notices of a bundle; its argument is the list desktop.spec wrote."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMON = "/usr/share/common-licenses"
OURS = "ringdesk"
RULE = "=" * 78

# Wheels without a licence file: what they say of themselves, and where the text stands.
SAID = {
    "pyside6-essentials": f"""Qt and its bindings are used under the LGPL 3 ({COMMON}/LGPL-3).
They are shared libraries of their own and may be exchanged for others of the same version.""",
    "shiboken6": f"Used under the LGPL 3 ({COMMON}/LGPL-3).",
    "pjsua2-python": f"""PJSIP, under the GPL 2 or later ({COMMON}/GPL-2). It brings OpenSSL 1.0.2k,
MIT Kerberos 5, PCRE 1, keyutils and libselinux as shared libraries.""",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One part made by others."""

    name: str
    licence: str
    text: str


def notices(packed: Sequence[str]) -> Iterator[Notice]:
    """Everything in the bundle that others made."""
    yield Notice(f"Python {platform.python_version()}", "PSF-2.0", _python_licence())
    yield Notice("Inter (typeface)", "OFL-1.1", _read(ROOT / "resources/fonts/OFL.txt"))
    yield Notice("Lucide (icons)", "ISC", _read(ROOT / "resources/icons/LICENSE.txt"))
    # The start-up code of each program comes from the packer.
    for name in sorted({*_distributions(packed), "pyinstaller"}, key=str.lower):
        yield _of(distribution(name))


def _distributions(packed: Sequence[str]) -> set[str]:
    """Which distributions the packed names belong to."""
    owners = packages_distributions()
    return {owner for name in packed for owner in owners.get(name, ())} - {OURS}


def _of(found: Distribution) -> Notice:
    name = found.metadata["Name"]
    texts = [_read(path) for path in _licence_files(found)]
    said = SAID.get(re.sub(r"[-_.]+", "-", name).lower())
    if said:
        texts.insert(0, said)
    if not texts:
        raise SystemExit(f"{name} has no licence text; say in {Path(__file__).name} what holds")
    return Notice(f"{name} {found.version}", _licence(found), "\n\n".join(texts))


def _licence_files(found: Distribution) -> list[Path]:
    named = ("licen", "copying", "notice", "authors")
    inside = [file for file in found.files or () if ".dist-info" in str(file)]
    wanted = [file for file in inside if file.name.lower().startswith(named)]
    return sorted(Path(str(found.locate_file(file))) for file in wanted)


def _licence(found: Distribution) -> str:
    """The licence by its short name, from the oldest or the newest way to say it."""
    kept = found.metadata
    # `get`: another copy of importlib raises for what is missing, this one answers None.
    short = kept.get("License-Expression") or kept.get("License") or ""
    if short and "\n" not in short:
        return short
    said = [line for line in kept.get_all("Classifier") or () if line.startswith("License ::")]
    return ", ".join(line.rpartition(" :: ")[2] for line in said) or "see below"


def _python_licence() -> str:
    """Beside the standard library, or where Debian keeps the texts of its packages."""
    version = ".".join(platform.python_version_tuple()[:2])
    beside = Path(sys.base_prefix) / "lib" / f"python{version}" / "LICENSE.txt"
    for file in (beside, Path("/usr/share/doc") / f"python{version}" / "copyright"):
        if file.exists():
            return _read(file)
    raise SystemExit("the licence of Python was not found")


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace").strip()


def main() -> None:
    print("Ringdesk contains these works of others. Ours is under the GPL 3 or later.")
    for notice in notices(Path(sys.argv[1]).read_text().split()):
        print(f"\n{RULE}\n{notice.name}\nLicence: {notice.licence}\n{RULE}\n{notice.text}")


if __name__ == "__main__":
    main()
