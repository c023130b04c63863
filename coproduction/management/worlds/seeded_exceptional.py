"""In each seeded group: the whole record was asked for, somebody asked to close the group, and the talk was read in an emergency,
which a facilitator ended."""

from datetime import timedelta

from django.urls import reverse

from feedback.closing import operations as closings
from feedback.closing.models import Closing
from feedback.emergencies import operations as emergencies
from feedback.emergencies.models import Emergency
from feedback.records import operations as records
from feedback.records.models import Export
from groups.complaints import operations as complaints
from groups.complaints.models import Complaint

SAID_OF_CLOSING = {"reason": "why the group closes", "came_of_it": "what came of it", "still_owed": "what still waits"}


def tell(story, cast, planted, alone):
    at = story.days.at
    story.tell(at(4, 11), read_in_an_emergency, cast, planted, alone)
    story.tell(at(2, 13), ask_for_the_record, cast, planted)
    story.tell(at(2, 14), ask_to_close, cast, planted)
    story.tell(at(2, 15), complain, cast, planted)


def read_in_an_emergency(cast, planted, alone, *, now):
    office = "other_organisation_admin" if cast.place == "other_organisation" else "organisation_admin"
    reason = f"In danger {cast.word('why an emergency', [*cast.inside, office, 'site_admin'])}"
    keeper = alone["site_admin"]
    one = emergencies.ask(group=planted.group, reason=reason, by=keeper, now=now)
    emergencies.second(emergency=one, by=alone[office], now=now)
    emergencies.read(emergency=one, by=keeper, now=now + timedelta(minutes=1))
    emergencies.end(emergency=one, by=planted.who("facilitator"), now=now + timedelta(minutes=9))


def ask_for_the_record(cast, planted, *, now):
    readers = [*cast.inside, *cast.personas("network_coordinator")]
    reason = f"For the archive {cast.word('why the whole record', readers)}"
    records.ask(reason=reason, by=planted.who("facilitator"), now=now)


def ask_to_close(cast, planted, *, now):
    readers = [*cast.inside, *cast.personas("point_of_contact", "sponsor", "network_coordinator")]
    told = {name: f"{words} {cast.word(words, readers)}" for name, words in SAID_OF_CLOSING.items()}
    closings.ask_to_close(**told, by=planted.who("facilitator"), now=now)


def complain(cast, planted, *, now):
    office = "other_organisation_admin" if cast.place == "other_organisation" else "organisation_admin"
    words = f"Somebody read my letter {cast.word('what a complaint says', [*cast.personas('member'), office])}"
    complaints.complain(
        organisation=planted.group.organisation, words_of_it=words, by=planted.who("member").person, now=now
    )


def objects(one, planted):
    complaint = Complaint.objects.filter(person=planted.who("member").person).first()
    address = reverse("complaint_to_answer", args=[complaint.organisation_id, complaint.pk])
    yield one("complaint", complaint.pk, None) | {"url": address}
    emergency = Emergency.objects.get(group=planted.group)
    yield one("emergency", emergency.pk, "emergency", emergency_id=emergency.pk)
    closing = Closing.objects.get(group=planted.group)
    yield one("closing", closing.pk, None) | {"url": reverse("closing", args=[planted.group.slug])}
    export = Export.objects.get(group=planted.group)
    yield one("export", export.pk, None) | {"url": reverse("take_record", args=[planted.group.slug])}
