"""What people of the invented group took away from meetings to do."""

from datetime import timedelta

from groups.actions import operations as actions

# key, working days ago, meeting, who writes, what, whose, working days until its day
ACTIONS = [
    ("dots", 36, "autumn", "marian", "Send the letters with the red dots to the letters team", "sam", 20),
    ("buses", 13, "recent", "marian", "Ask the bus company when the 14 stops at the library", "jo", 9),
    ("heater", 13, "recent", "tobias", "Find out who may switch on the heater at Tarnwick", "helen", 16),
    ("cake", 13, "recent", "sam", "Find someone who bakes without milk", "mei", 18),
]
MOVED = ("buses", 6, "jo", 8, "They answer letters, not calls. I wrote to them.")
BACK = ("cake", 4, "mei", "Two people in the village bake. Their cards hang in the library.")
DONE = ("dots", 22, "sam", "I read three of them aloud to the team. They kept the one with 31 dots and hung it up.")


def tell(story, planted) -> None:
    at, made = story.days.at, {}

    def write(key, meeting, who, what, whose, days, *, now):
        made[key] = actions.write(
            by=planted.who(who), now=now, what=what, owner=planted.who(whose), meeting=planted.meetings[meeting],
            due_on=now.date() + timedelta(days=days),
        )  # fmt: skip

    def move(key, who, days, because, *, now):
        day = now.date() + timedelta(days=days)
        actions.move(by=planted.who(who), now=now, action=made[key], to_on=day, because=because)

    def hand_back(key, who, note, *, now):
        actions.hand_back(by=planted.who(who), now=now, action=made[key], note=note)

    def end(key, who, happened, *, now):
        actions.end(by=planted.who(who), now=now, action=made[key], ending="DONE", happened=happened)

    for number, (key, ago, *rest) in enumerate(ACTIONS):
        story.tell(at(ago, 16, 10 + number), write, key, *rest)
    for deed, (key, ago, *rest) in ((move, MOVED), (hand_back, BACK), (end, DONE)):
        story.tell(at(ago, 15), deed, key, *rest)
