"""People who use the site all the time, each in a thread with a browser of their own, and who remember what they did."""

import random
import threading
from http.client import HTTPException

from bs4 import BeautifulSoup
from django.urls import reverse

from tests.faults.browser import Answer, Browser

NOT_KNOWN = "We cannot tell yet"


class Somebody(threading.Thread):
    """Reads, says something, agrees, replies. What fails is noted, and the same form is sent again until it is taken."""

    def __init__(self, address, member, slug, meeting_id, posts, pause=0.15):
        super().__init__()
        self.browser, self.member, self.slug = Browser(address, member.person), member, slug
        self.meeting, self.posts, self.pause = {"meeting_id": meeting_id}, posts, pause
        self.chance, self.over = random.Random(member.pk), threading.Event()
        self.failed, self.wrong = [], []  # what was answered by an error, and what was answered wrongly
        self.said, self.agreed, self.reply = [], set(), None
        self.done = 0

    def run(self):
        deeds = [self.reads] * 3 + [self.says, self.agrees, self.replies]
        while not self.over.is_set():
            self.chance.choice(deeds)()
            self.done += 1
            self.over.wait(self.chance.uniform(0.2, 1.8) * self.pause)

    def at(self, name, **where):
        return reverse(name, kwargs={"slug": self.slug} | where)

    def asked(self, how, path, *typed):
        try:
            return getattr(self.browser, how)(path, *typed)
        except (OSError, HTTPException) as broken:
            return Answer(0, str(broken).encode())

    def gets(self, path, holds=""):
        answer = self.asked("get", path)
        if answer.status_code != 200:
            self.failed.append(f"{answer.status_code} at {path}")
        elif holds not in answer.content.decode():
            self.wrong.append(f"no {holds} at {path}")
        return answer.content

    def sends(self, path, typed, taken=lambda answer: answer.status_code == 302):
        """Until it is taken, as somebody does who sees an error and tries once more."""
        answer = self.asked("post", path, typed)
        while not taken(answer):
            if NOT_KNOWN not in answer.content.decode():
                self.failed.append(f"{answer.status_code} for what was sent to {path}")
            if threading.Event().wait(1) or len(self.failed) > 50:
                return
            answer = self.asked("post", path, typed)

    def form_at(self, path):
        """The fields of the page's form as they stand."""
        while not (shown := BeautifulSoup(self.gets(path), "html.parser").select_one("main form[data-form]")):
            if len(self.failed) > 50:
                return {}
        return {one["name"]: one.get("value", "") for one in shown.select("input[type=hidden], input:not([type])")}

    def reads(self):
        self.gets(self.at(self.chance.choice(["group_home", "talk", "people"])), holds=self.member.person.name)

    def says(self):
        words, path = f"word-{self.member.pk}-{len(self.said)}", self.at("talk")
        form = self.form_at(path) | {"words": words, "shown_as": "NAME"}
        self.said.append(words)
        self.sends(path, form, lambda answer: answer.status_code == 200 and b"data-taken" in answer.content)
        self.gets(path, holds=words)

    def agrees(self):
        post = self.chance.choice(self.posts)
        held = self.form_at(self.at("talk"))
        self.agreed.add(post)
        self.sends(self.at("me_too", post_id=post), {"csrfmiddlewaretoken": held.get("csrfmiddlewaretoken", "")})

    def replies(self):
        path = self.at("reply", **self.meeting)
        answer = self.chance.choice(["YES", "MAYBE", "NO"])
        self.reply = answer
        self.sends(path, self.form_at(path) | {"answer": answer})
