"""Who is in the invented group of Rivershire. Nobody here is real; the addresses and numbers cannot belong to anybody."""

from dataclasses import dataclass

from groups.membership.models import Role

ORGANISATION = "Rivershire health and care partnership"
GROUP = "Rivers and Moors Co-production Group"
SECOND_GROUP = "Moor Edge Young Adults Group"


@dataclass(frozen=True)
class Someone:
    key: str
    name: str
    role: str
    about: str = ""
    access: str = ""
    communication: str = ""
    phone: str = ""
    reach: str = "EMAIL"
    reach_note: str = ""
    show_contact: bool = False
    address: str = ""
    at: str = ""  # an e-mail address of their own

    @property
    def email(self):
        return self.at or f"{self.key}@rivershire.example.org"


PEOPLE = [
    Someone(
        "marian", "Marian Ellwood", Role.FACILITATOR,
        "I keep our group going. I used to teach adults to read. I do not have a vote here, on purpose.",
        phone="01632 960101", show_contact=True,
    ),
    Someone(
        "tobias", "Tobias Lark", Role.CO_FACILITATOR,
        "I help Marian. I have lived with epilepsy since I was 12. Ask me about the joining link.",
        phone="01632 960102", show_contact=True,
    ),
    Someone(
        "sam", "Sam Harrow", Role.MEMBER,
        "I have MS and two daughters who are louder than I am. I want letters I can read.",
        access="A table near the door, and a break every 45 minutes. My legs stop working without warning.",
        communication="Papers by email a week before. I read slowly when I am tired.",
    ),
    Someone(
        "jo", "Jo Winterbourne", Role.MEMBER,
        "I look after my brother. I know every bus in this county.",
        access="I may have to take a phone call from home. Please do not mind if I step out.",
        communication="A text message the day before.", phone="01632 960104", reach="TEXT",
    ),
    Someone(
        "aisha", "Aisha Karimi", Role.MEMBER,
        "Nurse until long Covid. Now I see it from the other chair.",
        access="I join online and keep my camera off when I am worn out.",
        communication="Short emails. One question at a time.",
    ),
    Someone(
        "derek", "Derek Stannard", Role.MEMBER,
        "Retired bus driver. I carry my oxygen with me, so I always look ready for the moon.",
        access="No stairs. A socket near my chair for the oxygen. No strong smells, please.",
        communication="Phone me. I do not do email well.", phone="01632 960106", reach="PHONE",
        reach_note="After 11 in the morning",
    ),
    Someone(
        "mei", "Mei Foss", Role.MEMBER,
        "Deaf since birth. I sign, I paint, I argue.",
        access="A British Sign Language interpreter who is booked three weeks ahead, and light on faces.",
        communication="Never phone. Text or email. Short, clear English.", phone="01632 960107", reach="TEXT",
    ),
    Someone(
        "grace", "Grace Abara", Role.MEMBER,
        "Sickle cell, three children, choir on Thursdays.",
        access="A warm room. Cold brings on pain.",
        communication="Email is fine. In a crisis I may not answer for a week.",
    ),
    Someone(
        "rhys", "Rhys Pennard", Role.MEMBER,
        "I have a learning disability. I say what I think. Bev helps me with the papers.",
        access="Bev comes with me. Time to think before I speak.",
        communication="Easy Read, with pictures, at the same time as everyone else.",
    ),
    Someone(
        "wanda", "Wanda Kowalska", Role.MEMBER,
        "Rheumatoid arthritis for thirty years. I was a bookkeeper and I still check the sums.",
        access="A chair with arms. I cannot shake hands.",
        communication="Email, or large print by post.", reach="POST", address="1 Quarry Row, Wethercote, Rivershire",
    ),
    Someone(
        "hamish", "Hamish Dunmore", Role.MEMBER,
        "I lost most of my sight at 50. My dog Biscuit comes to every meeting.",
        access="Somebody to meet me at the bus stop. Water for Biscuit.",
        communication="Word files that a screen reader can read, never pictures of text.",
    ),
    Someone(
        "tilly", "Tilly Brook", Role.MEMBER,
        "19, type 1 diabetes, moved from children's to adult care last year and nobody told me how.",
        access="Evenings are better. I have lectures.",
        communication="Anything on my phone.",
    ),
    Someone("bev", "Bev Coulter", Role.SUPPORTER, "I support Rhys, as long as he wants me to."),
    Someone(
        "priya", "Priya Nand", Role.POINT_OF_CONTACT,
        "I carry your words to the right desk and bring the answer back.", phone="01632 960114", show_contact=True,
    ),
    Someone(
        "leon", "Leon Ashby", Role.POINT_OF_CONTACT,
        "I stand in for Priya when she is away.", phone="01632 960115", show_contact=True,
    ),
    Someone("helen", "Dr Helen Adair", Role.SPONSOR, "Director of personalised care. I hold the final say on how care is planned."),
    Someone("martin", "Martin Sele", Role.SPONSOR, "Director of primary care and money. I sign the contracts."),
    Someone("nia", "Nia Probert", Role.NETWORK_COORDINATOR, "I connect the groups of Rivershire, and you can appeal to me."),
]  # fmt: skip

OFFICE = Someone("orla", "Orla Finch", "ORGANISATION_ADMIN", "I keep accounts right. I cannot read what groups say.")
SITE = Someone("ada", "Ada Quill", "SITE_ADMIN", "I keep the site running.")

SECOND_PEOPLE = [
    Someone("faye", "Faye Linden", Role.FACILITATOR, "I work with young adults who live with a condition."),
    Someone("hal", "Hal Moss", Role.MEMBER, "Crohn's, guitar, night shifts.", access="A toilet close by."),
    Someone("ivy", "Ivy Crane", Role.MEMBER, "I use a chair and I am in a hurry.", access="Step-free all the way."),
    Someone("ben", "Ben Harding", Role.MEMBER, "Asthma. I started coming for the pizza."),
    Someone("zara", "Zara Quist", Role.MEMBER, "Epilepsy and a learner’s licence I may not use yet."),
    Someone("kit", "Kit Marlow", Role.MEMBER, "Lupus. I draw what I cannot say."),
]
ALSO_IN_SECOND = [("priya", Role.POINT_OF_CONTACT), ("helen", Role.SPONSOR), ("nia", Role.NETWORK_COORDINATOR)]

INVITED = ("robin@rivershire.example.org", "Robin Ashdown")  # asked to join, has not answered yet
LEFT = Someone("george", "George Tull", Role.MEMBER, "I was here for the first year.")

SETTINGS = {
    "slug": "rivers-and-moors",
    "locality": "Rivershire",
    "level": "LOCAL",
    "contact_email": "rivers-and-moors@rivershire.example.org",
    "contact_phone": "01632 960100",
    "how_to_join": (
        "Anyone in Rivershire who lives with a long-term condition or a disability, or who looks after someone who does, can "
        "join us. You do not need to have done anything like this before.\n\n"
        "Ring or write to Marian. She will meet you, where you like, and tell you what we do. Come to a meeting and see. "
        "We pay your travel on the day, and we thank people for their time."
    ),
    "ways_of_working": (
        "- One person speaks at a time. We use cards, so that quiet people are heard too.\n"
        "- We ask what people need to take part. We ask once, and remember.\n"
        "- Plain words. If somebody uses letters instead of words, we stop and ask what they mean.\n"
        "- Papers go out a week before, to members first, in every format on the same day.\n"
        "- What is said here about our own lives stays here.\n"
        "- Members decide what we say. Staff listen first and speak after.\n"
        "- A break every 45 minutes. We end on time."
    ),
}
SECOND_SETTINGS = {
    "slug": "moor-edge",
    "locality": "Moor Edge and the valley villages",
    "level": "LOCAL",
    "spelling": "coproduction",
    "contact_email": "moor-edge@rivershire.example.org",
    "contact_phone": "01632 960120",
    "how_to_join": "You are 16 to 25 and live with a long-term condition. Message Faye. We meet in the evening, with food.",
    "ways_of_working": "- Phones on the table are fine.\n- Nobody is asked to tell their story.\n- We end by eight.",
}

PURPOSES = [
    (
        "We live with long-term conditions and disabilities in Rivershire, or look after people who do. We know what it is "
        "like to need care here, and where it goes wrong.",
        "Services will change because of what we say, and we will be told what happened each time.",
    ),
    (
        "We live with long-term conditions and disabilities in Rivershire, or look after people who do. We meet the people "
        "who plan and pay for care on a level playing field, and we bring what only we can know: what a day is really like.",
        "Care will be planned with people and not for them. Everything we say gets an answer we can understand, from "
        "someone with a name. When the answer is no, we are told why, and we are the ones who say whether it is answered.",
    ),
]

TOPICS = {
    "planning": ("Care and support planning", "What matters to you, written down and used."),
    "letters": ("Letters and information", "Words people can read, in a form they can use."),
    "appointments": ("Appointments", "Getting one, getting there, and being heard when you are there."),
    "budgets": ("Personal health budgets", "Money for your care that you decide about."),
    "social": ("Social prescribing and peer support", "People, groups and things to do that help you stay well."),
    "taking-part": ("Taking part", "Travel, payment, papers: what makes it possible to be here."),
}
