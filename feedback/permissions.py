"""Who may do what with the words of a group. Each line is a row of `groups/permissions.csv`, checked by a test."""

from coproduction.kit.access import Ability


class FeedbackAbility:
    """Things people do with what was said."""

    SEARCH = Ability(47, "Search", "p p Y Y Y Y p p p - -", plain="Search what was said")
    DRAFT = Ability(49, 'Draft a "We said" entry', "- - Y o Y Y - - - - -", plain="Write a draft of what we say")
    READ_DRAFTS = Ability(50, "Read draft entries", "- - Y Y Y Y - - - - -", plain="Read drafts")
    SEND = Ability(
        51, "Send an entry to the system (after group agreement)", "- - r - Y Y - - - - -",
        plain="Send what the group agreed",
    )  # fmt: skip
    READ_SENT = Ability(52, "Read sent entries", "p p Y Y Y Y Y Y Y - -", plain="Read what was sent")
    ANSWER = Ability(
        53, 'Answer ("We did", "we cannot, because")', "- - - - - - Y Y - - -",
        plain="Answer: we will, partly, not now, or we can't",
    )  # fmt: skip
    SAY_IF_ANSWERED = Ability(
        55, "Say whether it is answered (yes, partly, no)", "- - Y - - - - - - - -",
        plain="Say if it is answered (yes, partly, no)",
    )  # fmt: skip
    CORRECT = Ability(
        56, "Correct a sent entry (new entry, old stays)", "- - r - Y Y o o - - -",
        plain="Put right what was sent (a new entry; the old one stays)",
    )  # fmt: skip
    SEE_WHO_SAID = Ability(
        58, "See who in the group raised it (named only)", "- - Y Y Y Y - - - - -",
        plain="See who in the group said it, when it has a name",
    )  # fmt: skip
    SEE_OVERVIEW = Ability(59, "Sponsor dashboard", "- - a a a a a a a - -", plain="See the overview")
    AGREE_DRAFT = Ability(
        103, "Say whether a draft should be sent", "- - Y - - - - - - - -", plain="Say if a draft should be sent"
    )
    CHECK_DID = Ability(104, 'Check a "we did" before it counts', "- - Y - - - - - - - -")
    PUBLISH = Ability(
        105, "Publish an entry, or take it back from the public page", "- - r - Y Y - - - - -",
        plain="Put what was said on the public page, or take it off",
    )  # fmt: skip
    BRING_IN = Ability(106, "Bring in a spreadsheet", "- - - - Y Y - - - - -")
    MANAGE_TOPICS = Ability(110, "Open a topic, change or close it", "- - r - Y Y - - - - -")
    SEE_TOPICS = Ability(111, "See the list of topics", "- - Y Y Y Y Y Y Y - -")
    SEE_QUEUE = Ability(119, "See what waits for the system (heard, decided, done)", "- - - - - - Y Y - - -")
    TAKE_LOG = Ability(180, "Download the log as a spreadsheet", "- - Y Y Y Y - - - - -")
    READ_TALK = Ability(35, "Read group discussion", "- - Y Y Y Y p - - - b", plain="Read what the group talks about")
    POST = Ability(
        36, "Post with name", "- - Y Y Y Y p - - - -", plain="Say something in the group’s talk, with your name"
    )
    ANSWER_PULSE = Ability(
        61, "Answer a pulse or skills survey", "- - o - - - - - - - -", plain="Answer the questions about speaking up"
    )
    SEE_PULSE = Ability(
        62, "See survey results", "- - a a a a - a a - -", plain="See what was answered about speaking up"
    )
