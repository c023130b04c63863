"""Goes everywhere a persona can go by asking for pages, and keeps what they were shown: text, headers and where."""

import re

from coproduction.kit.addresses import every_address

LINK = re.compile(rb'(?:href|src|action)="(/[^"#]*)')
TOKEN = re.compile(r"zq[bcdfghjkmnpqrstvwxz]{10}")
NOT_FOLLOWED = ("/static/", "/sign-out/", "/sign-in/", "/you/sign-in/")
MOST = 500  # pages for one persona


def doors(world, place=0):
    """Every address that answers a GET, with something real of that group in it, and the page of every seeded object."""
    found = [a for a in every_address() if "GET" in a.door.methods and not ("/" + a.route).startswith(NOT_FOLLOWED)]
    return [world.url(a, place) for a in found] + [o["url"] for o in world.objects(place).values() if o["url"]]


def shown_to(world, persona, start=None):
    """Pairs of address and everything that came back, for all that can be reached from `start` by following links."""
    client = world.client(persona)
    ahead = list(start) if start else doors(world) + doors(world, 1) + doors(world, len(world.made["groups"]) - 1)
    seen = set()
    while ahead and len(seen) < MOST:
        url = ahead.pop(0)
        if url in seen or url.startswith(NOT_FOLLOWED):
            continue
        seen.add(url)
        response = client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        yield url, body.decode("utf-8", "replace") + "\n" + "\n".join(f"{k}: {v}" for k, v in response.headers.items())
        ahead += [link.decode().replace("&amp;", "&") for link in LINK.findall(body)]


def tokens_shown(world, persona, start=None) -> dict[str, str]:
    """Each token met, with the first page that showed it."""
    met = {}
    for url, text in shown_to(world, persona, start):
        for token in TOKEN.findall(text):
            met.setdefault(token, url)
    return met


def leaks(world, persona, met) -> list[str]:
    audience = {one["token"]: one for one in world.made["tokens"]}
    return sorted(
        f"{persona} met “{audience[token]['where']}” at {where}"
        for token, where in met.items()
        if persona not in audience[token]["audience"]
    )
