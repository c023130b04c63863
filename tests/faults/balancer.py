"""What stands before two web nodes: each request to the next of them, and to the other if that one is not there.

As a careful proxy does: what only reads may be asked twice, what changes something goes to another node only if nobody took it.
"""

import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from tests import sink

KEPT_BACK = {"connection", "transfer-encoding", "content-length", "keep-alive"}


class Balancer:
    def __init__(self, nodes, tries=2):
        self.nodes, self.tries, self.turn = nodes, tries, count()  # nodes: addresses such as 127.0.0.1:8000
        self.changing = dict.fromkeys(nodes, 0)  # how many requests that change something each has in hand
        self.door = threading.Lock()
        self.asked_again = 0

    def ask(self, how, path, body, headers):
        first = next(self.turn)
        for number in range(self.tries):
            node = self.nodes[(first + number) % len(self.nodes)]
            self.asked_again += number
            with self.in_hand(node, how):
                way = HTTPConnection(node, timeout=120)
                try:
                    way.connect()
                except OSError:
                    continue
                try:
                    way.request(how, path, body, headers)
                    answer = way.getresponse()
                    return answer.status, answer.getheaders(), answer.read()
                except (OSError, HTTPException):
                    if how != "GET":
                        break
                finally:
                    way.close()
        return 502, [], b"No node answered."

    @contextmanager
    def in_hand(self, node, how):
        changes = how != "GET"
        with self.door:
            self.changing[node] += changes
        try:
            yield
        finally:
            with self.door:
                self.changing[node] -= changes

    def while_one_is_in_hand(self, node, act, patience=120):
        """Kills this node at a moment when it changes something for one person. No second one is let in before the last of its
        processes is gone: until then one would be taken and let down."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            with self.door:
                if self.changing[node] == 1:
                    act()
                    while listens(node):
                        time.sleep(0.01)
                    return
            time.sleep(0.001)
        raise AssertionError("nobody changed anything")


def listens(node) -> bool:
    way = HTTPConnection(node, timeout=5)
    try:
        way.connect()
    except OSError:
        return False
    finally:
        way.close()
    return True


def _handler(balancer):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            held = {name: value for name, value in self.headers.items() if name.lower() not in KEPT_BACK}
            status, headers, content = balancer.ask(self.command, self.path, body or None, held)
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in KEPT_BACK:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *more):
            pass

    return Handler


@contextmanager
def balanced(nodes, port=0, **told):
    """Gives the balancer; it listens at `port`."""
    made = Balancer(nodes, **told)
    server = ThreadingHTTPServer(("127.0.0.1", port or sink.free_port()), _handler(made))
    made.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
