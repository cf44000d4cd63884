"""Russian names of the tabs and orders of the queue."""

from rmo_web.help_requests.queue.rules import Tab
from rmo_web.kernel import russian

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


def bounded(count: int, most: int) -> str:
    """A number that was counted up to a bound only."""
    return f"{russian.number(most)}+" if count > most else russian.number(count)
