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
        plain="Answer: we will, partly, not now, or we can't", stays=True
    )  # fmt: skip
    SAY_IF_ANSWERED = Ability(
        55, "Say whether it is answered (yes, partly, no)", "- - Y - - - - - - - -",
        plain="Say if it is answered (yes, partly, no)", stays=True
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
    CHECK_DID = Ability(104, 'Check a "we did" before it counts', "- - Y - - - - - - - -", stays=True)
    PUBLISH = Ability(
        105, "Publish an entry, or take it back from the public page", "- - r - Y Y - - - - -",
        plain="Put what was said on the public page, or take it off",
    )  # fmt: skip
    BRING_IN = Ability(106, "Bring in a spreadsheet", "- - - - Y Y - - - - -")
    MANAGE_TOPICS = Ability(110, "Open a topic, change or close it", "- - r - Y Y - - - - -")
    SEE_TOPICS = Ability(111, "See the list of topics", "- - Y Y Y Y Y Y Y - -")
    SEE_QUEUE = Ability(119, "See what waits for the system (heard, decided, done)", "- - - - - - Y Y - - -")
    HAND_OVER = Ability(
        440, "Ask someone else of the system to answer, and take it back", "- - - - - - o o - - -",
        plain="Ask someone else from health and care to answer instead of you, and take it back", stays=True
    )  # fmt: skip
    SEE_COMMITMENTS = Ability(442, "See what leaders promised and what became of it", "- - Y Y Y Y Y Y Y - -")
    PROMISE = Ability(443, "Promise the group something, show what was done, renew it", "- - - - - - - o - - -")
    SAY_IF_KEPT = Ability(444, "Say whether a leader kept a promise", "- - Y - - - - - - - -")
    SEE_PROGRAMMES = Ability(
        446, "See programmes of work and how early they came to the group", "- - Y Y Y Y Y Y Y - -"
    )
    KEEP_PROGRAMMES = Ability(447, "Write down a programme of work and keep it up to date", "- - - - Y Y Y Y - - -")
    DISPUTE_PROGRAMME = Ability(
        448, "Say that a programme of work came later than was written down, and if an answer settles it",
        "- - Y - - - - - - - -",
    )  # fmt: skip
    ANSWER_DISPUTE = Ability(449, "Answer when members say that a programme came later", "- - - - - - o o - - -")
    TAKE_LOG = Ability(180, "Download the log as a spreadsheet", "- - Y Y Y Y - - - - -")
    TAKE_RECORD = Ability(
        67,
        "Export the group's record",
        "- - - - - 2 - - 2 - -",
        plain="Take the whole record of the group away as a file",
        stays=True,
    )
    CLOSE_GROUP = Ability(
        18, "Close or archive the group", "- - - - - 2 - - 2 - -",
        plain="Close the group, or open it again (a second person must agree)", stays=True,
    )  # fmt: skip
    SEE_CLOSING = Ability(415, "See who asked to close the group, and why", "- - Y Y Y Y Y Y Y - -")
    READ_IN_EMERGENCY = Ability(
        411, "Read a group's talk in an emergency, for 60 minutes, once somebody else agreed", "- - - - - - - - - - 2",
        plain="Read what a group talks about in an emergency: somebody else must agree, it lasts one hour, and the group is told",
    )  # fmt: skip
    AGREE_TO_EMERGENCY = Ability(
        412,
        "Agree that a group's talk is read in an emergency (never your own request), or say no",
        "- - - - - - - - - Y Y",
    )
    END_EMERGENCY = Ability(413, "End the reading of the talk in an emergency", "- - - - Y Y - - - - -", stays=True)
    SEE_EMERGENCY = Ability(414, "See who reads the talk in an emergency, and why", "- - Y Y Y Y - - - - -")
    READ_TALK = Ability(35, "Read group discussion", "- - Y Y Y Y p - - - b", plain="Read what the group talks about")
    POST = Ability(
        36, "Post with name", "- - Y Y Y Y p - - - -", plain="Say something in the group’s talk, with your name"
    )
    POST_UNNAMED = Ability(
        37, "Post without name (A21 holds)", "- - Y - - - - - - - -", plain="Say something without your name"
    )
    WITHDRAW_UNNAMED = Ability(
        39, "Withdraw a nameless post (code holder)", "- - Y - - - - - - - -",
        plain="Take back what you said without your name (with its code)", stays=True
    )  # fmt: skip
    CHANGE_OWN_POST = Ability(
        40, "Edit or delete own named post (history kept for the group)", "- - o o o o o - - - -",
        plain="Change or take back what you said with your name", stays=True
    )  # fmt: skip
    ME_TOO = Ability(190, "Say me too to a post", "- - Y - - - - - - - -", plain="Say “me too” to what somebody said")
    SHARE_POST = Ability(
        191, "Share a post with the point of contact", "- - o o Y Y - - - - -",
        plain="Share something from the group’s talk with the point of contact",
    )  # fmt: skip
    SHOW_POWER = Ability(
        230, "Say who decides on a topic, what is open to change and how much say people have", "- - r - Y Y Y Y - - -"
    )
    NOTE_CHECKLIST = Ability(231, "Note what is there for a topic (checklist)", "- - r - Y Y Y Y - - -")
    ASK_GO_WITHOUT = Ability(232, "Ask the group to go without something on the checklist", "- - Y - Y Y - - - - -")
    SAY_GO_WITHOUT = Ability(233, "Say yes or no to going without it", "- - Y - - - - - - - -")
    SAY_IF_THERE = Ability(234, "Say if something on the checklist was really there for you", "- - Y - - - - - - - -")
    JUDGE_INFLUENCE = Ability(235, "Judge how much say people really had on a topic", "- - Y - - - - - - - -")
    SEE_WHERE_VOICE_IS = Ability(
        236, "See where voice is and where it is silent, by topic", "- - Y Y Y Y a a a - -"
    )  # fmt: skip
    CHALLENGE = Ability(
        76, "Ask for it to be looked at again (dispute, reopen)", "- - Y o Y Y - - r - -",
        plain="Ask again, when the answer is no, not now or only partly", stays=True
    )  # fmt: skip
    LOOK_AGAIN = Ability(240, "Look again at an answer the group challenged", "- - - - - - - Y - - -", stays=True)
    FIND = Ability(
        241, "Say if an answer was fair (the independent person, by the link in their letter)", "o o o o o o o o o o o"
    )
    UPLOAD = Ability(
        45, "Upload a file", "- - Y Y Y Y p - - - -", plain="Add a photo or a sound recording to your own named words"
    )
    DOWNLOAD = Ability(46, "Download a group file", "p - Y Y Y Y p p p - b", plain="Open a file of the group")
    GATHER = Ability(220, "Join what several people said into one draft", "- - Y - Y Y - - - - -")
    TAKE_PIECE_OUT = Ability(
        221, "Take a piece out of a joined draft (your own until it is sent)", "- - Y o Y Y - - - - -"
    )
    SEE_DIFFERENTLY = Ability(222, "Say in your own words that you see it differently", "- - Y - - - - - - - -")
    SAY_STRENGTH = Ability(223, "Say how strongly people feel about a joined draft", "- - Y - Y Y - - - - -")
    KEEP_AS_TALK = Ability(224, "Keep something said as talk, with the reason", "- - - - Y Y - - - - -")
    HAND_US_A_TEXT = Ability(
        381, "Hand us a text that came in (the carrier, with its token)", "o o o o o o o o o o o",
        plain="Hand us a text that someone sent (only the service that takes our texts)",
    )  # fmt: skip
    SEE_OWN_REPLIES = Ability(
        210, "See and settle what came from you by email", "- o o o o o o o o o o",
        plain="See what came from you by email, and say what becomes of it",
    )  # fmt: skip
    WRITE_DOWN = Ability(
        211, "Write down what someone said by phone or on paper", "- - - o Y Y - - - - -",
        plain="Write down what someone said by phone or on paper, in their words",
    )  # fmt: skip
    CHECK_WRITTEN = Ability(
        212, "Say if what was written down is right", "- - o o o o - - - - -",
        plain="Say if what was written down for you is right",
    )  # fmt: skip
    THINK_LATER = Ability(
        213, "Add what one thought of later to a meeting", "- - Y Y Y Y - - - - -",
        plain="Add what you thought of after a meeting",
    )  # fmt: skip
    HIDE_POST = Ability(
        42, "Hide / unhide a post (reason, tombstone)", "- - - - Y Y - - Y - b",
        plain="Hide a post, with a reason, or show it again (a line that says so stays)", stays=True
    )  # fmt: skip
    REPORT = Ability(
        43,
        "Report a post or person",
        "- - Y Y Y Y Y - Y - -",
        plain="Report a post that should not be there",
        stays=True,
    )
    READ_REPORTS = Ability(
        44, "Read reports (never those about oneself)", "- - o o - Y - - Y - -",
        plain="Read what was reported (never a report about yourself)", stays=True
    )  # fmt: skip
    WRITE_ASIDE = Ability(
        48,
        "Write privately to facilitators",
        "- o o o - - o - o - -",
        plain="Tell something only to the facilitators",
        stays=True,
    )
    RAISE_CONCERN = Ability(
        74, "Raise a safeguarding flag / read it", "- - Y/- Y/- Y/- Y/- Y/- - Y/Y - -",
        plain="Tell the network coordinator that you are worried someone is not safe", stays=True
    )  # fmt: skip
    READ_ASIDES = Ability(
        200, "Read and answer what was told only to the facilitators", "- - o o Y Y o - o - -", stays=True
    )
    SHARE_ASIDE = Ability(
        201, "Share what you told only the facilitators", "- - o o - - - - - - -",
        plain="Choose what becomes of what you told only the facilitators",
    )  # fmt: skip
    DECIDE_REPORT = Ability(
        202, "Leave a reported post as it is", "- - - - - Y - - Y - -",
        plain="Say that a reported post stays (never your own)", stays=True
    )  # fmt: skip
    ASK_ANOTHER_LOOK = Ability(
        203, "Ask for another look at a hidden post", "- - Y o o o o - - - -",
        plain="Ask someone else to look again at a post that was hidden", stays=True
    )  # fmt: skip
    DECIDE_APPEAL = Ability(
        204, "Decide whether a hidden post stays hidden", "- - - - - - - - Y - -",
        plain="Look again at a hidden post and decide (never one you hid)", stays=True
    )  # fmt: skip
    SEE_CONCERNS = Ability(
        205, "See the concerns you raised, and whether they were read", "- - o o o o o - Y - -",
        plain="See if a worry you told of was read", stays=True
    )  # fmt: skip
    HANDLE_CONCERN = Ability(206, "Say that you read a concern, and what was done", "- - - - - - - - Y - -", stays=True)
    SAY_IF_NOTICED = Ability(
        250, "Say if you noticed what was done (3 and 12 months on)", "- - Y - - - - - - - -",
        plain="Say if you noticed what was done",
    )  # fmt: skip
    SAY_IF_NOTICED_BY_LETTER = Ability(
        251, "Say if you noticed, without signing in (link in the letter)", "o o o o o o o o o o o"
    )
    SETTLE_UNNOTICED = Ability(
        252, "Settle what happens when nobody noticed", "- - Y - - - - - - - -",
        plain="Say what happens when nobody noticed",
    )  # fmt: skip
    SEE_OUTCOMES = Ability(
        253, "See what was done and whether it still holds", "- - Y Y Y Y Y Y Y - -",
        plain="See what was done, and if it still holds",
    )  # fmt: skip
    REVIEW_OUTCOME = Ability(
        254, "Look again at what was done (a second reader confirms)", "- - Y - Y Y - - - - -",
        plain="Look again at what was done",
    )  # fmt: skip
    CONFIRM_REVIEW = Ability(
        255, "Confirm what somebody found when they looked again", "- - Y - - - - - - - -",
        plain="Read second when somebody looked again",
    )  # fmt: skip
    MOVE_REVIEW = Ability(
        256, "Move the day on which an outcome is looked at again", "- - Y - Y Y - - - - -",
        plain="Move the day we look at it again",
    )  # fmt: skip
    TAKE_LINE = Ability(
        257, "Take a line of the notes of a meeting into the log", "- - Y - Y Y - - - - -",
        plain="Take a line of the notes into We said, We did",
    )  # fmt: skip
    SAY_ABOUT = Ability(
        258, "Say which topic or entry something on an agenda is about", "- - o o Y Y o o - - -",
        plain="Say what something on the agenda is about",
    )  # fmt: skip
    PUT_ON_AGENDA = Ability(
        259, "Put an entry or a topic on the agenda of a meeting ahead", "- - Y o Y Y - - - - -",
        plain="Suggest that a meeting talks about something you said, or about a topic",
    )  # fmt: skip
    ANSWER_PULSE = Ability(
        61, "Answer a pulse or skills survey", "- - o - - - - - - - -", plain="Answer the questions about speaking up"
    )
    SEE_PULSE = Ability(
        62, "See survey results", "- - a a a a - a a - -", plain="See what was answered about speaking up"
    )
    READ_DIGEST = Ability(
        400, "Read your digest: what needs you and what happened, over your groups", "- - Y Y Y Y Y Y Y - -"
    )
    CHOOSE_DIGEST = Ability(401, "Choose how often your digest comes, and of which groups", "- - o o o o o o o - -")
    SEE_JOURNEY = Ability(460, "See where the group is on its way, and its nine ingredients", "- - Y Y Y Y Y Y Y - -")
    PROPOSE_STEP = Ability(461, "Propose where the group is with a step", "- - - - Y Y - - - - -")
    CONFIRM_STEP = Ability(462, "Confirm where the group is with a step", "- - Y - - - - - - - -")
    TELL_PART = Ability(463, "Say what you did for a step that waits for you", "- - - - - - o o - - -")
    REVIEW_IMPACT = Ability(
        464, "Write down what came of looking at our impact, and tick it off", "- - - - Y Y - - - - -"
    )
    SEE_IMPACT_REVIEWS = Ability(465, "See what came of looking at our impact", "- - Y Y Y Y - - - - -")
    NOTE_INGREDIENT = Ability(467, "Note whether one of the nine ingredients is there", "- - o - Y Y o o - - -")
    SAY_INGREDIENTS = Ability(468, "Say if the nine ingredients are there, without your name", "- - Y - - - - - - - -")
    ASK_ABOUT_INGREDIENTS = Ability(
        469, "Ask members about the nine ingredients, or write down how they see them", "- - - - Y Y - - - - -"
    )
    CONFIRM_TALKED_VIEW = Ability(470, "Confirm how the group sees the nine ingredients", "- - Y - - - - - - - -")
    SEE_SEVEN_STEPS = Ability(
        471,
        "See where the organisation is with the seven steps, and what changed since last time",
        "- - Y Y Y Y Y Y Y - -",
    )
    LOOK_AT_STEP = Ability(472, "Say where the organisation is with one of the seven steps", "- - - - - - - Y - - -")
    SAY_IF_SEEN = Ability(473, "Say if you see the seven steps too, without your name", "- - Y - - - - - - - -")
    SEE_PERIODS = Ability(
        430, "See the figures and the report of a month, a quarter or a year", "- - Y Y Y Y Y Y Y - -",
        plain="Look back on a month, a quarter or a year: what was said, and what came of it",
    )  # fmt: skip
    SEE_BOARD_PAPER = Ability(
        431, "See the board paper of a period", "- - Y Y Y Y Y Y Y - -", plain="See the paper for the board"
    )
    SEE_BOARD_PAPERS = Ability(
        432, "See the board paper across your groups", "- - - - - - Y Y - - -",
        plain="See one paper for the board about all your groups",
    )  # fmt: skip
    TAKE_PERIODS = Ability(
        433, "Download the figures of periods, and the dates of what was sent", "- - Y Y Y Y Y Y Y - -",
        plain="Download the figures, and the dates of what was sent, as a spreadsheet",
    )  # fmt: skip
    TAKE_OVERVIEWS = Ability(434, "Download the overview of your groups as a spreadsheet", "- - - - - - Y Y - - -")
    SEE_DEBT = Ability(420, "See the days of unanswered voice and what makes them", "- - Y Y Y Y Y Y Y - -")
    SEE_WHAT_MAKES_IT = Ability(421, "See what makes a number of the overview", "- - Y Y Y Y Y Y Y - -")
