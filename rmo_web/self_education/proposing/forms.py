from collections.abc import Iterable

from wtforms import SelectField

from rmo_web.kernel.forms import choices
from rmo_web.kernel.urls import id_in
from rmo_web.self_education.forms import TopicForm
from rmo_web.self_education.services import NewTopic


class NewTopicForm(TopicForm):
    """Whose it is asks only whoever leads."""

    person_id = SelectField("Чья тема", coerce=id_in, validate_choice=False, default=0)

    def offer_people(self, people: Iterable[tuple[int, str]]) -> None:
        """Those in whose name a topic may be written down."""
        self.person_id.choices = choices(people, "выберите")

    def new_topic(self, person_id: int = 0) -> NewTopic:
        """What was typed, for this person, or for whoever was chosen."""
        whose = person_id or self.person_id.data
        return NewTopic(whose, self.title.data, self.first_year.data, self.last_year.data)
