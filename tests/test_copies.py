"""Copies hold their own association only, come back whole or not at all, and say why not."""

import pytest
from sqlalchemy import make_url

from rmo_web.kernel.db import check_search_path


@pytest.mark.parametrize("option", ["-csearch_path=", "-c search_path=", "--search-path="])
@pytest.mark.parametrize(
    ("path", "is_one"),
    [("a", True), ('"мой,район"', True), ("my\\ place", True), ("c,public", False),
     ('"$user",public', False), ("c,\\ public", False)],
)  # fmt: skip
def test_one_schema_may_be_named_and_not_several(option, path, is_one):
    url = make_url("postgresql://h/d").set(query={"options": f"-c work_mem=1MB {option}{path}"})
    if is_one:
        check_search_path(url)
    else:
        with pytest.raises(ValueError, match="DATABASE_URL"):
            check_search_path(url)
