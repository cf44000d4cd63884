"""What the forms of several parts offer."""

from collections.abc import Mapping
from typing import Any

from wtforms.fields.choices import SelectChoice

from rmo_web.kernel.forms import choices


def choices_of(words: Mapping[Any, str], empty: str = "") -> list[SelectChoice]:
    """Words to choose among; `empty` is the word for none of them."""
    first = [("", empty)] if empty else []
    return choices([*first, *((one.value, word) for one, word in words.items())])
