from datetime import timedelta

from groups.consents.models import Consent

KEPT = timedelta(days=730)  # after it was taken back
# What somebody says yes to. Words that change are new words: those who said yes to the old ones are shown which they were.
WORDING = (
    "Yes, you may keep what I write about what I need to take part and how I need information. I know that it can tell something "
    "about my health. My facilitators and my supporter can read it, and nobody else. I can take this yes back at any time. Then "
    "you delete what I wrote."
)


def history_of(person) -> list[Consent]:
    return list(Consent.objects.of_person(person).order_by("-id"))


def taken_back_long_ago(now):
    return Consent.objects.filter(taken_back_at__lte=now - KEPT)
