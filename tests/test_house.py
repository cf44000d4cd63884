"""The laws of the house (README, "How a request goes"): directions of imports, guards, one door."""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rmo_web.kernel.access import entry_of
from rmo_web.kernel.db import SAFE_METHODS
from rmo_web.rooms import ROOMS

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "rmo_web"
NAMES = [room.name for room in ROOMS]
ROOM_FILES = [path for name in NAMES for path in sorted((PACKAGE / name).glob("*.py"))]
ALL_FILES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted((TOP / "templates").rglob("*.html"))

# What a file of a room may import of the same room; other files of a room may import anything
# but views and are imported by services, queries and views only.
MAY_IMPORT = {
    "rules": set(),
    "wording": {"rules"},
    "models": {"rules"},
    "events": {"rules"},
    "access": {"rules", "models"},
    "queries": {"rules", "wording", "models", "access"},
    "services": {"rules", "models", "events"},
    "forms": {"rules", "wording", "services"},
    "views": {"rules", "wording", "access", "queries", "services", "forms"},
}
PURE = {"flask", "sqlalchemy", "wtforms", "flask_login", "flask_wtf", "flask_sqlalchemy"}
FOUNDATION = {"members": set(), "accounts": {"members"}}
ROOFS = {"home": {"queries"}, "setup": {"queries", "services", "rules", "models"}}


def imported(path):
    """What the file imports, but for names that only types need."""
    tree = ast.parse(path.read_text())
    tree.body = [
        one for one in tree.body
        if not (isinstance(one, ast.If) and getattr(one.test, "id", "") == "TYPE_CHECKING")
    ]  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def own_imports(path, room):
    prefix = f"rmo_web.{room}."
    return {
        name.removeprefix(prefix).split(".")[0]
        for name in imported(path)
        if name.startswith(prefix)
    }


@pytest.mark.parametrize("path", ROOM_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_data_flows_one_way_inside_a_room(path):
    known = own_imports(path, path.parent.name) & MAY_IMPORT.keys()
    assert known <= MAY_IMPORT.get(path.stem, MAY_IMPORT.keys() - {"views"})


@pytest.mark.parametrize("path", ROOM_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_room_imports_only_what_stands_below_it(path):
    room = path.parent.name
    for name in imported(path):
        parts = name.split(".")
        if parts[0] != "rmo_web" or len(parts) < 2 or parts[1] not in NAMES or parts[1] == room:
            continue
        if room in ROOFS:
            assert parts[1] in {"members", "accounts"} or parts[2:3] in [
                [],
                *[[f] for f in ROOFS[room]],
            ]
        else:
            assert parts[1] in FOUNDATION.get(room, {"members", "accounts"}), name


def test_the_kernel_knows_no_room():
    for path in (PACKAGE / "kernel").glob("*.py"):
        known = {name.split(".")[1] for name in imported(path) if name.startswith("rmo_web.")}
        assert known <= {"kernel"}, path.name


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*/rules.py")), ids=lambda p: p.parent.name)
def test_rules_know_neither_flask_nor_the_database(path):
    assert not {name.split(".")[0] for name in imported(path)} & PURE
    ours = {name for name in imported(path) if name.startswith("rmo_web")}
    language = ("rmo_web.kernel.errors", "rmo_web.kernel.russian")  # as pure as rules are
    assert all(name.startswith(language) for name in ours)


def test_only_saving_commits():
    committing = [path for path in ALL_FILES if ".commit()" in path.read_text()]
    assert [path.name for path in committing] == ["db.py"]


@pytest.mark.parametrize(
    "word", ["TODO", "FIXME", "print(", "request.values", "populate_obj", "import Markup"]
)
def test_the_code_is_free_of(word):
    found = [
        path.name
        for path in ALL_FILES
        if re.search(rf"(?<![\w.]){re.escape(word)}", path.read_text())
    ]
    assert not found


def test_services_do_not_ask_who_is_there_or_what_time_it_is():
    for path in PACKAGE.glob("*/services.py"):
        words = path.read_text()
        assert "current_user" not in words, path
        assert "clock.now" not in words, path


@pytest.mark.parametrize(("room", "place"), list(product(NAMES, ["rmo_web", "templates", "tests"])))
def test_a_room_owns_its_three_folders(room, place):
    assert (TOP / place / room).is_dir()


@pytest.mark.parametrize("room", NAMES)
def test_a_room_says_what_it_is_for(room):
    assert ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text()))


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: path.relative_to(TOP / "templates").as_posix()
)
def test_a_template_keeps_the_policy(path):
    words = path.read_text()
    assert not re.search(
        r"\sstyle=|\son[a-z]+=\"|hx-on|<script(?![^>]*src=)|\|\s*safe\b|\bjs:", words
    )
    assert "current_user" not in words
    assert not re.search(r"https?://(?!www\.w3\.org)", words)
    if path.name.startswith("_") and path.parent != TOP / "templates":
        assert "{% extends" not in words


def test_every_endpoint_says_who_may_enter(app):
    silent = [
        rule.endpoint for rule in app.url_map.iter_rules() if entry_of(app, rule.endpoint) is None
    ]
    assert not silent


def test_addresses_are_kebab_case_and_typed(app):
    for rule in app.url_map.iter_rules():
        bare = re.sub(r"<(\w+):\w+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9\-/.]*", bare), rule.rule


def test_unsafe_methods_are_told_apart(app):
    for rule in app.url_map.iter_rules():
        assert rule.methods & SAFE_METHODS or rule.methods == {"POST", "OPTIONS"}, rule


def test_every_proof_named_in_the_papers_exists():
    named = set(re.findall(r"`(test_\w+)`", (TOP / "docs" / "safety.md").read_text()))
    tests = "".join(path.read_text() for path in (TOP / "tests").rglob("test_*.py"))
    assert named
    assert named <= set(re.findall(r"def (test_\w+)", tests))


@cache
def loaded():
    """What an application loads by itself, before anybody asks it for anything."""
    script = "import sys, wsgi; print(*sys.modules)"
    with TemporaryDirectory() as folder:
        ours = os.environ | {"RMO_INSTANCE": folder, "DATABASE_URL": ""}
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=TOP, env=ours, capture_output=True, text=True
        )
    return set(done.stdout.split())


@pytest.mark.parametrize("path", ROOM_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_whoever_listens_is_opened_with_its_room(path):
    listens = re.search(r"^@(on|duty|holds|offers_\w+|owned)\b", path.read_text(), re.M)
    assert not listens or f"rmo_web.{path.parent.name}.{path.stem}" in loaded()
