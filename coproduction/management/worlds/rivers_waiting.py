"""What the invented group said and still waits for, what is being done, and what is not sent yet."""

from coproduction.management.worlds.telling import Piece, agreed, told

WAITING = [
    Piece(
        "one-story", 98, "wanda", came_from="MEETING", meeting="summer", topic="planning",
        words="We tell our story again at every appointment. Write what matters to us at the top of the record, once, and read "
        "it before we come in.",
        why="I have told eleven people about my hands this year. I would like to talk about my life instead.",
        steps=(
            *agreed(96, 88, "wanda", "sam jo aisha grace mei hamish"),
            told(85, "hear", "priya", words="This came up in every group this year. I have sent all of it together.",
                 final_say="Dr Helen Adair, with the records board"),
            told(71, "decide", "helen", kind="WE_WILL", decided_by="Dr Helen Adair and the records board",
                 what_matters="Being known is part of being cared for.",
                 what_binds="Only people who treat you may see it, and you can change it or take it away."),
            told(69, "take_on", "helen", deed="page", what="Make an “About me” page at the top of the shared record",
                 owner="Dr Helen Adair", due=21),
            told(24, "move_date", "helen", deed="page", to=-9,
                 reason="The company that runs the records found that the page did not show on tablets. They need six weeks."),
            told(60, "take_on", "priya", deed="try", what="Try it with twenty people from our groups, and ask them",
                 owner="Priya Nand", due=-22),
            told(55, "publish", "marian"),
        ),
    ),
    Piece(
        "long-appointment", 70, "sam", came_from="MEETING", meeting="harvest", topic="appointments",
        words="Ten minutes is not enough when you have three conditions. Let us ask for a longer appointment without having to "
        "explain it to the front desk.",
        why="You choose which illness to bring. I bring the one that hurts, not the one that worries me.",
        steps=(
            *agreed(68, 60, "sam", "aisha grace wanda tilly", not_yet=[("derek", "Ask for a phone call back as well.")]),
            told(57, "hear", "priya", words="I have your words and Derek's with them.", final_say="Martin Sele"),
            told(43, "decide", "martin", kind="PARTLY", decided_by="Martin Sele and the practice managers",
                 what_matters="Time to say the second thing, which is often the real one.",
                 what_binds="Practices choose how they book. We can pay for it, but not order it.",
                 reason="Seven of eleven practices will put “20 minutes, no questions” on their booking page. Four say no: they "
                 "have too few doctors this winter.",
                 cause="STAFF"),
            told(42, "take_on", "martin", deed="seven", what="Put the longer appointment on the booking page of seven practices",
                 owner="Martin Sele", due=4),
            told(41, "take_on", "leon", deed="four", what="Ask the other four again after winter, with one of the group beside me",
                 owner="Leon Ashby", due=-80),
            told(35, "publish", "marian"),
        ),
    ),
    Piece(
        "text-number", 84, "mei", named=True, topic="appointments",
        words="Deaf people cannot phone to change an appointment. Give us a number we can text.",
        why="I asked my hearing neighbour to ring for me about something I did not want my neighbour to know.",
        steps=(
            *agreed(82, 73, "mei", "sam jo rhys hamish tilly"),
            told(71, "hear", "priya", words="Thank you. I would have been angry, too.", final_say="Martin Sele"),
            told(58, "decide", "martin", kind="WE_WILL", decided_by="Martin Sele",
                 what_matters="Asking for help without having to tell the neighbours.",
                 what_binds="The law says we must make this possible. It should not have needed you to ask."),
            told(57, "take_on", "martin", deed="number", what="Set up one text number for all practices", owner="Martin Sele",
                 due=15),
            told(14, "finish_deed", "martin", deed="number"),
            told(3, "claim_did", "martin", what="There is one text number for all eleven practices. It is answered from 8 to 6.",
                 where="All practices in Rivershire", since=13,
                 evidence="Text “hello” to 01632 960199. In the first two weeks 61 people used it."),
        ),
    ),
    Piece(
        "peer", 34, "tilly", came_from="MEETING", meeting="autumn", topic="social",
        words="When you move from children's to adult care, give everyone one person who did it the year before.",
        why="I had a welcome pack. I would have swapped it for one text from somebody who had been there.",
        steps=(
            *agreed(32, 23, "tilly", "sam grace rhys mei aisha"),
            told(19, "hear", "priya", words="I have two teams who want to do this already.", final_say="Dr Helen Adair"),
            told(10, "publish", "tobias"),
        ),
    ),
    Piece(
        "medicines", 50, "derek", came_from="PHONE", topic="planning",
        words="Somebody changes our medicines and nobody tells the others. Let one named person look at all of them with us, "
        "once a year.",
        why="I had two boxes with two names and the same thing in both. It was the pharmacist's cat who noticed. Nearly.",
        steps=(
            *agreed(48, 39, "tobias", "sam wanda grace jo hamish"),
            told(35, "hear", "leon", words="I am finding out who holds the final say. I will not let it drop.",
                 final_say="Martin Sele, with the medicines team"),
        ),
    ),
    Piece(
        "portal", 26, "aisha", came_from="EMAIL", topic="letters",
        words="The website for test results logs us out after two minutes and shows red numbers with no words. Show what they "
        "mean, and give us time to read.",
        why="I spent a weekend sure that I was dying. It was a slightly low iron.",
        steps=(*agreed(24, 15, "aisha", "sam tilly hamish wanda mei"),),
    ),
    Piece(
        "warm", 12, "grace", came_from="MEETING", meeting="recent", topic="appointments",
        words="The waiting room at Tarnwick is so cold that it makes us ill. Heat it before the first appointment, not after.",
        why="For sickle cell, cold is not a feeling. It is a trip to hospital.",
        steps=(*agreed(11, 2, "grace", "sam jo derek rhys wanda"),),
    ),
    Piece(
        "carers", 4, "jo", came_from="POST", topic="planning",
        words="Ask the person if they want their carer in the room, and ask the carer what they know. Write both down.",
        why="They either talk only to me, or act as if I were a coat stand.",
        steps=(
            told(3, "put_to_group", "jo"),
            told(2, "agree", "sam", answer="AGREE"),
            told(2, "agree", "wanda", answer="AGREE"),
            told(2, "agree", "rhys", answer="WITH_CHANGE", reason="Say supporter as well as carer."),
            told(1, "agree", "mei", answer="NOT_YET", reason="What if the person says no? We should say that first."),
        ),
    ),
    Piece(
        "tone", 6, "marian", came_from="MEETING", meeting="recent", topic="appointments",
        words="The recorded voice on the phone line tells us how busy they are. Tell us instead how long it will take.",
        why="We said this around the table and laughed. Then nobody was laughing.",
    ),
    Piece(
        "own-draft", 3, "sam", named=True, topic="planning",
        words="My care plan has a box for goals. I would like a box for what I do not want to give up.",
        why="",
    ),
    Piece(
        "twice", 40, "wanda", came_from="PAPER", topic="taking-part",
        words="Pay for travel on the day.",
        why="Found on a card from the spring meeting.",
        steps=(told(39, "withdraw", "wanda", reason="We said this already, and it is done: see “travel”."),),
    ),
]  # fmt: skip

CORRECTIONS = [
    ("portal", told(9, "correct", "marian",
         words="We said the website logs us out after two minutes. It is five minutes on a computer and two on a phone.",
         why_it_matters="Getting it right makes it harder to say no to.")),
]  # fmt: skip

EARLIER = [  # what the group kept before it came here: words, when, what became of it, topic
    ("We helped to write the county's first leaflet about personal health budgets.", "the year we began",
     "6,000 were printed. Two of us are on the cover.", "budgets"),
    ("We sat on the panel that chose the new link workers.", "spring, two years ago",
     "Five were chosen. Each of us had one vote, like the managers.", "social"),
    ("We told six stories at the winter staff day.", "two winters ago",
     "180 staff came. Three teams asked us back.", "planning"),
    ("We tried out the new appointment line before it opened.", "last winter",
     "Eleven things were mended first. One was not: the music.", "appointments"),
]  # fmt: skip
SOURCE = "The group's own list of what we did, kept on paper"

SECOND = [
    Piece(
        "transition", 60, "hal", came_from="MEETING", topic="moving",
        words="Tell us a year before we move to adult care, not in the last appointment.",
        why="I was told “see you never” as a joke. It was true.",
        steps=(
            *agreed(58, 49, "hal", "ivy ben", sender="faye"),
            told(47, "hear", "priya", words="Understood, and said again to both teams.", final_say="Dr Helen Adair"),
            told(33, "decide", "helen", kind="WE_WILL", decided_by="Dr Helen Adair",
                 what_matters="Time to get used to it.", what_binds="Nothing stands in the way of this. It is ours to do."),
            told(32, "take_on", "helen", deed="letter", what="Write to everyone on their 17th birthday", owner="Dr Helen Adair",
                 due=-15),
            told(25, "publish", "faye"),
        ),
    ),
    Piece(
        "evening", 18, "ivy", came_from="POST", topic="moving",
        words="Hold one clinic a month in the evening, so that we do not lose our jobs over a blood test.",
        why="My manager counts my hospital days out loud.",
        steps=(*agreed(17, 8, "ivy", "hal ben", sender="faye"),),
    ),
    Piece(
        "lift", 5, "ivy", named=True, topic="moving",
        words="The lift at the college clinic has been broken since summer.",
        why="",
    ),
]  # fmt: skip
SECOND_TOPICS = {"moving": ("Moving to adult care", "What should happen before, during and after.")}
