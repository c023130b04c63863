"""The questions of the list: those of the other pages, each with names of its own, so that many stand on one page."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Sentence
from feedback.answers.forms import Decide, Hear
from feedback.challenges.forms import ChangeAnswer, GiveReason, LookAgain
from feedback.log.models import Stage

CHOOSE = dict.fromkeys(("required", "invalid_choice"), "Choose somebody")


class DecideHere(Decide):
    """The answer without the options: they are on the page of the answer, for those who want to say more."""

    options = 0


class ChangeHere(ChangeAnswer):
    options = 0


class HandOver(forms.Form):
    to = forms.ChoiceField(label="Who should do it?", widget=Radios, error_messages=CHOOSE)
    note = Sentence(label="A line for them (you do not have to)", max_length=300, required=False)

    def __init__(self, *args, people, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["to"].choices = [(str(one.pk), f"{one.person.name}, {one.get_role_display()}") for one in people]
        self.helper = helper("hand-over", "Ask them", cancel_url=cancel_url)

    def clean(self):
        return self.cleaned_data | {"to": _chosen(self)}


class HandOverAll(forms.Form):
    to = forms.ChoiceField(label="Who should do it?", widget=Radios, error_messages=CHOOSE)

    def __init__(self, *args, people, several=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        named = [(one, f"{one.person.name}, {one.get_role_display()}") for one in people]
        self.fields["to"].choices = [
            (str(one.pk), f"{name}: all of {one.group.name}" if several else name) for one, name in named
        ]
        self.helper = helper("hand-over-all", "Ask them for all of it")

    def clean(self):
        return self.cleaned_data | {"to": _chosen(self)}


def _chosen(form):
    return next((one for one in form.people if str(one.pk) == form.cleaned_data.get("to")), None)


DEEDS = {
    Stage.SENT: (("hear", "Say that you heard it"), ("decide", "Give the answer now")),
    Stage.HEARD: (("decide", "Give the answer"),),
    "REASON": (("give_reason", "Give the reason again"),),
    "SPONSOR": (("look_again", "Keep the answer, and say why"), ("change_answer", "Change the answer")),
}
ASKED = {
    "hear": Hear, "decide": DecideHere, "give_reason": GiveReason, "look_again": LookAgain, "change_answer": ChangeHere,
    "hand_over": HandOver,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One question behind its disclosure. `unfolds`: it is open when the page comes."""

    deed: str
    summary: str
    form: forms.Form
    unfolds: bool


def address(item, deed: str, back: str = "") -> str:
    return f"{reverse('queue')}?item={item.key}&deed={deed}" + (f"&back={back}" if back else "")


def form_of(item, deed, page, today, data=None, back=""):
    """One form with names of its own. `back`: the home page its reader came from."""
    given = {"prefix": f"{item.key}-{deed}", "initial": _begins_with(item, deed, today)}
    if deed == "hand_over":
        given["people"] = page.could_be_asked(item)
    form = ASKED[deed](data, **given)
    form.helper.form_action = address(item, deed, back)
    form.helper.inputs[0].id = f"{item.key}-{deed}-button"
    return form


def _begins_with(item, deed, today) -> dict:
    """What is most often right: the promised day, and oneself where one has the final say."""
    if deed == "hear":
        return {"answer_by": item.said.answer_by if item.said.answer_by and item.said.answer_by >= today else None}
    if deed in ("decide", "change_answer"):
        return {"decided_by": item.said.final_say or (item.mine.person.name if item.mine.role == "SPONSOR" else "")}
    return {}


def asked_for(item, page, today, *, typed=None, unfold=False, back="") -> list[Asked]:
    """All questions about one thing. `typed` is the (deed, form) that came back; `unfold` opens the first."""
    deeds = list(DEEDS[item.owed])
    if page.could_be_asked(item):
        deeds.append(("hand_over", "Ask someone else to do it"))
    came_back = dict([typed] if typed else [])
    return [
        Asked(
            deed,
            summary,
            came_back.get(deed) or form_of(item, deed, page, today, back=back),
            deed in came_back or (unfold and not number),
        )
        for number, (deed, summary) in enumerate(deeds)
    ]
