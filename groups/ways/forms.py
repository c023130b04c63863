"""A question for each way of working; and new ways."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Sentence, Words
from groups.ways.models import Answer, WaysReview


class ReviewWays(forms.Form):
    """One question a way, in the words it has, and one line."""

    line = Sentence(
        label="Is there one thing you want to add?", max_length=WaysReview.LINE, required=False,
        help_text=(
            "You can leave this empty. Your group reads it with the results, mixed with the lines of others. "
            "Leave out names, places and days that could show who you are."
        ),
    )  # fmt: skip

    def __init__(self, *args, ways, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.names = [f"way_{place}" for place in range(len(ways))]
        for name, words in zip(self.names, ways, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=words, choices=Answer.choices, widget=Radios,
                error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes, not always or no"),
            )  # fmt: skip
        self.order_fields([*self.names, "line"])
        self.helper = helper("review-ways", "Send my answers", cancel_url=cancel_url)

    def answers(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.names]


class WriteWays(forms.Form):
    ways_of_working = Words(
        label="Our ways of working", max_length=6000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="A line for each. Begin a line with a hyphen to make a list.",
        error_messages={"required": "Write your ways of working, a line for each"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("write-ways", "Ask everyone to agree", cancel_url=cancel_url)
