"""What others wrote is here in exact versions, under licences we know, in a list for who asks; and no secret lies in the tree."""

import json
import re
import secrets as chance
import subprocess
import tomllib
import uuid
from email.message import Message
from io import StringIO

import pytest
from django.core.management import call_command

from coproduction.management import supply
from tests.house import secrets
from tests.house.reading import HOUSE

FINE = {
    "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0",
}  # fmt: skip
# Others, each with the reason why it may be here all the same.
BECAUSE = {
    "axe-playwright-python": "says nothing in its metadata; the file in it is the MIT licence. Tests only",
    "djlint": "GPL: a tool on the machine of whoever changes the code, no part of the site",
    "mutagen": "GPL-2.0-or-later: may run on a server; whoever gives the whole site to others passes it on under that licence",
    "text-unidecode": "Artistic, or GPL at our choice: part of a tool of the tests (pytest-playwright)",
}
PINNED_BY_OTHERS = {"packaging", "python-dateutil"}  # kombu and celery name exact versions of these
NOT_OURS = {"pip", "setuptools", "wheel", "uv"}
EXACT = re.compile(r"\d+(\.\d+)+([a-z0-9.-]*)")


def licences(part):
    return re.split(r" (?:OR|AND) |[()]", part.licence) if part.licence else []


def unknown_licences(parts):
    """With OR one of them is enough, with AND all must be fine: asked for all, which is stricter."""
    return [
        f"{part.name}: {part.licence or 'says nothing'}"
        for part in parts
        if part.name not in BECAUSE and (not part.licence or set(filter(None, licences(part))) - FINE)
    ]


def pyproject():
    return tomllib.loads((HOUSE / "pyproject.toml").read_text())


def pins(told):
    """Name and the versions it is pinned to (some differ with the Python)."""
    found = {}
    for line in told["tool"]["uv"]["constraint-dependencies"]:
        name, sign, version = line.partition(";")[0].strip().partition("==")
        found.setdefault(supply.same_name(name), []).append(version if sign else "")
    return found


def wanted(told):
    groups = told["dependency-groups"].values()
    lines = [*told["project"]["dependencies"], *(line for group in groups for line in group)]
    return {supply.same_name(re.match(r"[A-Za-z0-9._-]+", line)[0]) for line in lines}


# --- exact versions ---


def test_every_package_we_ask_for_and_every_one_they_bring_is_pinned():
    told = pins(pyproject())
    assert [name for name, versions in told.items() if not all(EXACT.fullmatch(one) for one in versions)] == []
    assert wanted(pyproject()) - set(told) == set()
    installed = {part.name: part.version for part in supply.packages() if part.name not in PINNED_BY_OTHERS | NOT_OURS}
    assert {name for name, version in installed.items() if version not in told.get(name, [])} == set()


def test_what_the_styles_are_built_with_is_pinned():
    assert [part for part in supply.styles() if not EXACT.fullmatch(part.version)] == []
    dockerfile = (HOUSE / "Dockerfile").read_text()
    assert re.findall(r"pip install (?!uv==\d)|--from (?!\S+==\d)", dockerfile) == []


def test_a_loose_version_is_seen():
    told = {"tool": {"uv": {"constraint-dependencies": ["django>=5", "x==1.0; python_version < '3.12'", "x==2.0"]}}}
    assert pins(told)["x"] == ["1.0", "2.0"] and [""] in pins(told).values()
    assert [one for one in ("", "^10.6.1", "~1.2", "latest", "1.x") if EXACT.fullmatch(one)] == []


# --- licences ---


def test_every_licence_is_known_and_fine():
    assert unknown_licences(supply.packages() + supply.styles()) == []


def test_no_reason_is_kept_for_what_is_gone_or_fine():
    here = {part.name: part for part in supply.packages()}
    assert set(BECAUSE) <= set(here)
    assert [name for name in BECAUSE if here[name].licence and set(licences(here[name])) <= FINE] == []


def test_a_licence_that_is_not_fine_is_seen():
    parts = [supply.Part(name, "1", licence, "pypi") for name, licence in
             [("a", "AGPL-3.0-only"), ("b", ""), ("c", "MIT AND SSPL-1.0"), ("d", "MIT OR Apache-2.0")]]  # fmt: skip
    assert unknown_licences(parts) == ["a: AGPL-3.0-only", "b: says nothing", "c: MIT AND SSPL-1.0"]


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ([("License-Expression", "MIT"), ("License", "BSD")], "MIT"),
        ([("License", "Apache 2.0")], "Apache-2.0"),
        ([("License", "Copyright (c) somebody. All rights reserved. " * 9), ("Classifier", "License :: OSI Approved"),
          ("Classifier", "License :: OSI Approved :: BSD License")], "BSD-3-Clause"),
        ([("License", "Homemade"), ("Classifier", "Topic :: Text")], "Homemade"),
        ([], ""),
    ],
)  # fmt: skip
def test_a_licence_is_read_from_wherever_a_package_says_it(fields, licence):
    told = Message()
    for name, value in fields:
        told[name] = value
    assert supply.licence_of(told) == licence


# --- the bill of materials ---


def test_the_bill_lists_all_that_is_installed_with_version_and_licence(clock, now):
    out = StringIO()
    call_command("sbom", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["bomFormat"], told["specVersion"], told["metadata"]["timestamp"]) == (
        "CycloneDX",
        "1.5",
        now.isoformat(),
    )
    assert uuid.UUID(told["serialNumber"].removeprefix("urn:uuid:"))
    parts = {part["purl"]: part for part in told["components"]}
    assert len(parts) == len(told["components"]) > 80
    django = parts[f"pkg:pypi/django@{pins(pyproject())['django'][0]}"]
    assert django["licenses"] == [{"expression": "BSD-3-Clause"}] and django["type"] == "library"
    assert "pkg:npm/nhsuk-frontend@10.6.1" in parts
    assert "licenses" not in next(part for name, part in parts.items() if "axe-playwright-python" in name)
    assert told["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in told["components"]]


def test_where_no_styles_are_installed_their_versions_are_listed_without_a_licence(tmp_path):
    (tmp_path / "package.json").write_text('{"devDependencies": {"sass": "1.0.0"}}')
    assert supply.styles(tmp_path) == [supply.Part("sass", "1.0.0", "", "npm")]


# --- secrets ---


def test_no_secret_lies_in_the_tree():
    assert len(secrets.tree(HOUSE)) > 2000
    assert list(secrets.secrets_of(HOUSE)) == []


def planted():
    """Made here and now: written out, they would be found."""
    letters = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(40))
    yield "a private key", "-----BEGIN RSA " + "PRIVATE KEY-----"
    yield "a key of AWS", "AKIA" + letters[:16].upper()
    yield "a token of GitHub", "ghp_" + letters[:36]
    yield "a token of GitLab", "glpat-" + letters[:20]
    yield "a token of Slack", "xoxb-" + letters[:12]
    yield "a key of Google", "AIza" + letters[:35]
    yield "a key of Stripe or Postmark", "sk_live_" + letters[:24]
    yield "a signed token", ".".join(["eyJ" + letters[:12], "eyJ" + letters[:12], letters[:12]])
    yield "a password in an address", "postgres://coproduction:" + letters[:9] + "@db:5432/x"
    yield "letters that look like a key", 'KEY = "aZ4' + "bY5cX6dW7eV8fU9gT0hS1iR2jQ3kP" + 'm"'


@pytest.mark.parametrize("kind", [*secrets.PATTERNS, "letters that look like a key"])
def test_a_secret_that_lies_in_the_tree_is_seen(kind, tmp_path):
    what, line = kind, dict(planted())[kind]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / "notes.md").write_text(f"All is well.\n{line}\n")
    (tmp_path / "photo.png").write_bytes(b"\0" + line.encode())
    assert ("notes.md:2", what) in list(secrets.secrets_of(tmp_path))


def test_a_tree_without_its_history_is_looked_through_too(tmp_path):
    (tmp_path / "var").mkdir()
    for name in ("notes.md", "var/secret_key"):
        (tmp_path / name).write_text(dict(planted())["a private key"])
    assert list(secrets.secrets_of(tmp_path)) == [("notes.md:1", "a private key")]


def test_words_paths_and_examples_are_no_secrets():
    for line in ("postgres://user:password@host/name", "smtp://user:${PASSWORD}@mail", "https://groups.example.org/a:b@c",
                 "test_every_package_we_ask_for_and_every_one_they_bring_is_pinned", "a" * 64, "0123456789abcdef" * 4):  # fmt: skip
        assert list(secrets.secrets_in(line)) == [], line
