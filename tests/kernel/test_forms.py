"""Fields that every room has: what they refuse, and with which sentence."""

import pytest
from wtforms import SelectMultipleField

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.forms import Form, choices, line, shown, text

UNSEEN = [
    "\u200b\u2060",
    "\u3164",
    "\u115f\u1160",
    "\u2800 \u2800",
    "\u00a0",
    "\u0301\u0301",
    "\uffa0\t",
]


class Named(Form):
    title = line("Название", needed="Назовите.")
    words = text("Текст", needed="Напишите.")
    hint = line("Подсказка")


@pytest.fixture
def filled(app):
    def fill(**typed):
        with app.test_request_context("/", method="POST", data=typed):
            form = Named()
            form.validate()
        return form

    return fill


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_name_that_shows_nothing_is_no_name(filled, unseen):
    form = filled(title=unseen, words=f"{unseen}\n{unseen}", hint=unseen)
    assert (form.title.errors, form.words.errors) == (["Назовите."], ["Напишите."])
    assert (form.hint.data, form.hint.errors) == ("", [])


@pytest.mark.parametrize("seen", ["№ 6", "-", "й", "И\u0301вин", "ᄀ", "⠁"])
def test_whatever_is_seen_is_a_name(filled, seen):
    form = filled(title=seen, words=seen)
    assert (form.errors, form.title.data) == ({}, seen)


def test_what_is_too_long_is_said_and_not_cut_by_the_browser(filled):
    form = filled(title="о" * 301, words="о" * 20_001)
    assert form.title.errors == ["Слишком длинно: не больше 300 знаков."]
    assert form.words.errors == ["Слишком длинно: не больше 20000 знаков."]
    assert "maxlength" not in f"{form.title()}{form.words()}"


def test_a_form_without_a_page_is_refused_in_the_words_of_its_mistakes(app):
    wrong, right = {"hint": "два слова"}, {"title": "О", "words": "О"}
    words = pytest.raises(Refused, match=r"^Назовите\. Напишите\.$")
    with app.test_request_context("/", method="POST", data=wrong), words:
        Named().must_be_in_order()
    with app.test_request_context("/", method="POST", data=right):
        Named().must_be_in_order()


@pytest.mark.parametrize(
    ("ticked", "words"),
    [([], ""), (["1"], "О чтении"), (["1", "2"], "О чтении, О квестах"), (["7"], "7")],
)
def test_ticked_boxes_are_shown_by_their_words(app, ticked, words):
    class Ticked(Form):
        boxes = SelectMultipleField(
            "Темы", choices=choices([("1", "О чтении"), ("2", "О квестах")])
        )

    with app.test_request_context("/"):
        assert shown(Ticked(formdata=None, data={"boxes": ticked}).boxes) == words
