"""What a letter looks like to its reader. Nothing here writes; what is drawn is the same for all who chose the same."""

import re
from typing import NamedTuple

from django.utils.safestring import mark_safe

from coproduction.kit import easy, frames, parts, words
from groups.choices import queries as choices
from groups.choices.models import Language, Preference

Look = Preference.Look
FRAME = "groups/notices/frame"
OWN = ("name", "subject", "text", "html", "why", "url", "stop_url")  # what differs from letter to letter in a frame
LOOKS = {  # the frame's own styles: size of all letters, of the small print, between lines, how wide
    Look.STANDARD: {"size": 19, "small": 16, "line": 1.5, "wide": 600},
    Look.LARGE: {"size": 27, "small": 27, "line": 1.5, "wide": 800},
    Look.SPACED: {"size": 27, "small": 27, "line": 2, "wide": 800},
    Look.EASY: {"size": 27, "small": 27, "line": 1.5, "wide": 800},
}
A_SENTENCE_A_LINE = (Look.SPACED, Look.EASY)
IN_MAIL, ON_PAGE = "groups/notices/easy_rows.html", "components/easy_rows.html"
NOBODY = 0  # no person has this number
_LINKED = re.compile(r'<a href="(https?://[^"]+)"')
_explaining = []
# What stands at the top of a letter for whoever does not read English well: that it is in English, whom they can ask to tell
# them what it says, and that it costs nothing. Their tag; the sentences; whoever runs their group; whoever invited them.
TOLD = {
    Language.WELSH: (
        "cy", "Mae’r llythyr hwn yn Saesneg. Os hoffech i rywun ddweud wrthych yn Gymraeg beth sydd ynddo, gofynnwch i’r person "
        "{whom}. Ni fydd yn costio dim i chi.",
        "sy’n arwain eich grŵp", "a’ch gwahoddodd",
    ),
    Language.ARABIC: (
        "ar", "هذه الرسالة مكتوبة باللغة الإنجليزية. إذا أردت أن يخبرك أحد بالعربية بما جاء فيها، فيُرجى سؤال {whom}. "
        "لن يكلّفك ذلك شيئًا.",
        "الشخص الذي يدير مجموعتك", "الشخص الذي دعاك",
    ),
    Language.BENGALI: (
        "bn", "এই চিঠিটি ইংরেজিতে লেখা। এতে কী লেখা আছে তা কেউ আপনাকে বাংলায় বলে দিক, এমন চাইলে {whom} বলুন। "
        "এর জন্য কোনো টাকা লাগবে না।",
        "যিনি আপনার গ্রুপ চালান তাঁকে", "যিনি আপনাকে আমন্ত্রণ জানিয়েছেন তাঁকে",
    ),
    Language.CHINESE: (
        "zh-Hans", "这封信是用英文写的。如果您希望有人用中文告诉您信里写了什么，请联系{whom}。这是免费的。",
        "负责您小组的人", "邀请您的人",
    ),
    Language.FRENCH: (
        "fr", "Cette lettre est en anglais. Si vous voulez que quelqu’un vous dise en français ce qu’elle contient, adressez-vous "
        "à la personne qui {whom}. C’est gratuit.",
        "anime votre groupe", "vous a envoyé l’invitation",
    ),
    Language.GUJARATI: (
        "gu", "આ પત્ર અંગ્રેજીમાં છે. તેમાં શું લખ્યું છે તે કોઈ તમને ગુજરાતીમાં જણાવે એવું ઇચ્છતા હો, તો {whom} પૂછો. "
        "તેનો કોઈ ખર્ચ થશે નહીં.",
        "તમારું ગ્રુપ ચલાવનાર વ્યક્તિને", "તમને આમંત્રણ આપનાર વ્યક્તિને",
    ),
    Language.ITALIAN: (
        "it", "Questa lettera è in inglese. Se vuole che qualcuno le dica in italiano che cosa c’è scritto, si rivolga alla "
        "persona {whom}. È gratuito.",
        "che guida il suo gruppo", "da cui ha ricevuto l’invito",
    ),
    Language.PANJABI: (
        "pa", "ਇਹ ਚਿੱਠੀ ਅੰਗਰੇਜ਼ੀ ਵਿੱਚ ਹੈ। ਜੇ ਤੁਸੀਂ ਚਾਹੁੰਦੇ ਹੋ ਕਿ ਕੋਈ ਤੁਹਾਨੂੰ ਪੰਜਾਬੀ ਵਿੱਚ ਦੱਸੇ ਕਿ ਇਸ ਵਿੱਚ ਕੀ ਲਿਖਿਆ ਹੈ, ਤਾਂ {whom} ਪੁੱਛੋ। "
        "ਇਸ ਦਾ ਕੋਈ ਖਰਚਾ ਨਹੀਂ ਹੈ।",
        "ਆਪਣਾ ਗਰੁੱਪ ਚਲਾਉਣ ਵਾਲੇ ਵਿਅਕਤੀ ਨੂੰ", "ਤੁਹਾਨੂੰ ਸੱਦਾ ਦੇਣ ਵਾਲੇ ਵਿਅਕਤੀ ਨੂੰ",
    ),
    Language.POLISH: (
        "pl", "Ten list jest po angielsku. Jeśli chcesz, żeby ktoś powiedział Ci po polsku, co w nim jest, zwróć się do osoby, "
        "która {whom}. To nic nie kosztuje.",
        "prowadzi Twoją grupę", "Cię zaprosiła",
    ),
    Language.PORTUGUESE: (
        "pt", "Esta carta está em inglês. Se quiser que alguém lhe diga em português o que está escrito, fale com a pessoa que "
        "{whom}. É gratuito.",
        "dirige o seu grupo", "lhe enviou o convite",
    ),
    Language.ROMANIAN: (
        "ro", "Această scrisoare este în limba engleză. Dacă doriți ca cineva să vă spună în română ce scrie în ea, întrebați "
        "persoana care {whom}. Nu vă costă nimic.",
        "conduce grupul dumneavoastră", "v-a invitat",
    ),
    Language.SOMALI: (
        "so", "Warqaddani waxay ku qoran tahay Ingiriisi. Haddii aad rabto in qof kuugu sheego af Soomaali waxa ku qoran, la "
        "xiriir qofka {whom}. Waa bilaash.",
        "hoggaamiya kooxdaada", "ku casuumay",
    ),
    Language.SPANISH: (
        "es", "Esta carta está en inglés. Si quiere que alguien le diga en español lo que dice, pregunte a la persona que {whom}. "
        "Es gratis.",
        "dirige su grupo", "le envió la invitación",
    ),
    Language.UKRAINIAN: (
        "uk", "Цей лист написано англійською мовою. Якщо ви хочете, щоб хтось розповів вам українською, що в ньому сказано, "
        "зверніться до людини, яка {whom}. Це безкоштовно.",
        "веде вашу групу", "вас запросила",
    ),
    Language.URDU: (
        "ur", "یہ خط انگریزی میں ہے۔ اگر آپ چاہتے ہیں کہ کوئی آپ کو اردو میں بتائے کہ اس میں کیا لکھا ہے تو {whom} سے پوچھیں۔ "
        "اس پر کوئی خرچ نہیں آئے گا۔",
        "اپنا گروپ چلانے والے شخص", "آپ کو دعوت دینے والے شخص",
    ),
}  # fmt: skip
IN_ENGLISH = (
    "This letter is in English. If you want somebody to tell you in {language} what it says, ask {whom}. "
    "It costs you nothing."
)  # fmt: skip
RIGHT_TO_LEFT = (Language.ARABIC, Language.URDU)
# A printer that has no letters for them would print empty boxes: paper says it in English.
NOT_ON_PAPER = (
    Language.ARABIC, Language.BENGALI, Language.CHINESE, Language.GUJARATI, Language.PANJABI, Language.UKRAINIAN, Language.URDU,
)  # fmt: skip


class Offer(NamedTuple):
    """What else a letter's reader may do with it, as a link that works in a mail program."""

    words: str
    url: str


def explains_words(known):
    """Registers `known(groups) -> {group: {word: what it means}}`: the words that groups explain. One statement."""
    _explaining.append(known)
    return known


def reads_easily(person) -> bool:
    """Costs nothing where the preference was loaded with the person."""
    return choices.preference_of(person).look == Look.EASY


def easy_readers(stem: str, receivers: list[tuple]) -> list[dict]:
    """What each of these (receiver, group) needs beside the letter everybody gets: nothing, or the hard words of the group.

    A letter without a part in Easy Read costs no statement. One asks who reads that, also where it goes to an address alone: who
    has no account must not be told apart by it. Only if somebody does, one asks for words.
    """
    people = {getattr(to, "pk", NOBODY) for to, _ in receivers}
    mine = choices.who_want(Look.EASY, people) if easy.has_easy(stem) else set()
    known = hard_words({group.pk for to, group in receivers if group and getattr(to, "pk", NOBODY) in mine})
    return [
        {"hard": known.get(group.pk, {}) if group else {}} if getattr(to, "pk", NOBODY) in mine else {}
        for to, group in receivers
    ]


def hard_words(groups: set[int]) -> dict[int, dict[str, str]]:
    return {group: said for known in _explaining for group, said in known(groups).items()} if groups else {}


def easily(stem: str, given: dict, hard: dict[str, str]) -> str:
    """The middle of a letter in Easy Read, as it is kept."""
    return easy.explained(easy.written(stem, given), hard)


def middle(look: str, text: str, html: str, easy_: str) -> tuple[str, str]:
    """Text and HTML of the middle for whoever chose this look. What has no part in Easy Read comes as everybody gets it.

    Mail gets no links out of people's words. An address is one in Easy Read if it is one in the letter that everybody gets.
    """
    if look != Look.EASY or not easy_:
        return text, html
    links = sorted(set(_LINKED.findall(html)), key=len, reverse=True)
    shown = easy.as_html(easy_, IN_MAIL)
    if links:
        shown = re.sub("|".join(map(re.escape, links)), lambda one: f'<a href="{one[0]}">{one[0]}</a>', shown)
    return easy.as_text(easy_), shown


def on_page(look: str, html: str, easy_: str) -> str:
    """HTML of the middle on the page of a letter."""
    if look == Look.EASY and easy_:
        return easy.as_html(easy_, ON_PAGE)
    return words.a_sentence_a_line_in_html(html) if look in A_SENTENCE_A_LINE else html


def told(person, *, of_group: bool, on_paper: bool = False) -> dict:
    """What stands at the top of a letter in its reader's own language, with its tag and direction. In English, nothing does."""
    language = choices.preference_of(person).language
    if language not in TOLD:
        return {}
    tag, sentences, runs_it, invited = TOLD[language]
    if on_paper and language in NOT_ON_PAPER:
        whom = "the person who runs your group" if of_group else "the person who invited you"
        return {"told": IN_ENGLISH.format(language=Language(language).in_english, whom=whom)}
    way = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return {"told": sentences.format(whom=runs_it if of_group else invited), "told_lang": tag, "told_dir": way}


def told_in(person) -> str:
    """In which language they want to be told what letters say, for whoever may see what they need: only with their yes."""
    language = choices.preference_of(person).language if person.may_keep_needs else Language.ENGLISH
    return Language(language).in_english if language in TOLD else ""


def in_frame(look: str, given: dict, offered: list[Offer]) -> tuple[str, str]:
    """Its text and HTML. Most of a frame is the same for everybody, and drawing it is most of the work of a letter."""
    links = {f"offer_{number}": one.url for number, one in enumerate(offered)}
    own = {name: value for name, value in given.items() if name in OWN} | links
    own["html"] = mark_safe(own["html"])  # noqa: S308 (our own templates escaped it)
    shared = {name: value for name, value in given.items() if name not in OWN}
    shared["offers"] = tuple(Offer(one.words, frames.place(link)) for one, link in zip(offered, links, strict=True))
    text = frames.drawn(f"{FRAME}.txt", shared, own, escaped=False)
    html = frames.drawn(f"{FRAME}.html", shared | LOOKS[look], own)
    if look in A_SENTENCE_A_LINE:
        head, body, rest = html.partition("<body")
        return words.a_sentence_a_line(text), head + body + words.a_sentence_a_line_in_html(rest)
    return text, html


def offer(words_: str, path: str) -> Offer:
    return Offer(words_, parts.absolute(path))
