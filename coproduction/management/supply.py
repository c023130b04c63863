"""What the site is made of that others wrote: every installed package, what the styles are built with, and the licences."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
SAME = re.compile(r"[-_.]+")
# What packages call the same licence, each with the name it has in the list of SPDX.
SPDX = {
    "apache": "Apache-2.0", "apache 2.0": "Apache-2.0", "apache license": "Apache-2.0", "artistic license": "Artistic-1.0-Perl",
    "apache software license": "Apache-2.0", "bsd": "BSD-3-Clause", "bsd license": "BSD-3-Clause", "new bsd": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause", "mit license": "MIT", "psfl": "PSF-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "dual license": "Apache-2.0 OR BSD-3-Clause",
    "python software foundation license": "PSF-2.0",
}  # fmt: skip
SHORT = 40  # letters; longer than that it is the text of a licence and not its name


@dataclass(frozen=True)
class Part:
    name: str
    version: str
    licence: str  # SPDX, or empty where the package does not say
    source: str  # pypi or npm

    @property
    def purl(self) -> str:
        return f"pkg:{self.source}/{self.name}@{self.version}"


def same_name(name: str) -> str:
    return SAME.sub("-", name).lower()


def licence_of(told) -> str:
    """From a package's own metadata: the expression, else the short word, else what it is filed under."""
    if told.get("License-Expression"):
        return told["License-Expression"]
    short = (told.get("License") or "").strip()
    filed = [line.split("::")[-1].strip() for line in told.get_all("Classifier") or () if line.startswith("License ::")]
    for words in ([short] if short and len(short) < SHORT else []) + filed:
        found = SPDX.get(words.lower(), words)
        if found != "OSI Approved":
            return found
    return ""


def packages() -> list[Part]:
    found = {same_name(one.name): one for one in metadata.distributions()}
    return [Part(name, one.version, licence_of(one.metadata), "pypi") for name, one in sorted(found.items())]


def styles(house: Path = HOUSE) -> list[Part]:
    """What the styles are built with. Exact versions stand in package.json; the licence is known where it is installed."""
    told = json.loads((house / "package.json").read_text())
    wanted = told["devDependencies"] | told.get("overrides", {})
    return [Part(name, version, _npm_licence(house, name), "npm") for name, version in sorted(wanted.items())]


def _npm_licence(house: Path, name: str) -> str:
    try:
        return json.loads((house / "node_modules" / name / "package.json").read_text())["license"]
    except FileNotFoundError:
        return ""


def bill(parts: list[Part], *, serial: str, now: datetime) -> dict:
    """A bill of materials: CycloneDX 1.5."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "timestamp": now.isoformat(),
            "component": {"type": "application", "bom-ref": "coproduction", "name": "coproduction"},
        },
        "components": [_component(part) for part in parts],
        "dependencies": [{"ref": "coproduction", "dependsOn": [part.purl for part in parts]}],
    }


def _component(part: Part) -> dict:
    told = {"type": "library", "bom-ref": part.purl, "name": part.name, "version": part.version, "purl": part.purl}
    return told | ({"licenses": [{"expression": part.licence}]} if part.licence else {})
