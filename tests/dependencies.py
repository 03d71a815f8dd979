"""`make audit`: what is known against the packages that are locked, and what each is. `make sbom`: the same as CycloneDX.

pip-audit asks an advisory source. It is content when that source does not know a package: here that is never "clean".
Where no source answers, a person has to look; what they need for it is printed: each package with its reason, its date
and the newest version that the package index has. Both run in .venv-audit, which never enters the project's environment.

Exit status of `audit`: 0 every package was looked up and none has anything against it, 1 something was found, 2 not every
package could be looked up.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SBOM = ROOT / "docs" / "sbom.cdx.json"
_LOCKED = re.compile(r"(?m)^([a-z0-9._-]+)==(\S+)(.*(?:\n[ \t].*)*)")
_SERVICES = ("pypi", "osv")  # pip-audit's names for where it asks


@dataclass(frozen=True)
class Locked:
    """A package as it is locked. `reason`: ours, from pyproject.toml; "" for what another package needs."""

    name: str
    version: str
    runtime: bool
    hashes: frozenset[str]
    needed_by: tuple[str, ...]
    reason: str

    @property
    def why(self) -> str:
        """Why it is here."""
        return self.reason or f"needed by {', '.join(self.needed_by)}"


@dataclass(frozen=True)
class Known:
    """What the package index says: the day the locked version came out, the newest version, and what is odd."""

    date: str = "?"
    newest: str = "?"
    odd: str = ""


# ---- what is locked ----


def locked(root: Path = ROOT) -> list[Locked]:
    """Return every locked package by name. The lock of the development tools holds the runtime's too."""
    said = reasons((root / "pyproject.toml").read_text())
    runtime = {match[1] for match in _LOCKED.finditer((root / "requirements.lock").read_text())}
    found = {}
    for file in ("requirements-dev.lock", "requirements.lock"):  # the second lacks what only the tools need it for
        for match in _LOCKED.finditer((root / file).read_text()):
            name, rest = match[1], match[3]
            by = tuple(one for one in re.findall(r"(?m)#\s+(?:via )?([a-z0-9][a-z0-9._-]*)", rest) if one != "via")
            hashes = frozenset(re.findall(r"sha256:([0-9a-f]{64})", rest))
            found[name] = Locked(name, match[2], name in runtime, hashes, by, said.get(name, ""))
    return [found[name] for name in sorted(found)]


def reasons(pyproject: str) -> dict[str, str]:
    """Return the reason that stands behind each requirement in pyproject.toml."""
    named = re.findall(r'(?m)^\s*(?:\w+ = \[)?"([A-Za-z0-9._-]+)[^"]*",?\]?[ \t]*(?:#[ \t]*(.*))?$', pyproject)
    return {name.lower(): reason.strip() or "a tool of the developers" for name, reason in named}


# ---- what is known against it ----


def judged(untrusted_report: str) -> tuple[dict[str, list[str]], set[str]]:
    """Return what pip-audit found, package → advisories, and the packages it looked up at all.

    Of a package that its source does not know, it says why it was skipped, and ends as if all were well.
    """
    try:
        rows = json.loads(untrusted_report)["dependencies"]
        looked = {row["name"].lower() for row in rows if "skip_reason" not in row}
        found = {row["name"].lower(): [_advisory(one) for one in row["vulns"]] for row in rows if row.get("vulns")}
    except (ValueError, KeyError, TypeError, AttributeError):  # it could not be reached: a traceback, and no report
        return {}, set()
    return found, looked


def _advisory(row: Mapping[str, Any]) -> str:
    return row["id"] + (f", mended in {', '.join(row['fix_versions'])}" if row.get("fix_versions") else ", not mended")


def advisories(packages: Iterable[Locked]) -> tuple[dict[str, list[str]], set[str]]:
    """Ask each source about the packages until all were looked up. Returns as `judged` does."""
    found: dict[str, list[str]] = {}
    looked: set[str] = set()
    for service in _SERVICES:
        command = [
            "-m", "pip_audit", "-r", str(ROOT / "requirements-dev.lock"), "--require-hashes", "--disable-pip", "--format", "json",
            "--progress-spinner", "off", "--timeout", "10", "--vulnerability-service", service,
        ]  # fmt: skip
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
        more, also = judged(done.stdout)
        found, looked = found | more, looked | also
        if looked >= {one.name for one in packages}:
            break
    return found, looked


# ---- what the package index says ----


def index_address() -> str:
    """Return the index that pip asks on this machine: of its settings, or else its own."""
    said = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    if match := re.search(r"\.index-url='([^']+)'", said.stdout):
        return match[1]
    from pip._internal.models.index import PyPI

    return str(PyPI.simple_url)


def asked(package: Locked, address: str) -> Known:
    """Ask the index about one package (PEP 691; dates since PEP 700). What it does not say stays "?"."""
    request = urllib.request.Request(
        f"{address.rstrip('/')}/{package.name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return known(package, json.loads(answer.read(20_000_000)))
    except (OSError, ValueError, KeyError, TypeError):
        return Known()


def known(package: Locked, page: Mapping[str, Any]) -> Known:
    """Return what an index page says of a locked package. A file is known by its hash, not by its name."""
    from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename
    from packaging.version import InvalidVersion

    versions, ours = [], []
    for file in page["files"]:
        name = file["filename"]
        if file["hashes"].get("sha256") in package.hashes:
            ours.append(file)
        try:
            version = (parse_wheel_filename if name.endswith(".whl") else parse_sdist_filename)(name)[1]
        except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
            continue
        if not file.get("yanked") and not version.is_prerelease:
            versions.append(version)
    dates = sorted(file["upload-time"][:10] for file in ours if file.get("upload-time"))
    odd = "" if ours else "no file of this index has a hash of the lock"
    if ours and all(file.get("yanked") for file in ours):
        odd = "taken back by its makers"
    return Known(dates[0] if dates else "?", str(max(versions)) if versions else "?", odd)


# ---- telling ----


def audit() -> int:
    """Look everything up, print it, and return the exit status."""
    packages = locked()
    found, looked = advisories(packages)
    address = index_address()
    with ThreadPoolExecutor(4) as pool:
        told = dict(zip(packages, pool.map(lambda one: asked(one, address), packages), strict=True))
    for package in packages:
        told_of = told[package]
        newer = "" if told_of.newest in ("?", package.version) else f"newest {told_of.newest}"
        kind = "runtime" if package.runtime else "dev"
        print(f"{package.name:24} {package.version:18} {kind:8} {told_of.date:11} {newer:20} {package.why}")
    print()
    lines, status = verdict(packages, found, looked, told)
    print("\n".join(lines))
    return status


def verdict(
    packages: Iterable[Locked], found: Mapping[str, list[str]], looked: set[str], told: Mapping[Locked, Known]
) -> tuple[list[str], int]:
    """Return what to say at the end, and the exit status: 1 something was found, 2 not all was looked up, 0 clean."""
    packages = list(packages)
    lines = [f"AGAINST {one.name} {one.version}: {text}" for one in packages for text in found.get(one.name, ())]
    lines += [f"ODD {one.name} {one.version}: {told[one].odd}" for one in packages if told[one].odd]
    missed = [one.name for one in packages if one.name not in looked]
    if not missed:
        what = f"{len(lines)} found" if lines else "nothing was found"
        return [
            *lines,
            f"All {len(packages)} packages were looked up at an advisory source: {what}.",
        ], 1 if lines else 0
    which = f" ({', '.join(missed)})" if len(missed) < len(packages) else ""
    end = [
        f"NOT AUDITED: {len(missed)} of {len(packages)} packages, since no advisory source was reached that knows them{which}.",
        "This is no clean bill. Run it where a source can be reached, or go through the list above by hand.",
    ]
    return [*lines, *end], 1 if lines else 2


def sbom() -> int:
    """Write the bill of materials (CycloneDX 1.6): no time, no serial, no machine, so that it is the same anywhere."""
    from cyclonedx.model import Property
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    from packageurl import PackageURL

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    root = Component(
        name=project["name"], version=project["version"], bom_ref=project["name"], type=ComponentType.APPLICATION,
        description=project["description"],
    )  # fmt: skip
    bom, parts = Bom(), {}
    bom.metadata.component = root
    packages = locked()
    for one in packages:
        parts[one.name] = Component(
            name=one.name, version=one.version, bom_ref=one.name, type=ComponentType.LIBRARY,
            purl=PackageURL("pypi", None, one.name, one.version), description=one.reason or None,
            scope=ComponentScope.REQUIRED if one.runtime else ComponentScope.EXCLUDED,
            properties=[Property(name="binnenskamers:locked-in", value=f"requirements{'' if one.runtime else '-dev'}.lock")],
        )  # fmt: skip
        bom.components.add(parts[one.name])
    for name, part in {project["name"]: root, **parts}.items():
        bom.register_dependency(part, [parts[one.name] for one in packages if name in one.needed_by])
    made = json.loads(JsonV1Dot6(bom).output_as_string())
    del made["serialNumber"], made["metadata"]["timestamp"]
    text = json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if wrong := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        print(f"not written: this is no CycloneDX 1.6 ({wrong})")
        return 3
    SBOM.write_text(text)
    print(f"{SBOM.relative_to(ROOT)}: {len(packages)} packages, valid CycloneDX 1.6")
    return 0


if __name__ == "__main__":
    sys.exit(sbom() if sys.argv[1:] == ["sbom"] else audit())
