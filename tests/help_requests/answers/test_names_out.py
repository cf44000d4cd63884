"""How names are taken out of an answer."""

import pytest

from rmo_web.help_requests.answers.rules import without_names


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Зябликовой А.С. подойдёт форма", "… подойдёт форма"),
        ("Пишет А.С. Зябликова из «Школа № 6»", "Пишет … из «…»"),
        ("Спросите Зябликову и зяблика", "Спросите … и зяблика"),
    ],
)
def test_names_are_taken_out_in_every_case(text, clean):
    assert without_names(text, ["Зябликова", "Школа № 6"]) == clean
