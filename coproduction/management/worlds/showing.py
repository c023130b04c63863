"""What `seed_world` prints: groups, people with their cookies, tokens with their audience, and one object of each kind."""

from django.urls import reverse

from coproduction.management.worlds import (
    seeded_answers,
    seeded_doors,
    seeded_exceptional,
    seeded_notes,
    seeded_papers,
    seeded_safety,
)
from groups.invitations.models import Invitation
from groups.membership.models import Support
from groups.notices.models import Letter
from groups.removals.models import Removal

SAID_KINDS = (
    "own_draft",
    "draft",
    "agreeing",
    "withdrawn",
    "sent",
    "sent_late",
    "heard",
    "doing",
    "claimed",
    "did",
    "cannot",
    "published",
    "challenged",
    "alike",
    "noticed",
    "unnoticed",
    "half_done",
)


def world(made) -> dict:
    people = list(everybody(made))
    return {
        "groups": [
            {"slug": p.group.slug, "name": p.group.name, "organisation": p.group.organisation.name} for _, p in made.planted
        ],
        "people": people,
        "tokens": made.tokens.as_told([one["persona"] for one in people]),
        "objects": [one for cast, planted in made.planted for one in objects(planted)],
    }  # fmt: skip


def everybody(made):
    yield {"persona": "visitor", "role": "VISITOR", "group": None, "email": None, "cookie": ""}
    for cast, planted in made.planted:
        for key, member in planted.members.items():
            person = member.person
            person.refresh_from_db()
            yield {"persona": cast.persona(key), "role": member.role, "group": planted.group.slug, "email": person.email,
                   "cookie": made.cookie(person)}  # fmt: skip
        invited = Invitation.objects.filter(group=planted.group).get()
        yield {"persona": cast.persona("invited"), "role": "INVITED", "group": planted.group.slug, "email": invited.email,
               "cookie": ""}  # fmt: skip
        yield seeded_answers.persona(cast, planted.group)
    for key, person in made.alone.items():
        person.refresh_from_db()
        role = {"site_admin": "SITE_ADMIN", "no_group": "NOBODY"}.get(key, "ORGANISATION_ADMIN")
        yield {"persona": key, "role": role, "group": None, "email": person.email, "cookie": made.cookie(person)}


def objects(planted):
    """One of each kind in this group. `id` is what stands in its address; `person` whose it is, where it is somebody's."""
    group = planted.group

    def one(kind, key, name, /, person=None, **where):
        address = reverse(name, kwargs={"slug": group.slug, **where}) if name else None
        return {"kind": kind, "id": key, "group": group.slug, "url": address, "person": person}

    for key, meeting in planted.meetings.items():
        kind = {"ahead": "meeting", "nearly_full": "meeting_nearly_full"}.get(key, f"meeting_{key}")
        yield one(kind, meeting.pk, "meeting", meeting_id=meeting.pk)
    for key in SAID_KINDS:
        said = planted.said[key]
        kind = {"sent": "said", "sent_late": "said_waiting", "heard": "said_heard"}.get(key, f"said_{key}")
        yield one(kind, said.number, "said", number=said.number)
    for (said, kind), deed in planted.actions.items():
        if said == "import":
            yield one("import", deed.pk, "import_rows", import_id=deed.pk)
            yield one("import_row", deed.rows.latest("id").pk, None)
            continue
        number = planted.said[said].number
        yield one(kind if said in ("doing", "claimed") else f"{kind}_{said}", deed.pk, "said", number=number)
    for key, member in planted.members.items():
        yield one(f"person_{key}" if key != "second_member" else "person", member.pk, "member", membership_id=member.pk)
    for kind, key, name, where in planted.more:
        yield one(kind, str(key) if not isinstance(key, int) else key, name, **where)
    yield from _own(one, planted)
    yield from seeded_doors.objects(one, planted)
    yield from seeded_safety.objects(one, planted)
    yield from seeded_exceptional.objects(one, planted)
    yield from seeded_papers.objects(one, planted)
    yield from seeded_notes.objects(one, planted)


def _own(one, planted):
    group = planted.group
    for kind, post in planted.posts.items():
        yield one(kind, str(post.pk), "thread", post_id=post.pk)
    topic = planted.topics["topic"]
    yield one("topic", topic.pk, "topic", topic_id=topic.pk)
    yield one("topic_closed", planted.topics["closed"].pk, "topic", topic_id=planted.topics["closed"].pk)
    yield one("map_item", topic.map_items.latest("id").pk, "topic", topic_id=topic.pk)
    yield one("waiver", topic.waivers.open().get().pk, "topic", topic_id=topic.pk)
    yield one("purpose", group.purposes.latest("version").pk, "about")
    yield one("agenda_item", planted.meetings["ahead"].items.latest("id").pk, None)
    yield one("invitation", Invitation.objects.get(group=group).pk, "invitations")
    yield one("removal", Removal.objects.open().get(membership__group=group).pk, None)
    yield one("support", Support.objects.get(member__group=group, ended_at=None).pk, None)
    letter = Letter.objects.filter(person=planted.members["member"].person).latest("id")
    yield {"kind": "letter", "id": letter.pk, "group": group.slug, "url": reverse("your_letter", args=[letter.pk]),
           "person": planted.members["member"].person.email}  # fmt: skip
