"""A refusal the invented group could not accept: asked again, answered again, and now with the sponsor."""

from feedback.challenges import operations as challenges
from feedback.challenges.models import Challenge

SETTINGS = {
    "independent_name": "Ines Frey, Healthwatch Rivershire",
    "independent_email": "ines.frey@healthwatch.example.org",
}
ASKED = (
    "We did not ask for paint. We asked you to swap the signs: four screws each. Why does the plan for next summer decide "
    "about this winter?"
)
REASON = (
    "You are right that swapping signs is cheap. The bays at the door are 30 centimetres too narrow for a wheelchair ramp, "
    "so the owner says no to signs without paint. I should have written that the first time."
)
ASKED_SPONSOR = (
    "Two narrow bays at the door help everyone who walks with a stick. Please go and stand there before you say no."
)


def tell(story, planted):
    """Parking, number by number: the reason again within five working days, then the sponsor, who has not answered yet."""

    def ask(who, words, *, now):
        challenges.challenge(by=planted.who(who), now=now, said=planted.said["parking"], words=words)

    def give_reason(*, now):
        waiting = Challenge.objects.open().select_related("said__group").get(said=planted.said["parking"])
        challenges.give_reason(by=planted.who("leon"), now=now, challenge=waiting, answer=REASON)

    story.tell(story.days.at(14, 15), ask, "derek", ASKED)
    story.tell(story.days.at(11, 10), give_reason)
    story.tell(story.days.at(6, 15), ask, "wanda", ASKED_SPONSOR)
