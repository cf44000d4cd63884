"""Russian names of states, actions and forms."""

from datetime import date

from rmo_web.help_requests.rules import Action, Channel, Status, Tab
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
ACTIONS = {
    Action.TAKE: "Взять",
    Action.ASSIGN: "Назначить",
    Action.RELEASE: "Вернуть в очередь",
    Action.ANSWER: "Отправить ответ",
    Action.ASK_BACK: "Спросить уточнение",
    Action.POSTPONE: "Отложить",
    Action.RESUME: "Вернуть в работу",
    Action.REDIRECT: "Переадресовать",
    Action.REJECT: "Отклонить",
    Action.CLOSE: "Закрыть",
    Action.REPLY: "Отправить",
    Action.HELPED: "Помогло",
    Action.NOT_HELPED: "Не помогло",
    Action.WITHDRAW: "Отозвать заявку",
    Action.REOPEN: "Открыть снова",
    Action.EXPIRE: "Закрыть по времени",
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
# What the thread says of a move; «{}» is whom, whither or until when.
MOVES = {
    Action.TAKE: "взято в работу",
    Action.ASSIGN: "консультант: {}",
    Action.RELEASE: "возвращено в очередь",
    Action.POSTPONE: "отложено до {}",
    Action.RESUME: "снова в работе",
    Action.REDIRECT: "переадресовано: {}",
    Action.REJECT: "отклонено",
    Action.CLOSE: "закрыто",
    Action.HELPED: "помогло, заявка закрыта",
    Action.NOT_HELPED: "не помогло, нужна ещё помощь",
    Action.WITHDRAW: "заявка отозвана",
    Action.REOPEN: "открыто снова",
    Action.EXPIRE: "закрыто: после ответа две недели не было вопросов",
}
FORMS = {
    Channel.WRITING: "письменно, здесь",
    Channel.PHONE: "по телефону",
    Channel.IN_PERSON: "очно",
    Channel.VIDEO: "по видеосвязи",
    Channel.VISIT: "выезд в библиотеку",
    Channel.GROUP: "групповая",
}
TABS = {
    Tab.NEW: "Новые",
    Tab.MINE: "Мои",
    Tab.WORK: "В работе",
    Tab.AUTHOR: "Ждут автора",
    Tab.POSTPONED: "Отложены",
    Tab.STUCK: "Без движения",
    Tab.ALL: "Все",
}
NOTHING = {
    Tab.NEW: ("Новых заявок нет", "Здесь появится вопрос, который ещё никто не взял."),
    Tab.MINE: ("У вас ничего не висит", "Здесь будут заявки, по которым консультант вы."),
    Tab.WORK: ("В работе ничего нет", "Здесь видно, кто над чем работает."),
    Tab.AUTHOR: ("Ни один автор не молчит", "Здесь ждут уточнения или слова «помогло»."),
    Tab.POSTPONED: ("Отложенных нет", "В назначенный день отложенная заявка вернётся в работу."),
    Tab.STUCK: ("Всё движется", "Сюда попадает то, что ждёт три рабочих дня и больше."),
    Tab.ALL: ("Заявок в этом году ещё нет", "Первая появится, как только кто-нибудь спросит."),
}
ORDERS = {"waiting": "Давно ждут", "newest": "Новые сверху", "due": "По сроку"}
TARGETS = ("методист", "бухгалтерия школы", "институт развития образования", "другое РМО")
NOT_NOTED = "Не отмечено"  # what came of it: whoever wrote it down left that out
HIDDEN_NAME = "Имя скрыто"


def waits(since: date, today: date) -> str:
    """«Ждёт 4 дня»."""
    days = (today - since).days
    return f"Ждёт {russian.plural(days, 'день', 'дня', 'дней')}" if days else "Ждёт с сегодня"


def ago(day: date, today: date) -> str:
    """«сегодня», «вчера», «5 декабря»; with the year when it is another one."""
    days = (today - day).days
    if 0 <= days < 2:
        return ("сегодня", "вчера")[days]
    return russian.day_short(day) if day.year == today.year else russian.day(day)


def requests(count: int) -> str:
    return russian.plural(count, "заявка", "заявки", "заявок")


def consultations(count: int) -> str:
    return russian.plural(count, "консультация", "консультации", "консультаций")


def bounded(count: int, most: int) -> str:
    """A number that was counted up to a bound only."""
    return f"{russian.number(most)}+" if count > most else russian.number(count)
