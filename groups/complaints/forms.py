from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words

EMAIL_ERRORS = {
    "required": "Enter your email address, so that we can answer you",
    "invalid": "Enter an email address, like name@example.org",
}
ORGANISATION_ERRORS = {"required": "Choose the organisation", "invalid_choice": "Choose one from the list"}


class Complain(forms.Form):
    organisation = forms.ModelChoiceField(
        None, label="Which organisation is it about?", empty_label="Choose one", error_messages=ORGANISATION_ERRORS,
        help_text="It runs the group. If you are not sure, choose the one you think it is.",
    )  # fmt: skip
    words_of_it = Words(
        label="What is wrong?", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Say what happened, and what you want to happen now.",
        error_messages={"required": "Say what is wrong"},
    )  # fmt: skip
    name = forms.CharField(
        label="Your name, if you want to give it", max_length=120, required=False,
        help_text="Those who answer see it. Without it they do not learn who you are, and you get the answer all the same.",
    )  # fmt: skip
    email = forms.EmailField(
        label="Your email address", help_text="We answer you there, and send you a link to see what became of it.",
        error_messages=EMAIL_ERRORS,
    )  # fmt: skip

    def __init__(self, *args, organisations, known, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        if known:  # by their account
            del self.fields["email"]
        self.helper = helper("complain", "Send the complaint")


class WhatHappens(forms.Form):
    seen_words = Words(
        label="Say what happens now", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They get this by letter. The complaint stays open.",
        error_messages={"required": "Say what happens now"},
    )  # fmt: skip

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("say-what-happens", "Tell them", action=action)


class Answer(forms.Form):
    answer = Words(
        label="Say what came of it", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="They get this by letter, with where to turn if it does not answer them.",
        error_messages={"required": "Say what came of it"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("answer-complaint", "Answer")
