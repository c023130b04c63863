from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Words
from feedback.asides.operations import DRAFT, TALK
from feedback.voice.models import ShownAs

SAY = {"required": "Enter what you want to say"}


class Write(forms.Form):
    words = Words(
        label="What do you want to tell the facilitators?", max_length=4000, error_messages=SAY,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("write-aside", "Tell only the facilitators", cancel_url=cancel_url)


class Answer(forms.Form):
    words = Words(label="Your answer", max_length=4000, error_messages=SAY, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("answer-aside", "Send")


class Share(forms.Form):
    where = forms.ChoiceField(
        label="Where should it go?",
        choices=[(DRAFT, "A draft of what we say to the health and care system"), (TALK, "The group’s talk")],
        widget=Radios(
            hints={
                DRAFT: "The group can agree it and send it. Then it must be answered.",
                TALK: "The people in your group can read it and talk about it. It is not sent to anyone.",
            }
        ),
        error_messages={"required": "Choose where it goes"},
    )  # fmt: skip
    shown_as = forms.ChoiceField(
        label="How should it be shown?",
        choices=[(ShownAs.NAME.value, ShownAs.NAME.label), (ShownAs.GROUP.value, ShownAs.GROUP.label)],
        widget=Radios(
            hints={
                ShownAs.NAME: "Your group sees your name. Outside the group, nobody does.",
                ShownAs.GROUP: "No name is kept with it. But the facilitators will still know it was you, "
                "because you told them here.",
            }
        ),
        error_messages={"required": "Choose how it should be shown"},
    )  # fmt: skip
    words = Words(
        label="The words to share", max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="These are your own words from the conversation. Change them as you like, or leave parts out.",
        error_messages={"required": "Enter the words you want to share"},
    )  # fmt: skip
    sure = forms.BooleanField(
        label="I have read my words again. I am happy with what they may give away.",
        error_messages={"required": "Read your words again, and tick the box when you are happy with them"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("share-aside", "Share it", cancel_url=cancel_url)
