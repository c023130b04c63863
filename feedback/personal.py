"""What is held of people beside what was said, in words for them. The fields: `personal.csv`. Leans on `groups.personal`."""

from pathlib import Path

from coproduction.kit.personal import Held, declare
from groups.personal import NAMELESS, SAID, TASK

declare(
    Path(__file__).with_name("personal.csv"),
    [
        Held("private", SAID, "What you write to your facilitators in private",
             "So that you can ask or say something that is not for everybody.", TASK, "You and the facilitators.",
             "As long as you have a place here, and 12 months more.", "What was written is deleted."),
        Held("worries", SAID, "Worries about somebody’s safety, and reports",
             "So that people are kept safe, and what was done about it can be shown.",
             "The law asks us to keep people safe.", "Those who answer for safety. Nobody you reported.",
             "As long as the group’s record.", "They stay, without your name. We must be able to show what was done."),
        Held("files", SAID, "Photos and sound recordings you add",
             "So that you can say something in another way than in writing.", TASK, "Your group.",
             "Until you take them away.", "The file is deleted. That there was one stays."),
        Held("system", SAID, "What those who answer for the health system say and promise",
             "They speak for the organisation. Their name stands with the answer, so that people know who promised what.", TASK,
             "Everyone who can read the answer.", "As long as the group’s record.",
             "The answer stays. A name that was written into it stays too, because it is the organisation’s word. "
             + NAMELESS.partition(". ")[2].replace("Your name", "The name of the account")),
    ],
)  # fmt: skip
