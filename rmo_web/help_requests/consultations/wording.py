"""Russian words of the journal."""

from rmo_web.kernel import russian

NOT_NOTED = "Не отмечено"  # what came of it: whoever wrote it down left that out


def time_in_words(seconds: float) -> str:
    """«40 минут», «5 часов», «2 дня»."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return russian.plural(max(minutes, 1), "минута", "минуты", "минут")
    if minutes < 36 * 60:
        return russian.plural(round(minutes / 60), "час", "часа", "часов")
    return russian.plural(round(minutes / 1440), "день", "дня", "дней")
