"""Nobody inside knows a password: the database and Redis let the site in by its certificate, and prove who they are by theirs."""

import shutil
import subprocess
import sys

import psycopg
import pytest
import redis

from tests import sink
from tests.faults import cluster
from tests.faults.conftest import until
from tests.running import HOUSE

pytestmark = [pytest.mark.services, pytest.mark.faults]
BY_CERTIFICATE_ALONE = """
host    all     postgres 127.0.0.1/32 trust
hostssl letters site     127.0.0.1/32 cert
"""


BEGIN = ["--organisation", "Here", "--admin", "admin@example.org", "--admin-name", "Ad Min"]
BEGIN += ["--group", "One", "--facilitator", "faye@example.org"]


class Papers:
    """An authority of our own, and what it signs."""

    def __init__(self, folder):
        self.folder = folder
        self.make("authority")

    def make(self, name, *more):
        """`more`: who signs it; nobody, and it signs itself."""
        command = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-noenc",
            "-days",
            "2",
        ]
        files = ["-keyout", self.key(name), "-out", self.paper(name), "-subj", f"/CN={name}"]
        subprocess.run([*command, *files, *more], check=True, stderr=subprocess.DEVNULL)

    def sign(self, name):
        by = ["-CA", self.paper("authority"), "-CAkey", self.key("authority")]
        self.make(name, *by, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")

    def key(self, name):
        return str(self.folder / f"{name}.key")

    def paper(self, name):
        return str(self.folder / f"{name}.crt")


@pytest.fixture
def papers(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("needs openssl, to make certificates")
    made = Papers(tmp_path)
    made.sign("server")
    made.sign("site")
    return made


@pytest.fixture
def database(papers):
    """Lets in `site` by certificate, and nobody by a password."""
    with cluster.running() as made:
        data = made.folder / "data"
        for kept in (papers.key("server"), papers.paper("server"), papers.paper("authority")):
            shutil.copy(kept, data)
            shutil.chown(data / kept.rpartition("/")[2], made.user)
        (data / "pg_hba.conf").write_text(BY_CERTIFICATE_ALONE)
        made.ask("CREATE ROLE site LOGIN")
        made.move_in()
        for kind in ("TABLES", "SEQUENCES"):
            made.ask(f"GRANT ALL ON ALL {kind} IN SCHEMA public TO site")
        for name, value in (("cert", "server.crt"), ("key", "server.key"), ("ca", "authority.crt")):
            made.ask(f"ALTER SYSTEM SET ssl_{name}_file = '{value}'")
        made.ask("ALTER SYSTEM SET ssl = on")
        made.ask("SELECT pg_reload_conf()")
        yield made


@pytest.fixture
def redis_port(papers):
    port = sink.free_port()
    files = ["--tls-cert-file", papers.paper("server"), "--tls-key-file", papers.key("server")]
    files += ["--tls-ca-cert-file", papers.paper("authority"), "--tls-auth-clients", "yes"]
    command = ["redis-server", "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1", "--save", "", *files]
    running = subprocess.Popen(command, cwd=papers.folder, stdout=subprocess.DEVNULL)
    yield port
    running.kill()
    running.wait()


@pytest.fixture
def guarded(site, papers, database, redis_port):
    """The site, with its certificate and without any password."""
    own = f"sslcert={papers.paper('site')}&sslkey={papers.key('site')}"
    theirs = f"sslmode=verify-full&sslrootcert={papers.paper('authority')}"
    of_redis = f"ssl_certfile={papers.paper('site')}&ssl_keyfile={papers.key('site')}"
    site.environment |= {
        "DATABASE_URL": f"postgres://site@localhost:{database.port}/letters?{theirs}&{own}",
        "REDIS_URL": f"rediss://localhost:{redis_port}/0?ssl_ca_certs={papers.paper('authority')}&{of_redis}",
    }
    return site


def manage(site, *words):
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=HOUSE, env=site.environment, capture_output=True, text=True)


def test_a_site_that_knows_no_password_writes_sends_and_copies(guarded, tmp_path):
    begun = manage(guarded, "start", *BEGIN)
    assert begun.returncode == 0, begun.stderr
    guarded.worker()
    guarded.beat(1)
    address = guarded.web()
    until(lambda: {"admin@example.org", "faye@example.org"} <= {to for all_, _ in guarded.mail.got for to in all_})
    until(lambda: guarded.is_ready(address, "ready"))
    copied = manage(guarded, "backup", str(tmp_path / "copy"))
    assert copied.returncode == 0, copied.stderr


def test_whoever_has_no_certificate_is_let_in_nowhere(guarded):
    """The negative control: the same addresses, and nothing to show."""
    database, there = (guarded.environment[name] for name in ("DATABASE_URL", "REDIS_URL"))
    with pytest.raises(psycopg.OperationalError, match="client certificate"):
        psycopg.connect(database.partition("&sslcert=")[0])
    with pytest.raises(redis.ConnectionError):
        redis.from_url(there.partition("&ssl_certfile=")[0]).ping()
    with psycopg.connect(database), redis.from_url(there) as let_in:
        assert let_in.ping()
