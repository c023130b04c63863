"""Text messages: numbers as networks take them, words in the small alphabet that costs one price, and what STOP means.

A text with one character outside that alphabet (GSM 03.38) holds 70 characters a part instead of 160. So ours stay inside it.
"""

import re
import unicodedata

_PLAIN = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = "^{}\\[~]|€"  # each takes the room of two
_LIKE = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-", "\t": " ", "\u00a0": " "}
)
_DRAWN = re.compile(r"[\s().-]|\(0\)")
ONE_PART, EACH_PART = 160, 153
STOPS = {"STOP", "STOPALL", "STOP ALL", "STOP TEXTS", "STOPTEXTS", "UNSUBSCRIBE", "END", "QUIT", "CANCEL"}
STARTS = {"START", "UNSTOP", "START TEXTS", "STARTTEXTS"}


def number_of(written: str) -> str:
    """`07700 900123` as `+447700900123`; empty for what no text can go to (a landline here, a word, too many figures)."""
    bare = _DRAWN.sub("", written.replace("(0)", ""))
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    elif bare.startswith("0"):
        bare = f"+44{bare[1:]}"
    elif bare.startswith("44"):
        bare = f"+{bare}"
    if not re.fullmatch(r"\+[1-9][0-9]{7,14}", bare):
        return ""
    return bare if not bare.startswith("+44") or re.fullmatch(r"\+447[0-9]{9}", bare) else ""


def is_number(address: str) -> bool:
    return address.startswith("+")


def plain(text: str) -> str:
    """The same words in the small alphabet: curly quotes straight, letters without marks it does not know."""
    return "".join(_nearest(one) for one in text.translate(_LIKE))


def _nearest(one: str) -> str:
    if one in _PLAIN or one in _TWICE:
        return one
    return "".join(part for part in unicodedata.normalize("NFKD", one) if part in _PLAIN)


def length(text: str) -> int:
    return len(text) + sum(one in _TWICE for one in text)


def parts(text: str) -> int:
    """How many messages a network makes of it."""
    room = length(text)
    return 1 if room <= ONE_PART else -(-room // EACH_PART)


def fitted(before: str, middle: str, after: str, *, most: int = 2) -> str:
    """All three in one text of so many parts. Only the middle is cut, at a word."""
    before, middle, after = plain(before), plain(middle), plain(after)
    room = (ONE_PART if most == 1 else EACH_PART * most) - length(before) - length(after)
    if length(middle) > room:
        cut = middle[: max(0, room - 3)]
        while length(cut) > room - 3 and cut:
            cut = cut[:-1]
        middle = f"{cut.rpartition(' ')[0] or cut}..."
    return before + middle + after


def shortened(text: str, most: int) -> str:
    """A name that may take so much room and no more."""
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."


def wish(words: str) -> str:
    """STOP or START if that is all somebody wrote, in whatever capitals and with whatever marks; else nothing."""
    bare = " ".join(re.sub(r"[^A-Z ]", " ", words.upper()).split())
    return "STOP" if bare in STOPS else "START" if bare in STARTS else ""
