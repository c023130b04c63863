"""The compose file is one, and keeps what it promises. There is no engine here, so it is read, not run."""

import re
import subprocess
import sys

from tests.house.reading import HOUSE

COMPOSE = HOUSE / "docker-compose.yml"


def fits_the_schema(path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_compose_file_fits_its_schema():
    done = fits_the_schema(COMPOSE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_compose_file_with_an_unknown_word_is_seen(tmp_path):
    broken = tmp_path / "docker-compose.yml"
    broken.write_text("services:\n  web:\n    imgae: coproduction\n")
    assert fits_the_schema(broken).returncode != 0


def test_ports_are_open_to_this_machine_only_and_no_password_is_written_down():
    text = COMPOSE.read_text()
    ports = re.findall(r"ports: \[(.*)\]", text)
    assert ports and all(port.strip('"').startswith("127.0.0.1:") for port in ports)
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert re.search(rf"\$\{{{name}:\?", text), f"{name} must come from the environment"


def test_the_site_runs_without_rights():
    dockerfile = (HOUSE / "Dockerfile").read_text()
    assert dockerfile.startswith("#") and "ARG BASE=" in dockerfile
    assert dockerfile.count("\nFROM ${BASE}") == 2
    assert "\nUSER site\n" in dockerfile
