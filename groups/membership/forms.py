from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from groups.membership.models import Role

HINTS = {
    Role.MEMBER: "Says what matters, and decides with the group.",
    Role.CO_FACILITATOR: "Helps to plan, invite and keep notes. Sees how to reach people and what they need.",
    Role.FACILITATOR: "Plans, invites, keeps the pace and protects the group. Does not decide.",
}
STAY, LEAVE = "STAY", "LEAVE"


class ChangeRole(forms.Form):
    role = forms.ChoiceField(
        widget=Radios(hints=HINTS),
        error_messages={"required": "Choose a role", "invalid_choice": "Choose one of the roles shown"},
    )

    def __init__(self, *args, roles, name, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label.capitalize()) for role in roles]
        self.fields["role"].label = f"Which role will {name} have?"
        self.helper = helper("change-role", "Change the role", cancel_url=cancel_url)


class Leave(forms.Form):
    """Asked of those who may go on as a member; everybody else only says yes."""

    what = forms.ChoiceField(
        label="What do you want to do?", widget=Radios,
        choices=[(STAY, "Step down, and stay as a member"), (LEAVE, "Leave the group")],
        error_messages={"required": "Choose what you want to do", "invalid_choice": "Choose what you want to do"},
    )  # fmt: skip

    def __init__(self, *args, may_stay, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_stay:
            del self.fields["what"]
        self.helper = helper("leave", "Do this" if may_stay else "Leave the group", cancel_url=cancel_url)

    @property
    def stays(self):
        return self.cleaned_data.get("what") == STAY


class StandIn(forms.Form):
    deputy = forms.TypedChoiceField(
        widget=Radios, coerce=int, empty_value=None, required=False,
        error_messages={"invalid_choice": "Choose one of the people shown"},
    )  # fmt: skip

    def __init__(self, *args, people, label, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {one.pk: one for one in people}
        named = [(one.pk, f"{one.person.name}, {one.get_role_display()}") for one in self.people.values()]
        self.fields["deputy"].choices = [*named, ("", "Nobody for now")]
        self.fields["deputy"].label = label
        self.helper = helper("set-deputy", "Keep this", cancel_url=cancel_url)

    @property
    def chosen(self):
        return self.people.get(self.cleaned_data["deputy"])
