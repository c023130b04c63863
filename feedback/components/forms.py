"""The starting list as a form: tick what to add, and say it in the group's own words first."""

from django import forms

from coproduction.kit.forms import helper
from feedback.topics.models import Topic

LONGEST_NAME, LONGEST_ABOUT = (Topic._meta.get_field(field).max_length for field in ("name", "about"))


class StartingTopics(forms.Form):
    """For each part of personalised care that the group does not have yet: add it, its name, what it is."""

    def __init__(self, *args, components, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = [one.key for one in components]
        for one in components:
            self.fields[f"add_{one.key}"] = forms.BooleanField(label=f"Add “{one.name}”", required=False)
            self.fields[f"name_{one.key}"] = forms.CharField(
                label="What we call it", max_length=LONGEST_NAME, initial=one.name, required=False
            )
            self.fields[f"about_{one.key}"] = forms.CharField(
                label="What it is", max_length=LONGEST_ABOUT, initial=one.about, required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip
        self.helper = helper("starting-topics", "Add the topics", cancel_url=cancel_url)

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        typed = self.cleaned_data
        return [(key, typed[f"name_{key}"], typed[f"about_{key}"]) for key in self.keys if typed[f"add_{key}"]]
