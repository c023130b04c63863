"""The places at which somebody hands us a file, each as they would do it, and what is not right of what came of it."""

import base64
import itertools
import uuid
from functools import cache

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from coproduction.kit import documents
from feedback.attachments.models import Attachment
from feedback.imports.models import Import
from feedback.replies.models import Inbound
from feedback.replies.operations import LARGEST
from feedback.voice.models import Post
from groups.papers.models import PaperFile
from tests.corpus.files import PAPER, PHOTO, SHEET, SOUND, Odd
from tests.feedback import chain
from tests.feedback.gathering import pieces
from tests.feedback.replies import post as mail
from tests.groups.papers.arrange import added
from tests.house.trying import JARGON, undone

WORDS = "These words of mine stay."
SAVED_AS = {
    "image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav",
    documents.PDF, documents.DOCX, documents.ODT,
}  # fmt: skip
NAMES = (
    "words in the talk", "a draft", "a paper", "its next version", "its Easy Read", "to listen to", "a list",
    "a reply by email",
)  # fmt: skip


made = cache(lambda odd: odd.make())  # once for all doors


class Door:
    """A page with a form. `opens` is whoever of the group may read what is kept; `rows` the table that says it was."""

    rows, opened = None, ""

    def __init__(self, client, url, typed, folder):
        self.client, self.url, self.typed, self.folder = client, url, typed, folder

    def send(self, odd: Odd):
        """The name is sent as a program of ill will would send it: the client of the tests would tidy it."""
        body = encode_multipart(BOUNDARY, self.typed | {"file": SimpleUploadedFile("x", made(odd))})
        body = body.replace(b'filename="x"', b'filename="' + odd.name.encode() + b'"', 1)
        return self.client.generic("POST", self.url, body, MULTIPART_CONTENT)

    def wrong_of(self, odd: Odd):
        before = set(self.on_disk())
        with undone():
            answer = self.send(odd)
            new = [path for path in self.on_disk() if path not in before]
            if self.kind not in odd.taken:
                yield from self.refused(odd, answer, new)
            elif answer.status_code != 302:
                yield f"was not taken ({answer.status_code}): {beside(answer)}"
            else:
                yield from self.taken(odd, new)
        for path in self.on_disk():
            if path not in before:
                path.unlink()

    def on_disk(self):
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def refused(self, odd, answer, new):
        """One plain sentence beside the file; what was typed is still there, and nothing is kept."""
        said = beside(answer) or (beside(answer, "id_text_error") if odd.name == "." else "")
        if len(odd.name) > 1000:  # no browser sends that: turned away as a whole
            yield from [] if answer.status_code == 400 and not new else [f"answered {answer.status_code}, kept {new}"]
            return
        if answer.status_code != 200 or not said:
            yield f"answered {answer.status_code}, said {said!r}"
        if JARGON.search(said) or len(said) > 240:
            yield f"not plain: {said}"
        if odd.door == self.kind and odd.because not in said:
            yield f"said {said!r}, not {odd.because!r}"
        if WORDS in self.typed.values() and WORDS not in answer.content.decode():
            yield "the words beside it are gone"
        if new:
            yield f"{len(new)} files are kept"
        if (self.rows or Import).objects.exclude(pk__in=self.there).exists():
            yield "a line says that it is here"


class Kept(Door):
    """Of what is taken there the file is kept."""

    def __init__(self, cast, *args, opens=None, **more):
        super().__init__(*args, **more)
        self.cast, self.opens = cast, opens or cast.jo.client
        self.there = list(self.rows.objects.values_list("pk", flat=True))

    def taken(self, odd, new):
        """One file, named by us, for the site alone, without what it hid; saved as what it is by those of the group only."""
        if len(new) != 1 or new[0].stat().st_mode & 0o077 or str(uuid.UUID(new[0].name)) != new[0].name:
            yield f"kept as {new}"
        yield from (f"still holds {hidden!r}" for hidden in odd.hides if hidden in new[0].read_bytes())
        one = self.rows.objects.exclude(pk__in=self.there).get()
        url = reverse(self.opened, args=[self.cast.group.slug, one.pk])
        yield from self.wrong_of_what_is_saved(self.opens.get(url), odd, new[0])
        for known_as in ("hal", "fen", "gone", "nobody", "orla"):
            if getattr(self.cast, known_as).client.get(url).status_code != 404:
                yield f"opens for {known_as}"

    def wrong_of_what_is_saved(self, got, odd, path):
        if got.status_code != 200 or b"".join(got.streaming_content) != path.read_bytes():
            yield "does not open for the group"
            return
        named = got["Content-Disposition"]
        if not named.startswith('attachment; filename="') or any(one in named for one in words_of(odd.name)):
            yield f"is saved as {named}"
        if got["Content-Type"] not in SAVED_AS or got["X-Content-Type-Options"] != "nosniff":
            yield f"goes out as {got['Content-Type']}"
        if "sandbox" not in got["Content-Security-Policy"] or "no-store" not in got["Cache-Control"]:
            yield "could be run or kept on the way"


class Said(Kept):
    kind, rows, opened = PHOTO, Attachment, "attachment"


class Paper(Kept):
    kind, rows, opened = PAPER, PaperFile, "paper_file"


class Sound(Paper):
    kind = SOUND


class List(Door):
    """Of a spreadsheet its rows are kept, and no file; its name is one line that reads forwards."""

    kind, there = SHEET, ()

    def taken(self, odd, new):
        name = Import.objects.get().file_name
        if new or set("\u202e\r\n\x00/\\<>") & set(name) or len(name) > 120:
            yield f"kept {new} as {name!r}"


class Mail:
    """A reply by email takes words. Whatever hangs on it is not kept among the files, and whoever sent it is told so."""

    def __init__(self, cast, letter, folder, now):
        self.cast, self.letter, self.folder, self.at = cast, letter, folder, now + mail.SOON
        self.numbers = itertools.count()

    def raw(self, odd):
        lines = base64.encodebytes(made(odd)).replace(b"\n", b"\r\n")
        head = f"From: Jo <{self.cast.jo.person.email}>\r\nMessage-ID: <{next(self.numbers)}@example.org>\r\n"
        return (
            f'{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n--b\r\n"
            f'Content-Type: image/jpeg; name="{odd.name}"\r\nContent-Transfer-Encoding: base64\r\n'
            f'Content-Disposition: attachment; filename="{odd.name}"\r\n\r\n'
        ).encode() + lines + b"--b--\r\n"  # fmt: skip

    def wrong_of(self, odd):
        with undone():
            raw, posts = self.raw(odd), set(Post.objects.values_list("pk", flat=True))
            one = mail.operations.receive(
                raw=raw, token=self.letter.reply_token, envelope_from="jo@example.org", now=self.at
            )
            one = mail.operations.settle(one.pk, now=self.at)
            said = [post.words for post in Post.objects.exclude(pk__in=posts)]
            if len(raw) > LARGEST:
                yield from [] if (one.why, said) == ("TOO_BIG", []) else [f"is {one.why}, said {said}"]
            elif one.state != Inbound.State.TAKEN or said != [WORDS]:
                yield f"is {one.state} {one.why}, said {said}"
            elif "came with your reply" not in mail.letters("we_got_it", self.cast.jo.person)[-1].text:
                yield "nobody says that the file was not taken"
            if any(path.is_file() for path in self.folder.rglob("*")) or Attachment.objects.exists():
                yield "its file is kept"


def all_doors(cast, now, folder) -> dict:
    slug = cast.group.slug
    post, draft, paper = pieces.named(cast, now), chain.drafted(cast, now, shown_as="NAME"), added(cast)
    letter, _ = mail.asked(cast, now)
    described = {"description": WORDS}
    told = {"summary": WORDS, "text": "", "title": "Plan", "item": "", "seen": paper.versions.count()}
    at = {name: reverse(name, args=[slug, *rest]) for name, rest in (
        ("add_paper", ()), ("change_paper", (paper.pk,)), ("add_paper_form", (paper.pk,)), ("bring_in", ()),
        ("attach_to_post", (post.pk,)), ("attach_to_said", (draft.number,)))}  # fmt: skip
    for player in (*cast.in_group, *cast.outsiders):
        _ = player.client  # signed in before anything is undone
    sam, okoro, farah = cast.sam.client, cast.okoro.client, cast.farah.client
    return {
        "words in the talk": Said(cast, sam, at["attach_to_post"], described, folder=folder),
        "a draft": Said(cast, sam, at["attach_to_said"], described, folder=folder, opens=sam),
        "a paper": Paper(cast, okoro, at["add_paper"], told, folder=folder),
        "its next version": Paper(cast, okoro, at["change_paper"], told, folder=folder),
        "its Easy Read": Paper(cast, okoro, at["add_paper_form"], {"form": "EASY_READ", "link": ""}, folder=folder),
        "to listen to": Sound(cast, okoro, at["add_paper_form"], {"form": "SOUND", "link": ""}, folder=folder),
        "a list": List(farah, at["bring_in"], {}, folder),
        "a reply by email": Mail(cast, letter, folder, now),
    }


def beside(answer, error="id_file_error"):
    told = BeautifulSoup(answer.content, "html.parser").find(id=error)
    return " ".join(told.get_text(" ").split()) if told else ""


def words_of(name):
    """What of a name as it was sent would be known again."""
    return [part for part in name.replace("/", ".").replace("\\", ".").split(".") if len(part) > 4 or part == "exe"]
