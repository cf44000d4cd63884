"""Forms in which meetings are held, by the words of a plan."""

import re

from rmo_web.plan_reader.terms import fold, tidy, tidy_lines

FORMS = (
    "круглый стол",
    "семинар",
    "семинар-практикум",
    "практикум",
    "мастер-класс",
    "открытое мероприятие",
    "ярмарка идей",
    "ярмарка библиотечных идей",
    "методическая мастерская",
    "педагогическая мастерская",
    "творческая мастерская",
    "творческая лаборатория",
    "деловая игра",
    "конференция",
    "читательская конференция",
    "научно-практическая конференция",
    "методический час",
    "методический день",
    "панорама опыта",
    "творческий отчёт",
    "групповая консультация",
    "консультация",
    "методический квест",
    "квест",
    "вебинар",
    "видеоконференция",
    "выездное заседание",
    "выездной семинар",
    "проблемный семинар",
    "обучающий семинар",
    "теоретический семинар",
    "инструктивно-методическое совещание",
    "совещание",
    "стажировочная площадка",
    "презентационная площадка",
    "организационное заседание",
    "расширенное заседание",
    "дискуссия",
    "тренинг",
    "обмен опытом",
    "лекция",
    "экскурсия",
    "онлайн-встреча",
)
MAX_FORM = 80
FORM = re.compile(
    r"^\s*(?:\d{1,2}[.)]\s*)?форма(?:\s+проведени[яе])?(?:\s+заседани[яе])?\s*[:–—-]\s*"
    r"([^\n.;«]{3,})(?:[.;]|(?=«)|$)\s*",
    re.IGNORECASE,
)
_KNOWN_FORMS = {fold(form): form for form in FORMS}


def form_of(words: str) -> str:
    """The usual spelling of a form of meeting: «круглый - стол» is «круглый стол»."""
    return _KNOWN_FORMS.get(fold(words), tidy(words).rstrip(".,;: ").lower())


def is_form(words: str) -> bool:
    """Whether these words name a form of meeting."""
    return fold(words) in _KNOWN_FORMS


def split_form(text: str) -> tuple[str, str]:
    """The form of a meeting named in a line of its own or at its beginning, and the rest."""
    form, rest = "", []
    for line in text.splitlines():
        found = None if form else FORM.match(line)
        if found and len(found[1]) <= MAX_FORM:
            form = form_of(found[1])
            line = line[found.end() :]
        rest.append(line)
    return form, tidy_lines("\n".join(rest))
