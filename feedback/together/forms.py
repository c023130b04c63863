"""One answer for several: the record of a decision, and for each entry whether it is answered and a line of its own."""

from django import forms

from coproduction.kit.widgets import Radios
from feedback.answers.forms import Decide

IN, OUT = "yes", "no"


class AnswerTogether(Decide):
    deed, button = "answer-together", "Give this answer to all of them"

    def __init__(self, *args, entries, **kwargs):
        self.entries = entries
        super().__init__(*args, **kwargs)
        for said in entries:
            self.fields[f"take_{said.number}"] = forms.ChoiceField(
                label=f"Number {said.number}: “{said.words}”", choices=[(IN, "Give it this answer"), (OUT, "Leave it out")],
                initial=IN, widget=Radios, error_messages={"required": "Choose one of the two"},
            )  # fmt: skip
            self.fields[f"line_{said.number}"] = forms.CharField(
                label=f"About what they said in number {said.number}", max_length=1000, required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="A line for this one alone, if you want. Those whose words it is get it in their letter.",
            )  # fmt: skip

    def before(self):
        return [f"{part}_{said.number}" for said in self.entries for part in ("take", "line")]

    def clean(self):
        """What the operation takes: the entries left in, and their lines."""
        found = super().clean()
        kept = [said for said in self.entries if found.pop(f"take_{said.number}", OUT) == IN]
        lines = {said.pk: found.pop(f"line_{said.number}", "") for said in self.entries}
        return found | {"said": kept, "lines": lines}
