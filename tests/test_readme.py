"""README: the room that it shows is built out of it, word for word, and is one of the house."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

TOP = Path(__file__).parent.parent
BLOCK = re.compile(r"^```(?:python|html)\n(?:# |<!-- )?(.*?)(?: -->)?\n(.*?)^```$", re.M | re.S)
PROVED = (
    "tests/open_days", "tests/test_lives.py", "tests/test_matrix.py", "tests/test_canary.py",
    "tests/test_migrations.py::test_models_and_migrations_agree", "tests/test_house.py",
)  # fmt: skip
OF_THE_ROOM = "open_days or agree or door or canary or life or class_name or circle or endpoint"


def build(place):
    """The house with the room of README; its entry goes among the rooms."""
    copytree(TOP, place, ignore=ignore_patterns(".*", "instance", "shots", "__pycache__"))
    for path, text in BLOCK.findall((TOP / "README.md").read_text()):
        if path == "rmo_web/rooms.py":
            entry = f'{text.rstrip()},\nRoom("setup"),'
            text = (place / path).read_text().replace('Room("setup"),', entry)
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)
    layers = place / "pyproject.toml"
    named = "rmo_web.help_requests"
    layers.write_text(layers.read_text().replace(f"| {named}", f"| {named} | rmo_web.open_days"))


@pytest.mark.trouble
def test_the_room_of_readme_is_built_out_of_it_and_holds(tmp_path):
    build(house := tmp_path / "house")
    env = os.environ | {"RMO_INSTANCE": str(tmp_path / "data"), "DATABASE_URL": ""}

    def run(*words):
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=house, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

    run("rmo_web", "init")
    run("rmo_web", "db", "migrate", "-m", "open days")
    run("ruff", "check", "rmo_web/open_days", "tests/open_days")
    run("ruff", "format", "--check", "rmo_web/open_days", "tests/open_days")
    run("pytest", "-q", "-n", "0", *PROVED, "-k", OF_THE_ROOM)
