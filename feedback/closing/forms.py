from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words

LINES = {"widget": forms.Textarea(attrs={"rows": 4})}


class Close(forms.Form):
    reason = Words(
        label="Why should the group close?", max_length=1000, **LINES,
        help_text="Everyone in the group reads this, with your name.",
        error_messages={"required": "Say why the group should close"},
    )  # fmt: skip
    came_of_it = Words(
        label="What came of the group’s work?", max_length=2000, **LINES,
        help_text="This also stands on the public page, if the group has one. Leave names out.",
        error_messages={"required": "Say what came of the group’s work"},
    )  # fmt: skip
    still_owed = Words(
        label="What becomes of what still waits for an answer?", max_length=1000, required=False, **LINES,
        help_text="Say it if anything is listed above. Everyone in the group reads this.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("ask-to-close", "Ask a second person", cancel_url=cancel_url)


class Open(forms.Form):
    reason = Words(
        label="Why should the group open again?", max_length=1000, **LINES,
        help_text="Everyone in the group reads this, with your name.",
        error_messages={"required": "Say why the group should open again"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("ask-to-open", "Ask a second person", cancel_url=cancel_url)
