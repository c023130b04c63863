"""What is open, what was kept long enough, and the secret links of those without an account."""

from datetime import timedelta

from coproduction.kit import sealed
from groups.charter.models import Organisation
from groups.complaints.models import Complaint
from groups.membership import queries as membership
from groups.people.models import Person

KEPT = timedelta(days=3 * 365)
A_LINK = "complaint"


def organisations():
    """Any of them: whoever complains may not know which group it was."""
    return Organisation.objects.order_by("name", "id")


def token(complaint) -> str:
    return sealed.seal(complaint.pk, A_LINK)


def found_by(given: str) -> Complaint | None:
    number = sealed.unseal(given, A_LINK)
    return Complaint.objects.with_people().filter(pk=number).first() if number else None


def made_by(person):
    return Complaint.objects.visible_to_person(person).with_people().order_by("-id")


def of_organisation(organisation_id):
    """Those that wait first, the oldest promise on top."""
    rows = Complaint.objects.of_organisation(organisation_id).with_people()
    return rows.order_by("answered_at", "due_on", "id")


def open_of(organisation_id) -> int:
    return Complaint.objects.of_organisation(organisation_id).open().count()


def who_answers(organisation_id) -> list[Person]:
    return [one.person for one in membership.offices_of(organisation_id)]


def kept_long_enough(now):
    return Complaint.objects.filter(answered_at__lte=now - KEPT)
