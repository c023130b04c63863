"""A note about one ingredient; a question for each of the nine."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Sentence, Words
from feedback.ingredients.models import ASKS, Ingredient, IngredientsAsking, TalkedView, View, Which

CHOOSE = dict.fromkeys(("required", "invalid_choice"), "Choose yes, partly or no")


class _Owner(forms.ModelChoiceField):
    def label_from_instance(self, one):
        return f"{one.person.name}, {one.get_role_display()}"


class NoteIngredient(forms.Form):
    view = forms.ChoiceField(label="Is it there?", choices=View.choices, widget=Radios, error_messages=CHOOSE)
    sentence = Sentence(
        label="How do you know?", max_length=Ingredient.SENTENCE,
        help_text="A sentence. Everyone in and beside the group can read it, so leave out who lives with what.",
        error_messages={"required": "Say in a sentence how you know"},
    )  # fmt: skip

    def __init__(self, *args, owners=None, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        if owners is not None:
            wrong = dict.fromkeys(("required", "invalid_choice"), "Choose who looks after it")
            self.fields["owner"] = _Owner(
                owners, label="Who looks after it?", empty_label="Choose", error_messages=wrong
            )
        self.helper = helper("note", "Note it", cancel_url=cancel_url)


class _Nine(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [f"nine_{which.value}" for which in Which]
        for name, which in zip(names, Which, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=ASKS[which], choices=View.choices, widget=Radios, error_messages=CHOOSE
            )
        self.order_fields(names)

    def views(self) -> dict[str, str]:
        return {str(which.value): self.cleaned_data[f"nine_{which.value}"] for which in Which}


class SayIngredients(_Nine):
    line = Sentence(
        label="Is there one thing you want to add?", max_length=IngredientsAsking.LINE, required=False,
        help_text=(
            "You can leave this empty. Your group reads it with the results, mixed with the lines of others. "
            "Leave out names, places and days that could show who you are."
        ),
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("say-ingredients", "Send my answers", cancel_url=cancel_url)


class WriteTalkedView(_Nine):
    in_words = Words(
        label="In a few words", max_length=TalkedView.WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What the group said, not who said it. People from health and care read it too, once a member has confirmed it.",
        error_messages={"required": "Say it in a few words"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("write-talked-view", "Ask a member to confirm it", cancel_url=cancel_url)
