"""Whom each fact of a topic concerns, and in what words."""

from rmo_web.accounts.telling import LEADERS, apart, persons, tell, tell_of
from rmo_web.kernel import russian
from rmo_web.kernel.db import db
from rmo_web.kernel.events import Happened, on
from rmo_web.members.models import Person
from rmo_web.self_education.events import (
    BroughtTogether,
    ConsentLost,
    FormerAgreed,
    FormerHeard,
    IdleHeard,
    NeedlesslyAgreed,
    Reminded,
    SaidInVain,
    StagesChanged,
    TalkHeard,
    TalkLeftAgenda,
    TalkLost,
    TopicBrought,
    TopicEntered,
    TopicMoved,
    TopicProposed,
)
from rmo_web.self_education.models import Topic
from rmo_web.self_education.rules import TopicState, TopicStep, reminded_on
from rmo_web.self_education.wording import DEEDS

_TO_HER = {
    TopicStep.AGREE: "Ваша тема самообразования согласована: {title}",
    TopicStep.SEND_BACK: "Ваша тема самообразования возвращена с замечанием: {title}",
    TopicStep.WITHDRAW: "Ваша тема самообразования снята: {title}",
    TopicStep.REPORT: "Отчёт по вашей теме представлен: {title}",
    TopicStep.FINISH: "Ваша тема самообразования завершена: {title}",
}
_TO_LEADERS = {
    TopicStep.PROPOSE: "Тема предложена снова: {who}",
    TopicStep.EXTEND: "Тема продлена: {who}",
    TopicStep.CHANGE: "Тема сменена, согласуйте новую: {who}",
    TopicStep.WITHDRAW: "Тема снята: {who}",
    TopicStep.WISH: "Хочет выступить с отчётом по теме: {who}",
    TopicStep.SUBMIT: "Представлен отчёт за год: {who}",
    TopicStep.REPORT: "Представлен отчёт по теме: {who}",
    TopicStep.RECALL: "Отчёт по теме отозван: {who}",
}
# What proves a topic comes and goes by itself: of that everybody hears, whoever caused it.
_TO_ALL = {
    TopicStep.LOSE: "Отчёт по теме не подтверждён, нет ни продукта, ни выступления: {who}, {title}",
    TopicStep.REGAIN: "Отчёт по теме снова подтверждён: {who}, {title}",
    TopicStep.LOSE_TALK: "Протокол исправлен, выступления в нём нет. Тема снова в работе: "
    "{who}, {title}",
    TopicStep.LOSE_CONSENT: "Протокол исправлен, согласия на тему в нём нет: {who}, {title}",
}


@on(TopicProposed)
def of_a_proposal(fact: TopicProposed) -> None:
    """A proposal is for who may agree to it."""
    _tell_leaders(fact, "Предложена тема самообразования: {who}")


@on(TopicEntered)
def of_an_entry(fact: TopicEntered) -> None:
    """Who had a topic written down in her name can correct it; the other leader may agree."""
    _tell_her(fact, "За вас внесена тема самообразования: {title}. Проверьте её")
    _tell_leaders(fact, "Предложена тема самообразования: {who}")


@on(TopicBrought)
def of_a_brought_one(fact: TopicBrought) -> None:
    """Whose topic came with the head's table checks it; what is not agreed waits for the other."""
    with apart():
        _tell_her(fact, "Ваша тема самообразования внесена из таблицы: {title}. Проверьте её")
        if _topic(fact).state is TopicState.PROPOSED:
            _tell_leaders(fact, "Предложена тема самообразования: {who}")


@on(TopicMoved)
def of_a_step(fact: TopicMoved) -> None:
    """A step is for her where another one took it, and for who has to agree."""
    with apart():  # that somebody agreed stands, whatever becomes of the notice
        if words := _TO_ALL.get(fact.step):
            _tell_all(fact, words, fact.step)
            return
        _tell_her(fact, _TO_HER.get(fact.step, f"В вашей теме: {DEEDS[fact.step]}. {{title}}"))
        if words := _TO_LEADERS.get(fact.step):
            _tell_leaders(fact, words)


@on(TalkHeard)
def of_a_talk(fact: TalkHeard) -> None:
    """A talk counts as her report of the year."""
    with apart():
        _tell_her(fact, f"Отчёт по вашей теме заслушан, {fact.minutes}: {{title}}", fact.title)


@on(TalkLeftAgenda)
def of_a_talk_off_the_agenda(fact: TalkLeftAgenda) -> None:
    """Who prepares the meeting has to know, and who was to speak, but for whose deed it was."""
    with apart():
        words = f"Снято с повестки ({fact.meeting}): {{who}}, {{said}}"
        _tell_all(fact, words, "off_agenda", said=fact.title, but=fact.by)


@on(TalkLost)
def of_a_talk_lost(fact: TalkLost) -> None:
    """A talk that the minutes take back; where the topic stands otherwise is told with its step."""
    with apart():
        words = (
            f"Протокол исправлен, выступления в нём нет{_but(fact.elsewhere)}: {{who}}, {{said}}"
        )
        _tell_all(fact, words, "talk", said=fact.title)


@on(ConsentLost)
def of_a_consent_lost(fact: ConsentLost) -> None:
    """A topic that went on since, or was changed, stays as it is, but somebody has to know."""
    with apart():
        but = _but(fact.elsewhere)
        words = f"Протокол исправлен, согласия с темой в нём больше нет{but}: {{who}}, {{said}}"
        _tell_all(fact, words, "consent", said=fact.title)


def _but(elsewhere: str) -> str:
    return f", но оно есть в другом ({elsewhere})" if elsewhere else ""


@on(FormerHeard)
def of_a_former_talk(fact: FormerHeard) -> None:
    """A talk on a former title is kept by its meeting alone: somebody has to know."""
    with apart():
        words = "По прежней теме {said} отчёт заслушан, отчётом по теме {title} он не стал"
        _tell_in_vain(fact, words, "former_talk")


@on(FormerAgreed)
def of_a_former_consent(fact: FormerAgreed) -> None:
    """Nobody has agreed to the new title yet."""
    with apart():
        words = "Заседание согласовало прежнюю тему {said}, а тему {title} ещё нет"
        _tell_in_vain(fact, words, "former_consent")


@on(IdleHeard)
def of_an_idle_talk(fact: IdleHeard) -> None:
    """Her topic stays as it is: somebody has to know that it has no report of it."""
    with apart():
        words = "Отчёт по теме {said} заслушан, но тема не в работе: отчётом за год он не стал"
        _tell_in_vain(fact, words, "idle_talk")


@on(NeedlesslyAgreed)
def of_a_needless_consent(fact: NeedlesslyAgreed) -> None:
    """The meeting may not know that the topic was returned, or withdrawn."""
    with apart():
        words = "Заседание согласовало тему {said}, которая согласия не ждёт"
        _tell_in_vain(fact, words, "needless_consent")


@on(StagesChanged)
def of_stages(fact: StagesChanged) -> None:
    """Whose stages another one has changed hears of it once a day."""
    topic = _topic(fact)
    text = f"В вашей теме изменены этапы: {russian.quoted(topic.title)}"
    cause = f"self_education.stages.{topic.id}.{fact.at.date()}"
    whom = persons(topic.person_id)
    tell(whom, text, _page(topic), cause=cause, at=fact.at, but=fact.by)


@on(BroughtTogether)
def of_near_topics(fact: BroughtTogether) -> None:
    """Each of two hears the name of the other and both titles, but for who has offered it."""
    topic, other = _topic(fact), db.session.get_one(Topic, fact.other_id)
    for one, near in ((topic, other), (other, topic)):
        who = db.session.get_one(Person, near.person_id).initials
        titles = f"{russian.quoted(near.title)} и ваша {russian.quoted(one.title)}"
        text = f"Можно работать вместе: {who}, близкие темы {titles}"
        tell_of(fact, persons(one.person_id), text, _page(one))


@on(Reminded)
def of_a_reminder(fact: Reminded) -> None:
    """Those who are reminded, once a day of the same."""
    whom, cause = persons(*fact.people), reminded_on(fact.day)
    tell(whom, fact.text, "/self-education/mine", cause=cause, at=fact.at)


def _topic(fact: Happened) -> Topic:
    return db.session.get_one(Topic, fact.about)


def _page(topic: Topic) -> str:
    return f"/self-education/{topic.id}"


def _tell_in_vain(fact: SaidInVain, words: str, kind: str) -> None:
    """Once of a meeting, however often its minutes are corrected."""
    words, kind = f"{words}: {{who}}, {fact.minutes}", f"{kind}.{fact.meeting_id}"
    _tell_all(fact, words, kind, said=fact.title, is_once=True)


def _tell_all(
    fact: Happened, words: str, kind: str, *, said: str = "", is_once: bool = False,
    but: int | None = None,
) -> None:  # fmt: skip
    """Her, the head and the methodist."""
    topic = _topic(fact)
    who = db.session.get_one(Person, topic.person_id).initials
    text = words.format(who=who, title=russian.quoted(topic.title), said=russian.quoted(said))
    moment = "" if is_once else f".{topic.version}.{fact.at.isoformat()}"
    cause = f"self_education.{kind}.{topic.id}{moment}"
    whom = LEADERS | persons(topic.person_id)
    tell(whom, text, _page(topic), cause=cause, at=fact.at, but=but)


def _tell_her(fact: Happened, words: str, title: str = "") -> None:
    topic = _topic(fact)
    text = words.format(title=russian.quoted(title or topic.title))
    tell_of(fact, persons(topic.person_id), text, _page(topic))


def _tell_leaders(fact: Happened, words: str) -> None:
    topic = _topic(fact)
    who = db.session.get_one(Person, topic.person_id).initials
    tell_of(fact, LEADERS & ~persons(topic.person_id), words.format(who=who), _page(topic))
