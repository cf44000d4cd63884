"""Russian names of states, actions and forms."""

from datetime import date

from rmo_web.help_requests.rules import Action, Channel, Status
from rmo_web.kernel import russian

STATUSES = {
    Status.NEW: "Новая",
    Status.IN_WORK: "В работе",
    Status.NEEDS_INFO: "Нужно уточнение",
    Status.POSTPONED: "Отложена",
    Status.ANSWERED: "Ответ дан",
    Status.CLOSED: "Закрыта",
    Status.REDIRECTED: "Переадресована",
    Status.REJECTED: "Отклонена",
    Status.WITHDRAWN: "Отозвана",
}
# The look of a state: its colour and its icon.
LOOKS = {
    Status.NEW: ("new", "sparkles"),
    Status.IN_WORK: ("work", "progress"),
    Status.NEEDS_INFO: ("wait", "hourglass"),
    Status.POSTPONED: ("wait", "meetings"),
    Status.ANSWERED: ("done", "check"),
    Status.CLOSED: ("done", "checks"),
    Status.REDIRECTED: ("done", "arrow-forward"),
    Status.REJECTED: ("done", "x"),
    Status.WITHDRAWN: ("done", "archive"),
}
# What the journal says of a move: nobody's words, nobody's name.
DEEDS = {
    Action.TAKE: "взята в работу",
    Action.ASSIGN: "назначен консультант",
    Action.RELEASE: "возвращена в очередь",
    Action.ANSWER: "дан ответ",
    Action.ASK_BACK: "задан уточняющий вопрос",
    Action.POSTPONE: "отложена",
    Action.RESUME: "снова в работе",
    Action.REDIRECT: "переадресована",
    Action.REJECT: "отклонена",
    Action.CLOSE: "закрыта",
    Action.REPLY: "автор написал(а)",
    Action.HELPED: "автор: помогло",
    Action.NOT_HELPED: "автор: не помогло",
    Action.WITHDRAW: "отозвана",
    Action.REOPEN: "открыта снова",
    Action.EXPIRE: "закрыта по времени",
}
FORMS = {
    Channel.WRITING: "письменно, здесь",
    Channel.PHONE: "по телефону",
    Channel.IN_PERSON: "очно",
    Channel.VIDEO: "по видеосвязи",
    Channel.VISIT: "выезд в библиотеку",
    Channel.GROUP: "групповая",
}
HIDDEN_NAME = "Имя скрыто"


def waits(since: date, today: date) -> str:
    """«Ждёт 4 дня»."""
    days = (today - since).days
    return f"Ждёт {russian.plural(days, 'день', 'дня', 'дней')}" if days else "Ждёт с сегодня"


def requests(count: int) -> str:
    return russian.plural(count, "заявка", "заявки", "заявок")
