"""Russian as it is searched, sorted, counted and dated (domain reference, section 17)."""

import re
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

NBSP = "\N{NO-BREAK SPACE}"
MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
_SYLLABLE = re.compile(r"(?<=\w[аеёиоуыэюя])(?=[бвгджзклмнпрстфхцчшщ][аеёиоуыэюя]\w)", re.I)
# Words that a phrase cannot end with: by their endings adjectives and participles, whose noun is
# still to come, and what only joins; `_NOUNS` look like adjectives and are none.
_WAITS_FOR_NOUN = re.compile(
    r".+(ый|[кгхжшщчн]ий|ой|[ншщчж]ей|ая|яя|ое|ее|ые|[кгхжшщч]ие|[^еая]ние|[ео]нние|ого|его|"
    r"..ому|[жшщчн]ему|ым|[кгхжшщчн]им|ыми|[кгхжшщчн]ими|ых|[кгхжшщчн]их|ую|юю|(ьн|нн|ск)ом)",
    re.IGNORECASE,
)
_JOINS = frozenset({
    "а", "без", "в", "во", "для", "до", "за", "и", "из", "или", "к", "ко", "между", "на", "не",
    "но", "о", "об", "от", "по", "под", "при", "про", "с", "со", "у", "через", "№",
})  # fmt: skip
_NOUNS = frozenset({
    "данные", "данных", "учащиеся", "учащихся", "обучающиеся", "обучающихся", "мастерская",
    "мастерской", "гостиная", "гостиной",
})  # fmt: skip
# Where a clause ends: not at the dot of an abbreviation, of initials or of a number.
_CLAUSE = re.compile(r"(?<=\w{3})[.,:;!?](?=\s)|\s\(|\s[–—-]\s")
_HIDDEN = {"Cc", "Cf", "Cs", "Cn", "Co"}
_KEPT = "\n\t"
# Letters and marks by their category, but nothing of them is seen.
_BLANK_LETTER = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]")
# Joins the parts of one picture («учительница»), and nothing else in Russian.
_JOINER = re.compile(
    "(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff])"
)
_UNSEEN = _HIDDEN | {"Zs", "Zl", "Zp", "Mn", "Mc", "Me"}
_SHAPELESS = "\u2800\U0001d159"  # of braille, of notes: what is left of them shows nothing
# Letters that look the same in both alphabets, as keyboards and scanners confuse them.
_LATIN, _CYRILLIC = "ABCEHKMOPTXYËaceokpxyë", "АВСЕНКМОРТХУЁасеокрхуё"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)
_WORD = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]+)*")
_IN_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_IN_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_MARKS_MAX = 30  # over one letter, as Unicode's stream-safe text has them
_MAY_BE_PILED = re.compile(rf"[^\w\s]{{{_MARKS_MAX + 1}}}")  # no mark is a letter or a blank


@lru_cache(maxsize=1)
def _piled_marks() -> re.Pattern[str]:
    """All marks there are: to find them takes a tenth of a start of the program."""
    marks = "".join(c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c)[0] == "M")
    return re.compile(f"([{re.escape(marks)}]{{{_MARKS_MAX}}})[{re.escape(marks)}]+")


def composed(text: str) -> str:
    """The text in NFC. Marks piled up over one letter go: sorting them takes quadratic time."""
    if not text.isascii() and _MAY_BE_PILED.search(text):
        text = _piled_marks().sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """Text without signs that are not seen: control signs, turned writing, soft hyphens.

    Line breaks stay, and what joins a picture of several.
    """
    text = composed(text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isprintable() and not _BLANK_LETTER.search(text):
        return text
    return composed(_seen(text))


def _seen(text: str) -> str:
    joiners = {found.start() for found in _JOINER.finditer(text)}
    return "".join(c for place, c in enumerate(text) if place in joiners or not _is_hidden(c))


@lru_cache(maxsize=4096)
def _is_hidden(sign: str) -> bool:
    if sign in _KEPT:
        return False
    return bool(_BLANK_LETTER.match(sign)) or unicodedata.category(sign) in _HIDDEN


def shows_nothing(text: str) -> bool:
    """Whether nobody would see it: blanks, hidden signs, letters without a shape, bare marks."""
    return all(c in _SHAPELESS or unicodedata.category(c) in _UNSEEN for c in clean(text))


def fold(text: str) -> str:
    """The form in which texts are compared: no case, ё is е, blanks one, nothing that is unseen."""
    spaced = " ".join(text.replace("\0", " ").split())
    return " ".join(clean(spaced).casefold().replace("ё", "е").split())


def one_alphabet(text: str) -> str:
    """Every word in one alphabet: Latin letters in «Дроздова» become the Russian ones they look.

    A word all in Latin stays so, and one of both alphabets that no look-alikes explain too.
    """
    return text if text.isascii() else _WORD.sub(lambda found: _one_alphabet(found[0]), text)


def _one_alphabet(word: str) -> str:
    if not (_IN_LATIN.search(word) and _IN_CYRILLIC.search(word)):
        return word
    for wanted, other in ((_TO_CYRILLIC, _IN_LATIN), (_TO_LATIN, _IN_CYRILLIC)):
        mended = word.translate(wanted)
        if not other.search(mended):
            return mended
    return word


def reading(text: str) -> str:
    """The form in which texts are one for a reader: `fold`, and every word in one alphabet."""
    return fold(one_alphabet(text))


def better_spelling(kept: str, said: str) -> str:
    """The better of two texts that read alike; where they are equally good, the kept one.

    Better is a word in one alphabet, capitals where they belong instead of everywhere or
    nowhere, and ё where one of the two has it.
    """
    kept, said = one_alphabet(kept), one_alphabet(said)
    best, other = (said, kept) if _is_flat(kept) and not _is_flat(said) else (kept, said)
    if len(best) != len(other):
        return best
    return "".join(map(_with_dots, best, other))


def _is_flat(text: str) -> bool:
    return text.isupper() or text.islower()


def _with_dots(mine: str, theirs: str) -> str:
    if mine not in "еЕ" or theirs not in "ёЁ":
        return mine
    return "ё" if mine == "е" else "Ё"


def sort_key(text: str) -> str:
    """The form by which texts are sorted: letters as a Russian expects, № 4 before № 10."""
    bare = re.sub(r"[«»„“\"'()]", "", fold(text))
    spaced = re.sub(r"№\s*", "№ ", bare)
    return re.sub(r"[0-9]+", lambda found: found[0].zfill(9), spaced)[:300]


def like(text: str) -> str:
    r"""A LIKE pattern that finds the text literally (with `escape="\\"`)."""
    literal = re.sub(r"([\\%_])", r"\\\1", fold(text))
    return f"%{literal}%"


def hyphenable(text: str) -> str:
    """The text with soft hyphens in words too long for a narrow place: «ана-ли-ти-ческая»."""
    return re.sub(r"\w{12,}", lambda word: _SYLLABLE.sub("\N{SOFT HYPHEN}", word[0]), text)


def shortened(text: str, most: int) -> str:
    """The beginning of a title in about so many letters, cut where its phrase may end.

    «Месячник…», never «Месячник школьных»: no adjective stands last without its noun. What is
    whole as a clause has no ellipsis.
    """
    joined = " ".join(re.sub(r"о\s+[-–]\s+", "о-", text).split())  # «диагностико – аналитическая»
    whole = joined.strip(" .,:;–—-") or joined
    if len(whole) <= most:
        return whole
    clause = _clause(whole)
    if len(clause) <= most:
        return clause
    words = clause.split()
    ends = [place for place, word in enumerate(words[:-1], 1) if _may_end(words[:place], word)]
    fitting = [place for place in ends if len(" ".join(words[:place])) <= most]
    place = fitting[-1] if fitting else ends[0] if ends else len(words)
    return " ".join(words[:place]) + ("…" if place < len(words) else "")


def _clause(text: str) -> str:
    """The first clause; what stands in quotes is not parted."""
    for found in _CLAUSE.finditer(text):
        before = text[: found.start()]
        if before.count("«") == before.count("»"):
            return before
    return text


def _may_end(said: Sequence[str], word: str) -> bool:
    is_open = any(one.startswith("«") for one in said) and not any("»" in one for one in said)
    bare = word.strip('«»"„“').lower()
    if is_open or bare in _JOINS or bare.isdigit() or bare.endswith("."):
        return False
    return bare in _NOUNS or not _WAITS_FOR_NOUN.fullmatch(bare)


def plural(count: int, one: str, few: str, many: str) -> str:
    """«1 школа», «3 школы», «18 школ»."""
    return f"{number(count)}{NBSP}{form(count, one, few, many)}"


def form(count: int, one: str, few: str, many: str) -> str:
    """The form of the word that goes with the count."""
    tens, ones = abs(count) % 100, abs(count) % 10
    if 11 <= tens <= 14 or ones == 0 or ones >= 5:
        return many
    return one if ones == 1 else few


def number(count: int) -> str:
    return f"{count:,}".replace(",", NBSP)


def roman(count: int) -> str:
    """«IV», up to some dozens."""
    said = ""
    for sign, worth in _ROMAN:
        while count >= worth:
            said, count = said + sign, count - worth
    return said


def initials(surname: str, given: str = "", patronymic: str = "") -> str:
    """«Иванова М.П.», as lists and tables have it."""
    letters = "".join(f"{part[0]}." for part in (given, patronymic) if part)
    return f"{surname}{NBSP}{letters}" if letters else surname


def numbered(text: str) -> str:
    """«МБОУ «Школа № 6»» whose number stays in the line of its №."""
    return text.replace("№ ", f"№{NBSP}")


def quoted(text: str) -> str:
    """«О чтении»; quotes within are „лапки“ (domain reference, section 17)."""
    bare = text.strip()
    if bare[:1] == "«" and bare.find("»") == len(bare) - 1:
        return bare
    pairs = re.sub(r"\"([^\"]*)\"", r"„\1“", bare)
    return f"«{pairs.translate({ord('«'): '„', ord('»'): '“'})}»"


@lru_cache(maxsize=2048)
def day(value: date) -> str:
    """«27.08.2025»."""
    return value.strftime("%d.%m.%Y")


@lru_cache(maxsize=2048)
def day_in_words(value: date) -> str:
    """«27 августа 2025 г.»."""
    return format_date(value, f"d MMMM y{NBSP}'г.'", locale="ru")


@lru_cache(maxsize=2048)
def day_short(value: date) -> str:
    """«27 августа»."""
    return format_date(value, "d MMMM", locale="ru")


def ago(value: date, today: date) -> str:
    """«сегодня», «вчера», «5 декабря»; with the year when it is another one."""
    days = (today - value).days
    if 0 <= days < 2:
        return ("сегодня", "вчера")[days]
    return day_short(value) if value.year == today.year else day(value)


@lru_cache(maxsize=64)
def weekday(value: date) -> str:
    """«Понедельник»."""
    return format_date(value, "EEEE", locale="ru").capitalize()


def moment(value: datetime) -> str:
    """«27.08.2025, 10:00»; the moment must be by the local clock already."""
    return value.strftime("%d.%m.%Y, %H:%M")


def month_of_year(year: int, month: int) -> str:
    """«Август 2019»."""
    return f"{MONTHS[month - 1].capitalize()} {year}"
