"""What the invented group said and got an answer to: yes, partly, no, and the reasons."""

from coproduction.management.worlds.telling import Piece, agreed, told, yes

ANSWERED = [
    Piece(
        "letters", 232, "sam", named=True, came_from="MEETING", meeting="first", topic="letters",
        words="Letters from the hospital are written for other doctors. Write every letter to the person it is about, in "
        "words we can read, and send the doctor a copy.",
        why="I found out from a letter that I had “progressed”. I thought it was good news. It was not.",
        steps=(
            *agreed(230, 222, "sam", "jo aisha derek mei grace rhys wanda"),
            told(219, "hear", "priya",
                 words="Thank you. I read this out in the clinic managers' meeting. Nobody spoke for a while.",
                 final_say="Dr Helen Adair, with the clinic leads"),
            told(208, "decide", "helen", kind="WE_WILL", decided_by="Dr Helen Adair and the seven clinic leads",
                 what_matters="A letter is often the only thing a person takes home. If they cannot read it, we have told them "
                 "nothing.",
                 what_binds="Doctors must still get the medical facts, so the letter has a short part for them at the end."),
            told(206, "take_on", "helen", deed="new letter", what="Write a new clinic letter together with the reading group, "
                 "and try it in two clinics", owner="Dr Helen Adair", due=170),
            told(172, "move_date", "helen", deed="new letter", to=150,
                 reason="The reading group found eleven hard words in the first try. We are writing it again."),
            told(151, "finish_deed", "helen", deed="new letter"),
            told(149, "take_on", "priya", deed="all clinics", what="Show the new letter to every clinic team",
                 owner="Priya Nand", due=112),
            told(114, "finish_deed", "priya", deed="all clinics"),
            told(110, "claim_did", "helen", what="All seven outpatient clinics now write to the person first, in plain words, "
                 "with a copy to their doctor.", where="All clinics in Rivershire", since=116,
                 evidence="We counted 200 letters last month: 183 were written to the person. The count is on our notice board."),
            told(106, "check_claim", "wanda", holds=True, note="I asked six people. Five had the new letter. I counted twice."),
            *yes(105, "grace jo"),
            told(104, "say_if_answered", "hamish", answer="YES", words="My screen reader can read it, too."),
            told(103, "say_if_answered", "sam", answer="YES", words="I read mine on the bus and understood it."),
            told(90, "publish", "marian"),
        ),
    ),
    Piece(
        "travel", 205, "jo", came_from="MEETING", meeting="first", topic="taking-part",
        words="We pay our own bus fare to meetings and wait eight weeks to get it back. Pay travel on the day, in cash or on a "
        "card, without a form.",
        why="If you live on benefits, eight pounds is two days' dinners. People stayed away and did not like to say why.",
        steps=(
            *agreed(203, 195, "jo", "sam aisha derek rhys wanda tilly"),
            told(193, "hear", "priya", words="This is fair. I did not know it took eight weeks.", final_say="Martin Sele"),
            told(181, "decide", "martin", kind="WE_WILL", decided_by="Martin Sele",
                 what_matters="Nobody should lend us money to tell us how to do our work.",
                 what_binds="The auditors need a list of who was paid and when. Marian keeps it; no receipts under £15."),
            told(180, "take_on", "martin", deed="float", what="Give the group's facilitator a cash float and a card",
                 owner="Martin Sele", due=160),
            told(162, "finish_deed", "martin", deed="float"),
            told(158, "claim_did", "martin", what="Travel is paid on the day, in cash or by card, before you go home.",
                 where="All our groups' meetings", since=161, evidence="Ask anyone who was at the spring meeting."),
            told(155, "check_claim", "derek", holds=True, note="Paid in my hand, with a smile."),
            told(153, "say_if_answered", "jo", answer="YES", words="Two new people came because of it."),
            told(152, "say_if_answered", "rhys", answer="YES", words="I like getting it on the day."),
            *yes(151, "tilly sam derek wanda"),
            told(140, "publish", "tobias"),
        ),
    ),
    Piece(
        "easy-read", 160, "rhys", named=True, topic="taking-part",
        words="I get Easy Read papers after the meeting. Send them to me at the same time as everyone else gets theirs.",
        why="When I get them late I can only nod. I do not want to nod.",
        steps=(
            *agreed(158, 150, "rhys", "sam jo mei grace hamish"),
            told(148, "hear", "leon", words="You are right, Rhys. We have been treating Easy Read as an extra.",
                 final_say="Dr Helen Adair"),
            told(136, "decide", "helen", kind="WE_WILL", decided_by="Dr Helen Adair",
                 what_matters="People cannot take part as equals with papers that come after the meeting.",
                 what_binds="The Easy Read writer needs eight working days, so our own staff must finish papers earlier."),
            told(134, "take_on", "priya", deed="deadline", what="Move our own deadline for papers to three weeks before",
                 owner="Priya Nand", due=120),
            told(121, "finish_deed", "priya", deed="deadline"),
            told(90, "claim_did", "priya", what="Easy Read went out on the same day as the other papers, for three meetings "
                 "in a row.", where="Rivers and Moors", since=118, evidence="The dates are on the meeting pages."),
            told(86, "check_claim", "jo", holds=True, note="True for three meetings. I checked with Bev."),
            told(84, "say_if_answered", "mei", answer="PARTLY", words="Still waiting for a signed version."),
            told(83, "say_if_answered", "rhys", answer="PARTLY", words="On time is good. The pictures are small."),
            told(70, "publish", "marian"),
        ),
    ),
    Piece(
        "link-workers", 128, "grace", came_from="PHONE", topic="social",
        words="Link workers see you six times and then it stops. Let people with long-term conditions come back when they "
        "need to, without starting again.",
        why="My condition does not end after six weeks. The choir was her idea and it is the best thing anyone prescribed me.",
        steps=(
            *agreed(127, 118, "grace", "sam jo aisha wanda", change=[("derek", "Say “come back”, not “re-refer”.")]),
            told(116, "hear", "priya", words="I know this one well. You are not the first to say it.", final_say="Martin Sele"),
            told(100, "decide", "martin", kind="CANNOT", decided_by="Martin Sele and the primary care committee",
                 what_matters="Having one person who knows you is worth more than any leaflet.",
                 what_binds="Link workers are paid under a national contract for six meetings a person, until next April.",
                 reason="We asked, and were told no. The contract pays for six meetings. If we paid for more from our own "
                 "money, we would have to close one of the two walking groups. We will ask again when the contract changes, "
                 "and we will bring your words, not ours.",
                 cause="CONTRACT"),
            told(95, "say_if_answered", "jo", answer="YES", words="It is a no, but it is a straight one."),
            told(94, "say_if_answered", "wanda", answer="YES", words="I read the contract. They are right, worse luck."),
            told(93, "say_if_answered", "grace", answer="PARTLY", words="Ask me to come with you next April."),
            *yes(92, "sam derek aisha hamish"),
            told(80, "publish", "marian"),
        ),
    ),
    Piece(
        "budgets", 150, "aisha", came_from="MEETING", meeting="spring", topic="budgets",
        words="Nobody told us about personal health budgets until we asked. Tell people they may have a right to one in the "
        "first talk about their care.",
        why="I was a nurse and I did not know. What chance has anybody else?",
        steps=(
            *agreed(148, 139, "aisha", "sam jo grace wanda hamish tilly"),
            told(136, "hear", "priya", words="I have asked three teams when they tell people. I got four answers.",
                 final_say="Dr Helen Adair"),
            told(122, "decide", "helen", kind="WE_WILL", decided_by="Dr Helen Adair",
                 what_matters="A right you never hear of is not a right.",
                 what_binds="The law says who must be offered one. Staff must not promise it to people who cannot have it."),
            told(120, "take_on", "helen", deed="leaflet", what="Put a leaflet about budgets in every care planning pack",
                 owner="Dr Helen Adair", due=80),
            told(82, "finish_deed", "helen", deed="leaflet"),
            told(60, "claim_did", "helen", what="There is a leaflet about personal health budgets in every pack.",
                 where="All care planning teams", since=80, evidence="Packs were checked in four teams."),
            told(56, "check_claim", "hamish", holds=True, note="The leaflet is there. Nobody reads it out."),
            told(50, "say_if_answered", "hamish", answer="PARTLY", words="I cannot see a leaflet."),
            told(49, "say_if_answered", "jo", answer="PARTLY", words=""),
            told(48, "say_if_answered", "aisha", answer="NO",
                 words="We asked you to tell people. A leaflet in a pack is not telling."),
            told(46, "hear", "priya", words="You said it plainly, and you are right. It goes back to Helen today.",
                 final_say="Dr Helen Adair"),
            told(31, "decide", "helen", kind="PARTLY", decided_by="Dr Helen Adair",
                 what_matters="Somebody has to say it, face to face, in words you can ask about.",
                 what_binds="Two of our four teams have no room for a longer first talk before spring.",
                 reason="Two teams will say it in the first talk from next month, and write down that they did. The other two "
                 "have three people off sick and cannot make the talk longer before spring.",
                 cause="STAFF"),
            told(30, "take_on", "helen", deed="two teams", what="Say it in the first talk in Sallowbridge and Tarnwick, and "
                 "count how often", owner="Dr Helen Adair", due=-12),
            told(28, "take_on", "priya", deed="other teams", what="Tell the group in spring how the other two teams do it",
                 owner="Priya Nand", due=-70),
            told(20, "publish", "marian"),
        ),
    ),
    Piece(
        "induction", 112, "hamish", came_from="EMAIL", topic="appointments",
        words="Let people with lived experience teach new reception staff. An hour with us would do more than a week of slides.",
        why="A receptionist pointed at a screen and said “it’s up there”. I am blind.",
        steps=(
            *agreed(110, 101, "hamish", "sam mei rhys wanda derek"),
            told(99, "hear", "priya", words="I would like to sit in on the first one.", final_say="Martin Sele"),
            told(84, "decide", "martin", kind="WE_WILL", decided_by="Martin Sele",
                 what_matters="The first face you meet decides how the whole visit feels.",
                 what_binds="Teachers from the group are paid for their time like any other trainer."),
            told(83, "take_on", "martin", deed="course", what="Write the hour together with two of the group, and hold it once",
                 owner="Martin Sele", due=40),
            told(38, "finish_deed", "martin", deed="course"),
            told(12, "claim_did", "martin", what="Three of the group now teach one hour of every first week for new reception "
                 "staff. Four groups of staff have had it.", where="All eleven practices in Rivershire", since=30,
                 evidence="The staff's own notes after each hour, and Biscuit's growing fan club."),
            told(8, "check_claim", "wanda", holds=True, note="I sat in the back of the third one. It was good."),
            told(5, "say_if_answered", "derek", answer="YES", words="My receptionist came out from behind the desk."),
            told(4, "publish", "marian"),
        ),
    ),
    Piece(
        "parking", 76, "derek", came_from="PHONE", topic="appointments",
        words="The Blue Badge bays at Sallowbridge Health Centre are the ones furthest from the door. Swap them with the staff "
        "bays.",
        why="It is 140 steps with an oxygen bottle. I counted. The staff bays are 20.",
        steps=(
            *agreed(75, 66, "tobias", "jo sam wanda hamish"),
            told(63, "hear", "leon", words="I walked it. You are right about the 140.", final_say="Martin Sele"),
            told(47, "decide", "martin", kind="NOT_NOW", decided_by="Martin Sele with the owner of the building",
                 what_matters="The last bit of the way should be the shortest for those who find it hardest.",
                 what_binds="We rent the car park. Its owner digs it up next summer and will not pay to paint it twice.",
                 reason="The whole car park is made new next summer, and six Blue Badge bays at the door are in the plan. "
                 "Painting it now would cost £4,100 for eight months. Until then, ring the desk from the car and somebody "
                 "brings a wheelchair.",
                 cause="MONEY"),
            told(44, "say_if_answered", "wanda", answer="YES", words="I checked the £4,100. It is right."),
            told(30, "publish", "tobias"),
        ),
    ),
]  # fmt: skip
