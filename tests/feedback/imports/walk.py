"""How a facilitator goes through the pages of an import, for the tests."""

from pathlib import Path

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from feedback.imports.models import Import

HERE = Path(__file__).parent


def page(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


def send(player, name, content=None):
    """Sends a file in; answers the page it leads to."""
    file = SimpleUploadedFile(name, content if content is not None else (HERE / name).read_bytes())
    return player.client.post(reverse("bring_in", args=[player.membership.group.slug]), {"file": file})


def as_drawn(player, address):
    """What a browser would send back when nothing on the page is changed."""
    soup = BeautifulSoup(player.client.get(address).content, "html.parser")
    form = soup.find("form", attrs={"data-form": "match"})
    sent = {}
    for field in form.find_all("select"):
        sent[field["name"]] = (field.find("option", selected=True) or field.find("option"))["value"]
    for field in form.find_all("input", checked=True):
        sent[field["name"]] = field["value"]
    return sent


def go(player, name, *rest):
    return reverse(name, args=[player.membership.group.slug, *rest])


def bring_whole(player, name, content=None):
    """Through every page with our first guesses, to the last."""
    answer = send(player, name, content)
    one = Import.objects.newest_first().first()
    for sheet in one.sheets.in_order():
        columns = go(player, "import_columns", one.pk, sheet.number)
        answer = player.client.post(columns, as_drawn(player, columns))
        assert answer.status_code == 302
    player.client.post(go(player, "import_confirm", one.pk))
    one.refresh_from_db()
    return one
