"""How hard some words are to read: a small measure of our own. It gives hints, and never keeps anybody from saving.

Long sentences and long words make reading hard. The age is worked out from both (after Flesch and Kincaid), roughly: a
guess that is wrong by a year helps more than none.
"""

import re

AIM = 11  # we write for people of 9 to 11 years
LONG_SENTENCE = 20  # words
LONG_WORD = 4  # syllables
FEWEST = 12  # words: less than that says nothing
_SENTENCE = re.compile(r"[.!?:;]+[\s\"”’)]+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(count, 1)


def _sentences(text: str) -> list[list[str]]:
    return [words for words in (_WORD.findall(part) for part in _SENTENCE.split(text)) if words]


def age(text: str) -> int | None:
    """About how old a reader has to be; nothing for a few words."""
    sentences = _sentences(text)
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST:
        return None
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return max(round(grade) + 5, 5)


def hints(text: str) -> list[str]:
    """What would make it easier to read, most helpful first; none if it is plain enough."""
    years = age(text)
    if years is None or years <= AIM:
        return []
    said = [f"This reads like something for people of about {years}. We aim for 9 to {AIM}."]
    longest = max(_sentences(text), key=len)
    if len(longest) > LONG_SENTENCE:
        start = " ".join(longest[:6])
        said.append(f"One sentence has {len(longest)} words. Can it be two? It begins: “{start}…”")
    hard = list(dict.fromkeys(word.lower() for word in _WORD.findall(text) if syllables(word) >= LONG_WORD))[:5]
    if hard:
        said.append(f"Long words: {', '.join(hard)}. Is there a shorter one, or can you explain it?")
    return said
