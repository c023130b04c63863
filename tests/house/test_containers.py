"""The compose file is one, and keeps what it promises. There is no engine here, so it is read, not run."""

import re
import subprocess
import sys

import yaml

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


# --- every setting can be set ---

MODES = {"DEMO", "TEST_MODE", "DEBUG", "CLOCK_AT", "HASHED_STATIC"}  # never in production, or while the image is built
PARTS = {
    "DATABASE_URL": "POSTGRES_PASSWORD",
    "REDIS_URL": "REDIS_PASSWORD",
    "COPIES_SEALED": "BACKUP_KEY",
}  # made here, of a secret
NOT_FOR_WEB = {"BACKUP_KEY"}
BY_WEB_ALONE = {"MAIL_HOOK_SECRET", "FIGURES_TOKEN"}


def read_by_the_site():
    return set(re.findall(r'\b(?:text|yes|words|whole)\("([A-Z_]+)"', (HOUSE / "coproduction/settings.py").read_text()))


def given(compose, service):
    return {name: str(value or "") for name, value in compose["services"][service].get("environment", {}).items()}


def cannot_be_set(names, compose, dockerfile):
    """Whatever the web server (or, where that is not told it, the worker) reads and neither the environment nor the image says."""
    web = given(compose, "web") | {name: given(compose, "worker").get(name, "") for name in NOT_FOR_WEB}
    said = {name for name in web if f"${{{PARTS.get(name, name)}:" in web[name]}
    return names - MODES - said - set(re.findall(r"\b([A-Z_]+)=", dockerfile))


def compose_file():
    return yaml.safe_load(COMPOSE.read_text())


def test_every_setting_of_a_site_in_production_can_be_set_through_the_compose_file():
    assert {"SECRET_KEY", "PROXIES", "SECRET_KEY_FALLBACKS", "DATABASE_POOL"} <= read_by_the_site()
    assert cannot_be_set(read_by_the_site(), compose_file(), (HOUSE / "Dockerfile").read_text()) == set()


def test_a_setting_that_was_forgotten_or_is_written_down_there_would_be_seen():
    compose = compose_file()
    compose["services"]["web"]["environment"] |= {"PROXIES": "1"}
    del compose["services"]["web"]["environment"]["AUDIT_HEADS_FILE"]
    assert cannot_be_set({"PROXIES", "AUDIT_HEADS_FILE", "SECRET_KEY"}, compose, "") == {"PROXIES", "AUDIT_HEADS_FILE"}


def test_every_setting_of_a_site_in_production_stands_in_the_readme():
    readme = (HOUSE / "README.md").read_text()
    shortened = {name for name in read_by_the_site() if name.endswith(("_PER_GROUP", "_PER_PERSON"))}
    assert {name for name in read_by_the_site() - MODES - shortened if f"`{name}`" not in readme} == set()


def test_no_process_is_told_a_secret_that_it_does_not_need():
    compose = compose_file()
    told = {name: {one for one in compose["services"] if name in given(compose, one)} for name in BY_WEB_ALONE}
    assert told == dict.fromkeys(BY_WEB_ALONE, {"web"})
    assert {one for one in compose["services"] if "BACKUP_KEY" in given(compose, one)} == {"worker", "migrate"}
    assert given(compose, "web")["COPIES_SEALED"] == "${BACKUP_KEY:+1}"
    for service in ("migrate", "web", "worker", "beat", "mailin"):
        assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "FILE_SCANNER"} <= set(given(compose, service))


def test_only_what_makes_the_tables_signs_in_as_their_owner():
    """So whoever breaks into a process that people reach cannot take off the guards of the history."""
    services = compose_file()["services"]
    assert {one for one in services if "POSTGRES_OWNER_PASSWORD" in str(services[one])} == {"migrate", "db"}
    assert "give_rights site --password SITE_PASSWORD" in str(services["migrate"]["command"])
    for service in ("web", "worker", "beat", "mailin"):
        assert given(compose_file(), service)["DATABASE_URL"].startswith("postgres://site:")


# --- who can reach whom ---


def networks_of(compose):
    return {name: set(one.get("networks", ["default"])) for name, one in compose["services"].items()}


def ways_out(compose):
    """The services that stand on a network from which somebody else's machine can be reached."""
    shut = {name for name, one in compose["networks"].items() if is_shut(one or {})}
    return {name for name, stands in networks_of(compose).items() if stands - shut}


def is_shut(network):
    bridge = network.get("driver_opts", {})
    return network.get("internal") is True or bridge.get("com.docker.network.bridge.enable_ip_masquerade") == "false"


def test_only_what_sends_letters_has_a_way_out():
    compose = compose_file()
    assert ways_out(compose) == {"worker", "mail"}
    stands = networks_of(compose)
    assert stands["db"] == stands["redis"] == {"inside"}
    assert all("inside" in stands[one] for one in ("migrate", "web", "worker", "beat", "mailin"))


def test_a_port_is_opened_on_no_network_that_has_none():
    """Docker opens no port of a container that stands only on an internal network."""
    compose = compose_file()
    inside = {name for name, one in compose["networks"].items() if (one or {}).get("internal")}
    assert [
        name for name, one in compose["services"].items() if "ports" in one and networks_of(compose)[name] <= inside
    ] == []


def test_a_service_that_was_put_beside_a_way_out_is_seen():
    compose = compose_file()
    compose["services"]["web"]["networks"].append("out")
    del compose["services"]["db"]["networks"]
    assert ways_out(compose) == {"worker", "mail", "web", "db"}


def test_the_file_with_the_passwords_goes_neither_into_the_history_nor_into_the_image():
    for name in (".gitignore", ".dockerignore"):
        assert ".env" in (HOUSE / name).read_text().splitlines()
