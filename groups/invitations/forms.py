from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, Words
from groups.invitations import queries

EMAIL_ERRORS = {
    "required": "Enter an email address",
    "invalid": "Enter an email address, like name@example.org",
}


def email_field(label="Their email address", **rest):
    return forms.EmailField(
        label=label, max_length=254, widget=forms.EmailInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
        error_messages=EMAIL_ERRORS, **rest,
    )  # fmt: skip


def name_field(label="Their name", **rest):
    return Line(label=label, max_length=80, **rest)


class Invite(forms.Form):
    """Somebody by their address. `role` is asked only where there is a choice, `supports` only for a supporter."""

    email = email_field(help_text="The invitation works for this address only.")
    name = name_field(required=False, help_text="So that the letter can greet them.")
    role = forms.ChoiceField(
        label="What do you invite them to be?",
        error_messages={"required": "Choose a role", "invalid_choice": "Choose one of the roles shown"},
    )  # fmt: skip
    supports = forms.TypedChoiceField(
        label="Which member will they support?", coerce=int, empty_value=None, required=False,
        help_text="Only for a supporter. We ask that member to say yes.",
        error_messages={"invalid_choice": "Choose one of the members shown"},
    )  # fmt: skip
    message = Words(
        label="A few words from you", max_length=1000, required=False, help_text="They stand in the letter.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args, roles, cancel_url, members=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.roles, self.members = list(roles), {one.pk: one for one in members}
        hints = {role.value: queries.HINTS[role] for role in self.roles if role in queries.HINTS}
        if len(self.roles) > 1:
            self.fields["role"].widget = Radios(hints=hints)
            self.fields["role"].choices = [(role.value, role.label.capitalize()) for role in self.roles]
        else:
            del self.fields["role"]
        if self.members:
            named = [(one.pk, one.person.name) for one in self.members.values()]
            self.fields["supports"].choices = [("", "Nobody"), *named]
        else:
            del self.fields["supports"]
        self.helper = helper("invite", "Send the invitation", cancel_url=cancel_url)

    def as_given(self):
        """What the operation takes."""
        said = dict(self.cleaned_data)
        said["role"] = said.get("role") or str(self.roles[0])
        said["supports"] = self.members.get(said.get("supports")) if said["role"] == "SUPPORTER" else None
        return said


class AcceptAsNew(forms.Form):
    """All we ask of somebody new."""

    name = name_field(
        "Your name, as you want it shown", help_text="A first name is enough. You can change it later.",
        error_messages={"required": "Enter the name you want people to see"},
    )  # fmt: skip
    helper = helper("accept-invitation", "Yes, I want to join")
