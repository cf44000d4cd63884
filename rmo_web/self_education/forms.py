"""Title and school years, as several pages ask them."""

from wtforms import SelectField

from rmo_web.kernel import years
from rmo_web.kernel.forms import Form, choices, line
from rmo_web.self_education import rules


def year_field(label: str, hint: str = "") -> SelectField:
    """A school year; whether it may be is for the rules to say, in their words."""
    return SelectField(label, coerce=int, validate_choice=False, default=0, description=hint)


class TitleForm(Form):
    title = line("Тема", needed="Назовите тему.", most=rules.TITLE_MAX)


class TopicForm(TitleForm):
    first_year = year_field("С какого учебного года")
    last_year = year_field("По какой учебный год", "Один, два или три учебных года.")

    def offer_years(self, present: int, *kept: int) -> None:
        """The years around the present one, with those that are kept already."""
        begins = {*range(present - rules.BEFORE, present + rules.AHEAD + 1), *kept[:1]}
        ends = {*begins, *range(present, present + rules.AHEAD + rules.YEARS_MOST), *kept[1:]}
        for field, known in ((self.first_year, begins), (self.last_year, ends)):
            field.choices = choices((one, years.title(one)) for one in sorted(known))
