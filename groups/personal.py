"""What groups hold of people, in words for them. Which fields that is, and what an erasure does to each: `personal.csv`.

A word beside `permissions.py`: one table for the whole app, read by the privacy notice, the download and the erasure.
"""

from pathlib import Path

from coproduction.kit.personal import Held, declare

WHO, NEED, SAID, PART, SENT = (
    "Who am I here?", "What do I need?", "What have I said?", "When did I take part?", "What did you send me?",
)  # fmt: skip
TASK = "It is the organisation’s public task to plan care with people. We cannot do it without this."
YES = "You say yes to it. You can take your yes back at any time."
SAFE = "It is in everyone’s interest that nobody else gets in or changes things unseen."
HERE = "As long as you have a place here, and 12 months more."
GONE = "It is deleted."
NAMELESS = "It stays, “from a former member”. Your name is taken away."

declare(
    Path(__file__).with_name("personal.csv"),
    [
        Held("name", WHO, "Your name and email address",
             "So that you can sign in and your group knows you.", TASK,
             "Your group sees your name. It sees your email only if you say so. Facilitators always do.",
             HERE, "Your name becomes “A former member”. Your address is deleted."),
        Held("contact", WHO, "How to reach you, and what you say about yourself",
             "So that we reach you in the way that suits you.", TASK,
             "Facilitators. Your group too, if you say so.", HERE, GONE),
        Held("sign_in", WHO, "How you sign in, and on which devices",
             "So that nobody else gets in. We never keep your password in a form that can be read.", SAFE,
             "Only you. Whoever runs the computers can see in a log when you signed in, by a number and not your name.",
             "Devices: until you sign out, or 30 days after you were last there. That we know your browser: 400 days. "
             "How often somebody tried to get in: a day. The log: 24 months. "
             "The rest: as long as you have a place here.",
             GONE + " What the log says has no name in it. It stays for its 24 months."),
        Held("place", WHO, "Your place in a group",
             "Your role, since when, who invited you, and who supports you.", TASK,
             "Your group. Who supports you: you, them and the facilitators.",
             "Invitations nobody took up: 6 months. The rest: as long as the group’s record.",
             "That somebody had this role stays, without your name. Invitations and supporters are deleted."),
        Held("needs", NEED, "What you need to take part, and how you need information",
             "So that you can take part. This can be about your health, so we take special care of it.", YES,
             "You, your supporter and the facilitators. Nobody else.", "Until you take it away, or 12 months after you left.",
             GONE),
        Held("meeting_needs", NEED, "What you needed at a meeting, and if it was there",
             "So that somebody sees to it.", YES, "You, your supporter and the facilitators.",
             "30 days after the meeting. Then only numbers stay. If something was not there, we remember that until the next time.",
             GONE),
        Held("words", SAID, "What you say or write with your name",
             "So that it is heard, and what became of it is told back to you.", TASK,
             "Your group sees who said it. People outside do not.",
             "As long as the group’s record. In Talk you can take your own words back.", NAMELESS),
        Held("answers", SAID, "Your answers when the group asks: yes or no, and why",
             "So that the group decides, and not somebody for it.", TASK, "Your group.", "As long as the group’s record.",
             NAMELESS),
        Held("lists", SAID, "Whether you have answered questions that are asked without names",
             "So that each person answers once. We never keep what you answered.", TASK, "Nobody.",
             "Until the questions close. Then the list is deleted.", "It goes when the questions close."),
        Held("meetings", PART, "If you are coming, and if you were there",
             "So that a place is kept for you, and nobody is forgotten.", TASK,
             "Your group sees if you are coming. Whether you came is for the facilitators only. That you rest is seen by nobody.",
             "As long as the group’s record.",
             "It is deleted. That somebody had a seat at a meeting that was run here stays, without your name."),
        Held("deeds", PART, "What you did here, and when",
             "A history of who changed what, so that nothing happens unseen.", SAFE,
             "Your group. What you did with your own account: only you.",
             "The history of a group: as long as its record. That of your account: 24 months.", NAMELESS),
        Held("notes", PART, "Notes of meetings", "So that what was said and agreed is not lost.", TASK,
             "Your group. People outside only what the group agreed to show.", "As long as the group’s record.",
             "Notes the group agreed stay. If they name you, ask for a correction first."),
        Held("contacts", PART, "Whom to turn to", "So that people can reach the group, or somebody independent.", TASK,
             "Everyone, if the group shows itself.", "Until the group changes it.", "Your email address is taken off."),
        Held("complaints", PART, "Complaints about how your data is handled",
             "So that the organisation answers you, and you can see what became of it.",
             "The law asks us to.", "You, and those who look after the organisation. No facilitator, and nobody in your group.",
             "3 years after it was answered.", "It stays, without your name. We must be able to show what was done."),
        Held("letters", SENT, "Letters we sent you, and your replies by email",
             "So that you can read them again, and we can find out if one was lost.", TASK,
             "Only you. Facilitators see that some went, never what they say.",
             "What a letter says: 7 days after it went. If you can read it only here: 6 months. "
             "That it went: 24 months. Your reply as it came: 30 days. What we understood of it waits on your page of replies, "
             "as long as you have a place here and 12 months more. A reply from somebody we do not know: 30 days.",
             "They are deleted. A last letter tells you that it is done; we delete it 30 days later."),
        Held("letter_choices", SENT, "How you want letters, and your calendar address",
             "So that they come as you like, or not at all.", TASK,
             "Only you. In which language you want to be told what they say: your supporter and the facilitators too, if you said "
             "yes to keeping what you need.", HERE, GONE),
        Held("trouble", SENT, "If email or texts do not reach you",
             "So that we do not go on writing to an address that fails.", SAFE,
             "Facilitators see that it does not reach you, never why.",
             "Until it works again, or as long as you have a place here.",
             GONE),
        Held("carriers", SENT, "Texts and letters by post",
             "If you choose them, GOV.UK Notify gets your number or your address, and what the text or letter says.", TASK,
             "Only you, and GOV.UK Notify.", "As long as the letter. How many went in a month stays as a number.", GONE),
    ],
)  # fmt: skip
