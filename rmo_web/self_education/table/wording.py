"""Words of the table and of its reminders."""

from rmo_web.self_education.wording import STATES

COUNTED_STATE = "counted"
REPORTED_STATE, UNREPORTED_STATE = "in-year", "unreported"  # of the year that is shown
TO_AGREE_STATE, TO_FINISH_STATE = "to-agree", "to-finish"  # by who looks at the table
OF_STATE = {
    COUNTED_STATE: "В работе и отчитались",
    REPORTED_STATE: "Отчитались",
    UNREPORTED_STATE: "Не отчитались за год",
    TO_AGREE_STATE: "Ждут вашего согласования",
    TO_FINISH_STATE: "Пора завершить",
} | STATES
OF_MOVEMENT = {"still": "Без движения больше трёх месяцев"}
OF_YEARS = {"year": "Этого года", "all": "Всех лет"}
NOTHING = "Тем ещё нет", "Здесь будут темы, которые участники выбрали и согласовали."
NOTHING_MINE = "Темы у вас ещё нет", "Её название и годы можно предложить за минуту."
PROPOSALS = (
    "тема ждёт согласования", "темы ждут согласования", "тем ждут согласования",
)  # fmt: skip
STILL = (
    "тема без движения больше трёх месяцев", "темы без движения больше трёх месяцев",
    "тем без движения больше трёх месяцев",
)  # fmt: skip
WITHOUT = "участник без темы", "участника без темы", "участников без темы"
AWAY = "временно не работает", "временно не работают", "временно не работают"
PEOPLE = "участнику", "участникам", "участникам"


def named(names: list[str], count: int) -> str:
    """«Чайкина Ю.Р., Щеглова С.Ю. и ещё 3»."""
    said, more = ", ".join(names), count - len(names)
    return f"{said} и ещё {more}" if more > 0 else said


def reminder_of_stages(names: str) -> str:
    """What is copied into a chat for those whose topics stand still."""
    return (
        "Уважаемые коллеги! Темы самообразования больше трёх месяцев без движения. Отметьте, "
        f"пожалуйста, на каком вы этапе, или напишите, если тему пора сменить.\n{names}"
    )


def reminder_of_choice(names: str, year: str) -> str:
    """The same for those who have no topic."""
    return (
        f"Уважаемые коллеги! Тема самообразования на {year} учебный год ещё не выбрана. Назовите "
        f"её, пожалуйста: достаточно темы и лет работы.\n{names}"
    )


def notice_of_stages() -> str:
    return "Ваша тема самообразования больше трёх месяцев без движения: отметьте этап"


def notice_of_choice(year: str) -> str:
    return f"Тема самообразования на {year} учебный год не выбрана: предложите её"
