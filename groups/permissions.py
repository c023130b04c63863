"""Who may do what with a group, its people and its meetings. Each line is a row of `permissions.csv`, checked by a test.

The marks stand in the order: visitor, applicant, member, supporter, co-facilitator, facilitator, point of contact, sponsor,
network coordinator, organisation admin, site admin. Their meaning: `coproduction.kit.access.MARKS`.
"""

from coproduction.kit.access import Ability


class GroupAbility:
    """Things people do with a group."""

    SEE_PUBLIC_PAGE = Ability(1, "See a group's public page", "Y Y Y Y Y Y Y Y Y Y Y")
    INVITE = Ability(5, "Invite a person", "- - r - Y Y - - Y - -")
    ACCEPT_INVITATION = Ability(
        6, "Accept an invitation (address-bound token)", "o o - o o o o o o o -",
        plain="Accept an invitation to this group",
    )  # fmt: skip
    SEE_NAMES = Ability(7, "See member names", "- - Y Y Y Y p - - - b")
    SEE_CONTACTS = Ability(
        8, "See members' contact details", "- - o o Y Y - - - - b",
        plain="See how to reach members (phone, email, address)",
    )  # fmt: skip
    SEE_NEEDS = Ability(
        9, "See access and communication needs", "- - o o Y Y a - - - -", plain="See what people need to take part"
    )
    EDIT_OWN_PROFILE = Ability(
        10, "Edit own profile and visibility", "- o o o o o o o o o o",
        plain="Change your own details and who sees them", stays=True
    )  # fmt: skip
    LINK_SUPPORTER = Ability(
        11, "Link or unlink a supporter", "- - o - - - - - - - -", plain="Say who supports you, and end it", stays=True
    )
    LEAVE = Ability(12, "Leave the group", "- - o o o o o - - - -", stays=True)
    REMOVE_MEMBER = Ability(
        13, "Remove a member (reason, notice, appeal)", "- - - - - 2 - - Y - -",
        plain="Remove a member (with a reason, and a way to appeal)", stays=True
    )  # fmt: skip
    APPOINT_CO_FACILITATOR = Ability(
        14, "Appoint co-facilitator", "- - - - - Y - - Y - -", plain="Make someone a co-facilitator"
    )
    APPOINT_FACILITATOR = Ability(
        15, "Appoint facilitator, point of contact", "- - - - - r - - Y - -",
        plain="Make someone a facilitator or a point of contact",
    )  # fmt: skip
    APPOINT_SPONSOR = Ability(
        16, "Appoint sponsor, network coordinator", "- - - - - - - - - Y b",
        plain="Make someone a sponsor or a network coordinator",
    )  # fmt: skip
    CHANGE_GROUP = Ability(17, "Change group settings", "- - r - Y Y - - - - -", plain="Change the group's settings")
    SEE_MEETINGS = Ability(19, "See meetings", "- - Y Y Y Y i i a - -")
    SEE_JOINING = Ability(
        20, "See joining link or address", "- - Y Y Y Y i i - - -", plain="See where a meeting is and how to join it"
    )
    PLAN_MEETING = Ability(
        21, "Create, change, cancel a meeting", "- - - - Y Y - - - - -", plain="Plan, change or cancel a meeting"
    )
    REPLY = Ability(22, "RSVP for oneself", "- - o o o o i i - - -", plain="Say if you are coming")
    REPLY_FOR_SOMEONE = Ability(
        23, "RSVP for someone else (by phone, logged)", "- - - o Y Y - - - - -",
        plain="Say for someone else if they are coming (it is shown who wrote it down)",
    )  # fmt: skip
    SEE_WHO_IS_COMING = Ability(24, "See who is coming", "- - Y Y Y Y i i a - -")
    READ_REPLY_NEEDS = Ability(
        25, "Read RSVP needs notes", "- - o o Y Y - - - - -", plain="Read what people need at a meeting"
    )
    TAKE_CALENDAR_ENTRY = Ability(
        26, "Download a calendar entry", "- - Y Y Y Y i i - - -", plain="Put a meeting in your own calendar"
    )
    PROPOSE_ITEM = Ability(
        28, "Propose an agenda item", "- - Y o Y Y i i - - -", plain="Suggest something to talk about"
    )
    EDIT_NOTES = Ability(
        29, "Edit draft minutes (versioned)", "- - Y - Y Y - - - - -",
        plain="Change the notes before they are agreed (older versions stay)",
    )  # fmt: skip
    CONFIRM_NOTES = Ability(30, "Confirm minutes", "- - Y - Y Y - - - - -", plain="Agree that the notes are right")
    READ_NOTES = Ability(31, "Read confirmed minutes", "p - Y Y Y Y p p p - -", plain="Read notes the group agreed")
    READ_HISTORY = Ability(
        64, "Read the group's audit trail", "- - Y - Y Y - - Y - Y",
        plain="Read the group's history: who did what, and when",
    )  # fmt: skip
    TAKE_OWN_DATA = Ability(
        65, "Download own data", "- o o o o o o o o o o", plain="Get everything we keep about you in one file"
    )
    BE_ERASED = Ability(66, "Close account, erase", "- o o o o o o o o o o", plain="Close your account and be erased")
    SEE_DELIVERY = Ability(
        71, 'See delivery state ("email not reaching")', "- - o o Y Y - - - - Y",
        plain="See if letters do not reach someone",
    )  # fmt: skip
    SEE_QUEUES = Ability(
        72, "Dead letters (no bodies), health, queues", "- - - - - - - - - - Y",
        plain="See how the site is doing: letters and workers, never the words in a letter",
    )  # fmt: skip
    SEE_HOME = Ability(100, "See the group's home page", "- - Y Y Y Y Y Y Y - -")
    READ_CHARTER = Ability(101, "Read the purpose, ways of working and promises", "- - Y Y Y Y Y Y Y - -")
    AGREE_PURPOSE = Ability(102, "Agree to the statement of purpose", "- - Y - Y Y Y Y - - -")
    SEE_OWN_LETTERS = Ability(107, "See what we sent you", "- o o o o o o o o o o")
    CHOOSE_LETTERS = Ability(108, "Choose which letters you get", "- o o o o o o o o o o")
    STOP_LETTERS = Ability(109, "Stop letters without signing in (link in the letter)", "o o o o o o o o o o o")
    SECOND_REMOVAL = Ability(
        112, "Second the removal of a member", "- - - - - Y - - Y - -",
        plain="Be the second person when a member is removed, after 7 days in your role", stays=True
    )  # fmt: skip
    SAY_SIDE = Ability(487, "Say your side when somebody asks that you leave", "- - o o o o - - - - -", stays=True)
    SET_UP_GROUPS = Ability(
        113, "Set up groups of the organisation", "- - - - - - - - - Y -", plain="Set up groups in an organisation"
    )
    SET_UP_ORGANISATIONS = Ability(114, "Set up organisations", "- - - - - - - - - - Y")
    COMPLAIN = Ability(
        73, "Data-protection complaint", "Y Y Y Y Y Y Y Y Y Y Y", plain="Complain about how your data is handled"
    )
    ANSWER_COMPLAINT = Ability(
        416, "Read complaints about how an organisation handles data, and answer them", "- - - - - - - - - Y -"
    )
    SEE_COMPLAINT = Ability(
        417, "See what became of your own data-protection complaint (link in the letter)", "o o o o o o o o o o o",
        plain="See what became of your own complaint about how data is handled",
    )  # fmt: skip
    SAY_YES_TO_NEEDS = Ability(
        418, "Say yes to keeping what you need to take part, and take it back", "- o o o o o o o o o o"
    )
    NOTE_YES_FOR_SOMEONE = Ability(
        419, "Note that a member says yes to keeping what they need, or takes it back (by phone, logged)",
        "- - - - Y Y - - - - -", plain="Note by phone that a member says yes to keeping what they need (they get a letter about it)",
        stays=True,
    )  # fmt: skip
    READ_HELP = Ability(115, "Read help, privacy, accessibility and who may do what", "Y Y Y Y Y Y Y Y Y Y Y")
    SIGN_IN = Ability(116, "Sign in and sign out", "Y Y Y Y Y Y Y Y Y Y Y")
    KEEP_SIGN_IN_SAFE = Ability(
        117, "Keep your own sign-in safe (password, passkey, second factor, sessions)", "- o o o o o o o o o o",
        plain="Keep your own sign-in safe (password, passkey, second step)",
    )  # fmt: skip
    SEE_HEALTH = Ability(118, "Whether the site is up", "Y Y Y Y Y Y Y Y Y Y Y", plain="Ask if the site is up")
    SAY_AWAY = Ability(
        441, "Say when you are away and who stands in", "- - - - - - o o - - -",
        plain="Say when you are away, and who stands in for you",
    )  # fmt: skip
    SET_DEPUTY = Ability(
        130,
        "Name who stands in for a point of contact (a sponsor names their own)",
        "- - - - - Y o o - - -",
        stays=True,
    )
    SEE_ORGANISATIONS = Ability(131, "See the organisations you look after", "- - - - - - - - - o Y")
    INVITE_ADMIN = Ability(132, "Invite an organisation admin", "- - - - - - - - - Y Y")
    END_OFFICE = Ability(
        474, "End the office of an organisation admin, or give back your own", "- - - - - - - - - Y -",
        plain="End what an organisation admin may do, or give back what you may do as one",
    )  # fmt: skip
    ARRANGE_AGENDA = Ability(
        150, "Put the agenda in order (give suggestions a place, move them)", "- - - - Y Y - - - - -"
    )
    SEE_SERIES = Ability(
        300, "See meetings that repeat as one series", "- - Y Y Y Y - - - - -", plain="See all meetings of a series"
    )
    PLAN_SERIES = Ability(
        301, "Plan meetings that repeat, change or end them from one on", "- - - - Y Y - - - - -",
        plain="Plan meetings that repeat, change them or end them",
    )  # fmt: skip
    KEEP_CALENDAR_ADDRESS = Ability(302, "Keep a private address for your own calendar", "- o o o o o o o o o o")
    READ_CALENDAR_FEED = Ability(
        303, "Read one's own meetings without signing in (secret address)", "o o o o o o o o o o o",
        plain="Let your calendar read your meetings (at an address only you know)",
    )  # fmt: skip
    WAIT_FOR_PLACE = Ability(
        304,
        "Wait for a place at a full meeting",
        "- - o o o o i i - - -",
        plain="Wait for a place when a meeting is full",
    )
    SEE_POLLS = Ability(
        305, "See which dates the group asks about and how many could come", "- - Y Y Y Y i i - - -",
        plain="See which dates the group asks about, and how many people could come",
    )  # fmt: skip
    ANSWER_POLL = Ability(306, "Say which dates you can make", "- - o o o o i i - - -")
    ANSWER_POLL_FOR_SOMEONE = Ability(
        307, "Say for someone else which dates they can make (logged)", "- - - o Y Y - - - - -",
        plain="Say for someone else which dates they can make (it is shown who wrote it down)",
    )  # fmt: skip
    ASK_FOR_DATES = Ability(308, "Ask which dates people can make, choose one, or stop asking", "- - - - Y Y - - - - -")
    RUN_MEETING = Ability(320, "Run a meeting: start it, keep its time, say whose turn it is", "- - - - Y Y - - - - -")
    TAKE_PART_LIVE = Ability(
        321, "Follow a meeting while it is on, raise a hand or a card, say it in writing", "- - Y Y Y Y i i - - -"
    )
    SEE_BALANCE = Ability(322, "See after a meeting how turns were shared, by role", "- - Y Y Y Y - - - - -")
    SEE_OWN_TURNS = Ability(323, "See your own turns at a meeting", "- - o o o o o o - - -")
    SEE_ARRANGEMENTS = Ability(
        310, "See what is being arranged so that people can take part in a meeting", "- - o o Y Y - - - - -"
    )
    ARRANGE = Ability(311, "Note what is arranged for people at a meeting, and who sees to it", "- - - - Y Y - - - - -")
    SAY_IF_THERE = Ability(312, "Say if what you needed at a meeting was there", "- - o o o o i i - - -")
    CHECK_OUT = Ability(
        313, "Answer three questions at the end of a meeting, without your name", "- - Y Y - - - - - - -"
    )
    SEE_CHECK_OUT = Ability(314, "See what people said at the end of a meeting", "- - Y Y Y Y - - - - -")
    SEE_MEETING_TREND = Ability(315, "See how meetings are for people, over time", "- - Y Y Y Y - a a - -")
    OPEN_CHECK_OUT = Ability(316, "Open the questions before a meeting ends", "- - - - Y Y - - - - -")
    NOTE_ATTENDANCE = Ability(317, "Note who was at a meeting (nobody else sees it)", "- - - - Y Y - - - - -")
    WRITE_KIND_WORD = Ability(318, "Write to someone who has been away from two meetings", "- - - - Y Y - - - - -")
    REST = Ability(319, "Pause for your health (nobody sees it)", "- - o o o o - - - - -")
    SEE_ACTIONS = Ability(330, "See actions from meetings", "- - Y Y Y Y o o - - -")
    WRITE_ACTION = Ability(331, "Write down an action from a meeting", "- - Y - Y Y - - - - -")
    DO_ACTION = Ability(
        332, "Finish, move or hand back an action", "- - o - Y Y o o - - -",
        plain="Say what happened with an action, move its day, or hand it back",
    )  # fmt: skip
    TAKE_ACTION = Ability(333, "Take on an action that needs someone", "- - Y - Y Y - - - - -")
    ASK_FOR_ACTION = Ability(334, "Ask someone to take on an action that needs someone", "- - - - Y Y - - - - -")
    SEE_PAPERS = Ability(335, "Read papers", "- - Y Y Y Y i i - - -")
    ADD_PAPER = Ability(336, "Add a paper", "- - Y - Y Y i i - - -")
    CHANGE_PAPER = Ability(
        337, "Change, check or take off a paper", "- - o - Y Y o o - - -",
        plain="Change a paper, say that it is still right, or take it off",
    )  # fmt: skip
    ASK_FOR_PAPER = Ability(338, "Ask someone for a paper", "- - - - Y Y - - - - -")
    USE_GLOSSARY = Ability(
        339, "Use the glossary (read it, ask about a word, explain one)", "- - Y Y Y Y p p - - -",
        plain="Read what words mean, ask about a word, explain one",
    )  # fmt: skip
    ASK_TO_READ = Ability(340, "Ask people to read the notes before they are confirmed", "- - Y - Y Y - - - - -")
    CORRECT_NOTES = Ability(341, "Say that the notes are right, or propose a correction", "- - Y Y Y Y - - - - -")
    ANSWER_CORRECTION = Ability(342, "Take in a correction to the notes, or say why not", "- - Y - Y Y - - - - -")
    SEE_SHARING = Ability(343, "See which notes may be shown outside the group", "- - Y Y Y Y - - - - -")
    PROPOSE_SHARING = Ability(
        344, "Propose to show the summary and decisions of a meeting outside", "- - - - Y Y - - - - -"
    )
    ANSWER_SHARING = Ability(345, "Ask that notes are not shown outside (nobody sees who)", "- - Y - - - - - - - -")
    TAKE_BACK_SHARING = Ability(346, "Take back notes that are shown outside", "- - Y - Y Y - - - - -", stays=True)
    REVIEW_WAYS = Ability(348, "Say if our ways of working work for us, without your name", "- - Y Y Y Y - - - - -")
    SEE_WAYS_REVIEW = Ability(349, "See what the group says of its ways of working", "- - Y Y Y Y - - - - -")
    ASK_ABOUT_WAYS = Ability(350, "Ask the group if its ways of working work", "- - - - Y Y - - - - -")
    DECIDE_WAYS = Ability(
        351, "Note what comes of it: keep the ways of working, or write new ones", "- - - - Y Y - - - - -"
    )
    TELL_IT_CAME_BACK = Ability(
        360, "Tell us that a letter came back or was not wanted (a mail service, with its secret)",
        "o o o o o o o o o o o", plain="Tell us that a letter came back (only the service that sends our mail)",
    )  # fmt: skip
    READ_FIGURES = Ability(
        361, "Read how many letters wait, went and got stuck, without signing in (with its token)",
        "o o o o o o o o o o o", plain="Read how many letters wait and went (only the program that watches the site)",
    )  # fmt: skip
    TRY_OWN_EMAIL = Ability(362, "Ask us to try your own email or post again", "- o o o o o o o o o o")
    TELL_WHAT_BECAME = Ability(
        380, "Tell us what became of a text or a letter by post (the carrier, with its token)",
        "o o o o o o o o o o o", plain="Tell us if a text arrived (only the service that sends our texts)",
    )  # fmt: skip
    SEE_WHOM_TO_REACH = Ability(363, "See whom email does not reach", "- - - - Y Y - - - - -")
    TRY_EMAIL_FOR_SOMEONE = Ability(364, "Ask us to try someone's email again", "- - - - Y Y - - - - -", stays=True)
    SET_LETTERS_FOR_SOMEONE = Ability(
        370, "Set how letters come for a member (by phone, logged)", "- - - - Y Y - - - - -",
        plain="Set how letters come for a member who asked by phone (they get a letter about it)", stays=True
    )  # fmt: skip
    SEE_WHAT_WENT = Ability(
        371, "See when letters of the group went to someone, never what they say", "- - - - Y Y - - - - -"
    )
    TRY_TEXTS_FOR_SOMEONE = Ability(
        382, "Ask us to try texts or post to someone again", "- - - - Y Y - - - - -", stays=True
    )
    SEE_REMINDERS = Ability(390, "See when the group sends reminders, and the next ones", "- - Y Y Y Y - - - - -")
    CHANGE_REMINDERS = Ability(391, "Change when the group sends reminders", "- - - - Y Y - - - - -")
    CHANGE_OWN_EMAIL = Ability(410, "Change your own email address", "- o o o o o o o o o o")
    PUT_OFF_REMINDER = Ability(
        392, "Say “not now” or “done” to a reminder without signing in (link in the letter)", "o o o o o o o o o o o"
    )
    SEE_SURVEY_RESULTS = Ability(
        62, "See survey results", "- - a a a a - a a - -", plain="See what surveys of the group say, in numbers"
    )
    COUNT_RETOLD = Ability(
        488, "Count that you were asked to tell the same thing again, without your name", "- - Y - - - - - - - -"
    )
    ANSWER_SURVEY = Ability(480, "Answer a survey of the group, without your name", "- - o - - - o o - - -")
    ANSWER_SURVEY_BY_LETTER = Ability(
        481, "Answer a survey of the group without signing in (link in the letter)", "o o o o o o o o o o o"
    )
    PREPARE_SURVEY = Ability(482, "Prepare a survey of the group, and open it", "- - - - Y Y - - - - -")
    ANSWER_SURVEY_FOR_SOMEONE = Ability(
        483, "Write down someone's survey answers (by phone, logged)", "- - - - Y Y - - - - -",
        plain="Write down someone’s survey answers by phone (they get a letter about it)",
    )  # fmt: skip
    SEE_INVESTMENTS = Ability(
        484, "See what the group was promised, what it got, and what people feel of it", "- - Y Y Y Y - Y Y - -"
    )
    NOTE_INVESTMENT = Ability(486, "Note what the group got for its work", "- - - - Y Y - - - - -")
