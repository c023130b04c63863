"""When are you away, and who stands in: one question for each of one's groups."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Radios


class SayAway(forms.Form):
    starts_on = Day(label="What is your first day away?", help_text="For example 8 12 2026")
    ends_on = Day(label="What is your last day away?", help_text="It ends by itself after this day.")

    def __init__(self, *args, memberships, could, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.memberships, self.could = memberships, could
        for mine in memberships:
            if people := could[mine.pk]:
                self.fields[f"stand_in_{mine.pk}"] = forms.ChoiceField(
                    label=f"Who stands in for you in {mine.group.name}?", widget=Radios,
                    choices=[(str(one.pk), f"{one.person.name}, {one.get_role_display()}") for one in people],
                    initial=str(mine.deputy_id or ""), error_messages=dict.fromkeys(
                        ("required", "invalid_choice"), "Choose who stands in"
                    ),
                )  # fmt: skip
        self.helper = helper("say-away", "Keep these days", cancel_url=cancel_url)

    def clean(self):
        """What the operation takes: the days, and for each group who stands in."""
        found = super().clean()
        chosen = {}
        for mine in self.memberships:
            number = found.pop(f"stand_in_{mine.pk}", "")
            chosen[mine.pk] = next((one for one in self.could[mine.pk] if str(one.pk) == number), None)
        return found | {"stand_ins": chosen}
