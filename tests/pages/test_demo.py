"""The newcomer's command, with its parts stood in for. `tests/faults` starts it for real."""

import os
import signal
import socket
import subprocess
import sys
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coproduction.management import processes, styles
from coproduction.management.commands import demo
from coproduction.management.worlds import rivers
from groups.charter.models import Group


@pytest.fixture
def stage(settings, monkeypatch, tmp_path):
    """A demo whose parts are pretended: what it would do is written into a list."""
    settings.DEMO, settings.VAR, settings.SITE_ADDRESS = True, tmp_path, ""
    did = []
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("SITE_ADDRESS", "ALLOWED_HOSTS"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(processes, "stop_when_asked", lambda: did.append("listening"))
    monkeypatch.setattr(processes, "wait_until_it_answers", lambda address, parts: did.append(address))
    monkeypatch.setattr(processes.Parts, "start", lambda parts, name, command, **env: did.append((name, command)))
    monkeypatch.setattr(processes.Parts, "stop", lambda parts: did.append("stopped"))
    monkeypatch.setattr(processes.Parts, "watch", raises(processes.Stopped()))
    monkeypatch.setattr(styles, "are_fresh", lambda: True)
    monkeypatch.setattr(demo, "make_tables", lambda: did.append("tables"))
    monkeypatch.setattr(rivers, "is_planted", lambda: True)
    return did


def raises(error):
    def broken(*args, **kwargs):
        raise error

    return broken


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(**options):
    out = StringIO()
    call_command("demo", port=free_port(), stdout=out, **options)
    return out.getvalue()


def test_the_demo_starts_its_parts_says_where_to_look_and_stops_them(stage):
    said = run()
    assert "Open http://127.0.0.1:" in said and "Marian Ellwood, facilitator" in said
    assert [one[0] for one in stage if isinstance(one, tuple)] == ["web server", "worker"]
    assert stage[-1] == "stopped"


def test_the_demo_does_not_run_on_a_real_site(stage, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="must not run on a real site"):
        run()
    assert stage == []


def test_a_port_that_is_taken_is_said_before_anything_is_done(stage):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match="is taken"):
            call_command("demo", port=other.getsockname()[1])
    assert stage == []


def test_when_a_part_ends_by_itself_the_others_are_stopped(stage, monkeypatch):
    monkeypatch.setattr(processes.Parts, "watch", raises(processes.PartEnded("The worker ended by itself (code 1).")))
    with pytest.raises(CommandError, match="Everything else was stopped"):
        run()
    assert stage[-1] == "stopped"


def test_missing_styles_are_built_and_old_ones_will_do_without_a_network(stage, monkeypatch):
    built = []
    monkeypatch.setattr(styles, "are_fresh", lambda: False)
    monkeypatch.setattr(styles, "build", lambda: built.append(True))
    run()
    assert built == [True]
    monkeypatch.setattr(styles, "build", raises(styles.NoStyles("no network")))
    monkeypatch.setattr(styles, "are_there", lambda: True)
    assert "the ones from before are used" in run()
    monkeypatch.setattr(styles, "are_there", lambda: False)
    with pytest.raises(CommandError, match="Is the network there"):
        run()


def test_hashed_files_are_gathered_where_the_site_needs_them(stage, monkeypatch, settings):
    called = []
    settings.HASHED_STATIC = True
    monkeypatch.setattr(demo, "call_command", lambda name, **options: called.append(name))
    run()
    assert called == ["collectstatic"]


def test_the_demo_can_be_reached_from_other_machines_when_asked(stage, monkeypatch, settings):
    port = free_port()
    assert demo.at("0.0.0.0", port) == f"http://127.0.0.1:{port}"
    assert os.environ["ALLOWED_HOSTS"] == "*"
    assert demo.at("::1", port) == f"http://[::1]:{port}"
    demo.start(processes.Parts(), "::1", port)
    assert f"[::1]:{port}" in stage[0][1]


def test_fresh_forgets_the_demos_own_files_and_nothing_else(stage, settings, monkeypatch, tmp_path):
    kept = tmp_path / "db.sqlite3"
    kept.write_text("old")
    (tmp_path / "broker").mkdir()
    (tmp_path / "broker/old.msg").write_text("old")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(kept))
    run(fresh=True)
    assert not kept.exists() and list((tmp_path / "broker").iterdir()) == []
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@example.org/theirs")
    with pytest.raises(CommandError, match="names another"):
        run(fresh=True)


def test_what_was_half_planted_is_planted_again(stage, monkeypatch):
    planted = []
    monkeypatch.setattr(rivers, "is_planted", lambda: False)
    monkeypatch.setattr(rivers, "is_begun", lambda: True)
    monkeypatch.setattr(rivers, "plant", lambda now: planted.append(now))
    monkeypatch.setattr(demo, "forget", lambda: planted.append("forgot"))
    monkeypatch.setattr(demo.connection, "close", lambda: None)
    monkeypatch.setattr(demo.current_app.control, "purge", lambda: None)
    assert "half planted" in run()
    assert planted[0] == "forgot" and len(planted) == 2
    monkeypatch.setattr(rivers, "is_begun", lambda: False)
    assert "half planted" not in run()


def test_making_the_tables_migrates(monkeypatch):
    called = []
    monkeypatch.setattr(demo, "call_command", lambda name, **options: called.append(name))
    demo.make_tables()
    assert called == ["migrate"]


# --- the parts themselves ---

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable, "-c",
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print(child.pid, flush=True); time.sleep(60)",
]  # fmt: skip


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as state:
        return state.read().rsplit(")", 1)[1].split()[0] != "Z"


def test_stopping_leaves_nothing_running_not_even_what_a_part_started(monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE", 0.5)
    parts = processes.Parts()
    parts.running["stubborn"] = subprocess.Popen(STUBBORN, stdout=subprocess.PIPE, text=True, start_new_session=True)
    parts.start("sleeper", SLEEP)
    pids = [int(parts.running["stubborn"].stdout.readline()), *(part.pid for part in parts.running.values())]
    parts.check()
    parts.stop()
    until = time.monotonic() + 5
    while any(map(is_running, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_running, pids))


def test_a_part_that_ends_is_noticed():
    parts = processes.Parts()
    parts.start("short", [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(processes.PartEnded, match=r"The short ended by itself \(code 3\)"):
        parts.watch(every=0.01)
    parts.stop()


def test_asking_twice_does_not_cut_the_stopping_short():
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        processes.stop_when_asked()
        with pytest.raises(processes.Stopped):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        for one, was in before.items():
            signal.signal(one, was)


def test_waiting_ends_when_it_answers_or_when_patience_does(monkeypatch):
    heard = iter([False, True])
    monkeypatch.setattr(processes, "answers", lambda address: next(heard))
    processes.wait_until_it_answers("http://127.0.0.1:1/", processes.Parts(), every=0)
    monkeypatch.setattr(processes, "answers", lambda address: False)
    with pytest.raises(processes.PartEnded, match="did not answer in 0 seconds"):
        processes.wait_until_it_answers("http://127.0.0.1:1/", processes.Parts(), patience=0, every=0)


def test_an_address_answers_when_its_page_does(live_server_of_one_page):
    assert processes.answers(live_server_of_one_page)
    assert not processes.answers(f"http://127.0.0.1:{free_port()}/")


@pytest.fixture
def live_server_of_one_page():
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


# --- the styles ---


def a_room(tmp_path):
    for name in ("package.json", "static/build.mjs", "static/css/app.scss", "static/js/start.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


def test_styles_are_built_again_when_missing_or_older_than_what_they_come_from(tmp_path):
    room = a_room(tmp_path)
    assert not styles.are_there(room) and not styles.are_fresh(room)
    (room / "static/dist").mkdir()
    for name in ("app.css", "app.js"):
        (room / "static/dist" / name).write_text("")
        os.utime(room / "static/dist" / name, (2e9, 2e9))
    assert styles.are_fresh(room)
    os.utime(room / "static/css/app.scss", (2.1e9, 2.1e9))
    assert styles.are_there(room) and not styles.are_fresh(room)


def test_npm_is_the_machines_own_or_the_one_python_carries(monkeypatch):
    monkeypatch.setattr(styles.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert styles.npm() == ["npm"]
    monkeypatch.setattr(styles.shutil, "which", lambda name: None)
    monkeypatch.setenv("UV", "/opt/uv")
    assert styles.npm()[:3] == ["/opt/uv", "tool", "run"]
    monkeypatch.delenv("UV")
    assert styles.npm()[:3] == [sys.executable, "-m", "uv"]


def test_building_runs_both_steps_and_says_what_went_wrong(monkeypatch, tmp_path):
    monkeypatch.setattr(styles, "npm", lambda: [sys.executable, "-c", "import sys; print(sys.argv[1:])"])
    styles.build(tmp_path)
    monkeypatch.setattr(styles, "npm", lambda: [sys.executable, "-c", "raise SystemExit('no network')"])
    with pytest.raises(styles.NoStyles, match="no network"):
        styles.build(tmp_path)


def test_an_empty_site_is_neither_begun_nor_planted(db):
    assert not rivers.is_begun() and not rivers.is_planted() and not Group.objects.exists()
