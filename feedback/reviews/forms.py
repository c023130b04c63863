from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words
from feedback.reviews.models import ImpactReview

SMALL = {"rows": 4}


def _lines(label, hint):
    return Words(label=label, max_length=6000, required=False, help_text=hint, widget=forms.Textarea(attrs=SMALL))


class ReviewImpact(forms.Form):
    """Two questions that need an answer, and three places for what comes of it, of which one is filled."""

    what_changed = Words(
        label="What has changed because of us?", max_length=ImpactReview.WORDS, widget=forms.Textarea(attrs=SMALL),
        help_text="And how do we know? If nothing has changed, write that. It matters as well.",
        error_messages={"required": "Say what has changed because of you. If nothing has, say that"},
    )  # fmt: skip
    what_grew = Words(
        label="How have our confidence and our skills grown?", max_length=ImpactReview.WORDS,
        help_text="What can we do now that we could not do half a year ago? What got in the way? Leave out names.",
        widget=forms.Textarea(attrs=SMALL),
        error_messages={"required": "Say how your confidence and skills have grown, or what has kept them from growing"},
    )  # fmt: skip
    say = _lines(
        "What do we want to say to health and care?", "A line for each. Each becomes a draft that the group agrees."
    )
    purpose = _lines(
        "What should change in our purpose?", "A line for each. It stands as a note until you have looked at it."
    )
    learn = _lines("What do we want to learn?", "A line for each.")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("review", "Close this review", cancel_url=cancel_url)
