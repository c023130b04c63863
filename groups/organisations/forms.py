from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, Words
from groups.charter.models import Group
from groups.invitations import queries as invitation_queries
from groups.membership.models import Role

EMAIL_ERRORS = {"required": "Enter an email address", "invalid": "Enter an email address, like name@example.org"}


def _email(label):
    return forms.EmailField(
        label=label, max_length=254, help_text="We send them a letter with a link. It works for 14 days.",
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocapitalize": "none"}), error_messages=EMAIL_ERRORS,
    )  # fmt: skip


class AddOrganisation(forms.Form):
    name = Line(
        label="Name of the organisation", max_length=120,
        error_messages={"required": "Enter the name of the organisation"},
    )  # fmt: skip
    admin_email = _email("Email of its first admin")
    admin_name = Line(label="Their name", max_length=80, required=False)
    helper = helper("add-organisation", "Add this organisation", cancel_url="/organisations/")


class InviteAdmin(forms.Form):
    email = _email("Their email address")
    name = Line(label="Their name", max_length=80, required=False)
    helper = helper("invite-admin", "Send the invitation")


class SetUpGroup(forms.Form):
    name = Line(label="Name of the group", max_length=120, error_messages={"required": "Enter the name of the group"})
    locality = Line(label="Place", max_length=120, required=False, help_text="The town or area the group is about.")
    level = forms.ChoiceField(
        label="Level", choices=Group.Level.choices, initial=Group.Level.LOCAL, widget=Radios,
        error_messages={"required": "Choose a level", "invalid_choice": "Choose one of the levels shown"},
    )  # fmt: skip
    facilitator_email = _email("Email of the first facilitator")
    facilitator_name = Line(label="Their name", max_length=80, required=False)
    helper = helper("set-up-group", "Set up this group")


class Appoint(forms.Form):
    role = forms.ChoiceField(
        label="What do you invite them to be?",
        error_messages={"required": "Choose a role", "invalid_choice": "Choose one of the roles shown"},
    )  # fmt: skip
    email = _email("Their email address")
    name = Line(label="Their name", max_length=80, required=False)
    message = Words(
        label="A few words from you", max_length=1000, required=False, help_text="They stand in the letter.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    helper = helper("appoint", "Send the invitation")

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].widget = Radios(hints={role.value: invitation_queries.HINTS[role] for role in roles})
        self.fields["role"].choices = [(role.value, Role(role).label.capitalize()) for role in roles]
