"""The laws of the house (README, "How a request goes"): directions of imports, guards, one door."""

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from rmo_web import demo
from rmo_web.kernel.access import entry_of
from rmo_web.rooms import ROOMS

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "rmo_web"
NAMES = [room.name for room in ROOMS]
ROOM_FILES = [path for name in NAMES for path in sorted((PACKAGE / name).rglob("*.py"))]
ALL_FILES = sorted(PACKAGE.rglob("*.py"))
KERNEL_FILES = sorted((PACKAGE / "kernel").rglob("*.py"))
TEMPLATES = sorted((TOP / "templates").rglob("*.html"))

# What a file of a room, or of a part of it, may import of the same room, by their names.
TOLD = {"rules", "wording", "models", "access", "works"}
READS = TOLD | {"queries", "papers"}
MAY_IMPORT = {
    "rules": {"rules"},
    "wording": {"rules", "wording", "models"},
    "models": {"rules"},
    "events": {"rules"},
    "blueprint": set(),
    "access": {"rules", "models"},
    "works": {"rules", "wording", "models"},
    "queries": READS,
    "papers": READS,
    "offers": READS | {"events"},
    "services": {"rules", "wording", "models", "events", "works", "services", "passwords"},
    "listens": READS | {"events", "services"},
    "notify": READS | {"events"},
    "forms": {"rules", "wording", "services", "forms", "passwords"},
    "views": READS | {"events", "forms", "services", "blueprint", "mail", "passwords", "door"},
    "passwords": {"rules"},
    "mail": {"rules", "models", "services"},
    "telling": {"models"},
    "door": READS | {"forms", "services"},
    "example": READS | {"services"},
}
FOUNDATION = {"members": set(), "accounts": {"members"}}
ROOFS = {"home": {"queries"}, "setup": {"queries", "services"}}
READING = {"rules", "wording", "access", "works", "queries", "papers", "offers"}
CLOCKS = {"views", "door", "example"}
CLOCK = "rmo_web.kernel.clock"
WRITING = {"saving", "insert", "update", "delete", "sa.insert", "sa.update", "sa.delete"} | {
    f"db.session.{verb}" for verb in ("add", "add_all", "delete", "merge", "commit", "flush")
}
PURE = {"flask", "sqlalchemy", "wtforms", "flask_login", "flask_wtf", "flask_sqlalchemy"}
LINES_MAX, OFTEN_MAX, TEST_LINES_MAX = 450, 250, 600


def place(path):
    return path.relative_to(PACKAGE).as_posix()


def dotted(path):
    return ".".join(path.relative_to(TOP).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for path in ALL_FILES}


@cache
def tree_of(path):
    return ast.parse(path.read_text())


@cache
def imported(path):
    """What the file imports, wherever in it, and if only for its types."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{one.name}" for one in node.names}
    return found


@cache
def ours(path):
    """The files of ours that it imports."""
    return {MODULES[name] for name in imported(path) & MODULES.keys()} - {
        path,
        PACKAGE / "__init__.py",
    }


def subject(path):
    """The room and its part: («meetings», «agenda»); what stands above the parts has none."""
    room, *within = place(path).removesuffix(".py").split("/")
    return room, "/".join(within[:-1])


of_rooms = pytest.mark.parametrize("path", ROOM_FILES, ids=place)


@of_rooms
def test_the_name_of_a_file_says_what_it_does(path):
    assert path.stem in MAY_IMPORT.keys() | {"__init__"}


@of_rooms
def test_data_flows_one_way_inside_a_room(path):
    room, _ = subject(path)
    known = {one.stem for one in ours(path) if subject(one)[0] == room} - {"__init__"}
    assert known <= MAY_IMPORT.get(path.stem, set())


@of_rooms
def test_a_room_knows_only_what_stands_below_it(path):
    room, _ = subject(path)
    below = FOUNDATION.get(room, {"members", "accounts"})
    for one in ours(path):
        other, _ = subject(one)
        if other in NAMES and other not in {room, *below}:
            assert one.stem in ROOFS.get(room, set()) | {"__init__"}, place(one)
        elif other in below and path.stem in READING:
            assert one.stem in TOLD | {"queries", "__init__"}, place(one)


@of_rooms
def test_the_parts_of_a_room_leave_each_other_alone(path):
    room, part = subject(path)
    for one in ours(path):
        if part and subject(one)[0] == room and subject(one)[1] not in {part, ""}:
            assert one.stem not in {"services", "views", "forms", "listens", "notify"}, place(one)


def test_nobody_relies_on_what_a_room_shows_in_the_example():
    shown = {path for path in ROOM_FILES if path.stem == "example"}
    assert {place(path): ours(path) & shown for path in ALL_FILES if ours(path) & shown} == {}


def test_the_example_is_made_of_all_that_rooms_show():
    shown = {dotted(path) for path in ROOM_FILES if path.stem == "example"}
    assert {one.__name__ for one in demo.examples()} == shown


@of_rooms
def test_people_are_told_through_telling_only_and_time_is_heard_by_listeners(path):
    told = {place(one) for one in ours(path)} & {"household/notices.py", "household/outbox.py"}
    assert not told or path.stem != "notify"
    assert path.stem == "listens" or "@duty(" not in path.read_text()


def test_no_file_leads_back_to_itself():
    done, under_way = set(), []

    def visit(path):
        assert path not in under_way, [place(one) for one in under_way]
        if path in done:
            return
        under_way.append(path)
        for one in ours(path):
            if one.stem != "__init__":
                visit(one)
        under_way.pop()
        done.add(path)

    for path in ALL_FILES:
        visit(path)


@pytest.mark.parametrize("path", [*ROOM_FILES, *KERNEL_FILES], ids=place)
def test_a_room_asks_nobody_what_time_it_is(path):
    if path.stem not in CLOCKS:
        assert not re.search(r"\bclock\.(now|today)\(", path.read_text())


@of_rooms
def test_the_clock_goes_by_one_name(path):
    assert not {name for name in imported(path) if name.startswith(f"{CLOCK}.")}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            assert not [one for one in node.names if one.asname and one.name.endswith("clock")]


def test_the_ground_of_the_kernel_knows_nothing_above_it():
    for path in (PACKAGE / "kernel").rglob("*.py"):
        assert all(one.parent in {path.parent, PACKAGE / "kernel"} for one in ours(path)), path


@pytest.mark.parametrize("folder", ["kernel", "kernel/papers", "kernel/offered", "household"])
def test_the_readme_names_what_stands_on_the_ground(folder):
    names = {path.stem for path in (PACKAGE / folder).glob("*.py")} - {"__init__"}
    told = (TOP / "README.md").read_text().partition("rmo_web/\n")[2].partition("```")[0]
    assert names <= set(re.findall(r"\w+", told))


def writes(path):
    """The functions of the file that change what is stored, by themselves or through others."""
    functions = {one.name: one for one in tree_of(path).body if isinstance(one, ast.FunctionDef)}
    found, before = set(), None
    while found != before:
        before = set(found)
        found |= {name for name, one in functions.items() if changes_what_is_stored(one, before)}
    return found


def changes_what_is_stored(tree, known=frozenset()):
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return called & {*WRITING, *known}


STORES = {
    dotted(path): names
    for path in ALL_FILES
    if place(path).startswith(("kernel/", "household/")) and (names := writes(path))
}


@pytest.mark.parametrize(
    "path", [path for path in ROOM_FILES if path.stem in READING | {"notify"}], ids=place
)
def test_what_reads_changes_nothing(path):
    of_others = {
        f"{module.rpartition('.')[2]}.{name}": f"{module}.{name}"
        for module, names in STORES.items()
        for name in names
    }
    assert not changes_what_is_stored(tree_of(path), of_others.keys())
    assert not imported(path) & set(of_others.values())


@of_rooms
def test_only_views_know_of_the_request(path):
    of_web = {"flask.request", "flask.session", "rmo_web.kernel.access.me"}
    known = {"views": of_web, "door": of_web, "forms": {"flask.request"}}
    assert imported(path) & of_web <= known.get(path.stem, set())


@pytest.mark.parametrize(
    "path", [path for path in ALL_FILES if path.stem == "rules"], ids=place
)  # fmt: skip
def test_rules_know_neither_flask_nor_the_database(path):
    assert not {name.split(".")[0] for name in imported(path)} & PURE
    language = {  # as pure as rules are
        "kernel/errors.py", "kernel/russian.py", "kernel/states.py", "kernel/papers/cells.py",
    }  # fmt: skip
    above = {place(one) for one in ours(path) if one.stem not in {"rules", "__init__"}}
    assert above <= language


def test_one_class_name_stands_for_one_thing():
    defined = defaultdict(set)
    for path in ALL_FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                defined[node.name].add(place(path))
    twice = {name: places for name, places in defined.items() if len(places) > 1}
    assert set(twice) <= {"Permission"}, twice


def test_a_function_is_named_so_that_its_call_says_what_it_does():
    vague = {"spine", "held", "let_go", "stored", "schedule", "told", "asked", "found", "one"}
    named = {
        f"{place(path)}: {node.name}"
        for path in ALL_FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name in vague
    }
    assert not named


def length(path):
    return len(path.read_text().splitlines())


def test_no_file_is_a_giant():
    sizes = {place(path): length(path) for path in ALL_FILES if path.stem != "__init__"}
    assert {name: size for name, size in sizes.items() if size > LINES_MAX} == {}
    assert sum(size < OFTEN_MAX for size in sizes.values()) >= 0.9 * len(sizes)
    others = [*(TOP / "tests").rglob("*.py"), *(TOP / "tools").glob("*.py")]
    assert {one.name: length(one) for one in others if length(one) > TEST_LINES_MAX} == {}


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


@of_rooms
def test_only_views_ask_who_is_there(path):
    if path.stem not in {"views", "door"}:
        assert "current_user" not in path.read_text()


SERVICES = [path for path in ROOM_FILES if path.stem == "services"]
# Whoever comes in acts for herself from then on: nobody was there before.
COMES_IN = {"accounts/services.py": {"sign_in"}, "accounts/signing_in/services.py": {"join"}}


def verbs_of(path):
    body = ast.parse(path.read_text()).body
    return [one for one in body if isinstance(one, ast.FunctionDef)]


@pytest.mark.parametrize("path", SERVICES, ids=place)
def test_a_verb_says_who_by_and_when_at(path):
    for verb in verbs_of(path):
        if verb.name.startswith("_"):
            continue
        plain = [*verb.args.posonlyargs, *verb.args.args]
        kinds = {
            one.arg: ast.unparse(one.annotation or ast.Constant("")).split(" | ")[0]
            for one in [*plain, *verb.args.kwonlyargs]
        }
        assert not kinds.keys() & {"actor", "now", "who", "user", "moment"}, verb.name
        assert {name for name, kind in kinds.items() if kind == "Actor"} <= {"by"}, verb.name
        assert {name for name, kind in kinds.items() if kind == "datetime"} <= {"at"}, verb.name
        assert not {one.arg for one in plain} & {"by", "at", "today"}, verb.name


def facts_in(verb):
    """What the verb tells: the calls that make facts, by what they say of who and when."""
    for node in ast.walk(verb):
        said = {one.arg: ast.unparse(one.value) for one in getattr(node, "keywords", ())}
        if {"by", "at"} <= said.keys() and ast.unparse(node.func).split(".")[-1][0].isupper():
            yield said


@pytest.mark.parametrize("path", SERVICES, ids=place)
def test_a_fact_is_told_of_whoever_acts_at_the_time_of_the_deed(path):
    for verb in verbs_of(path):
        for said in facts_in(verb):
            whose = said["by"].split(" ")[0].split(".")[0]
            is_nobody_yet = verb.name in COMES_IN.get(place(path), ())
            assert whose in {"by", "None"} or is_nobody_yet, verb.name
            assert said["at"] == "at", verb.name


PARTS = sorted({"/".join(filter(None, subject(path))) for path in ROOM_FILES})


@pytest.mark.parametrize("part", PARTS)
def test_a_room_owns_its_three_folders_and_so_do_its_parts(part):
    assert (TOP / "tests" / part).is_dir()
    files = (PACKAGE / part).glob("*.py")
    shown = any(f'"{part}/' in path.read_text() for path in files)
    assert (TOP / "templates" / part).is_dir() or not shown


def test_whatever_lies_in_a_folder_of_a_room_is_of_one_of_its_parts():
    for place, name in product((TOP / "templates", TOP / "tests"), NAMES):
        folders = {one.relative_to(place).as_posix() for one in (place / name).rglob("*/")}
        assert {one for one in folders if "__" not in one} <= {*PARTS, "plan/files"}


@pytest.mark.parametrize("name", NAMES)
def test_a_room_states_the_order_of_its_parts(name):
    stated = getattr(import_module(f"rmo_web.{name}"), "PARTS", ())
    assert sorted(stated) == [
        part.partition("/")[2] for part in PARTS if part.startswith(f"{name}/")
    ]


def test_only_hooks_keep_what_rooms_hang():
    """A list or a table that a file begins empty is filled by others: a registry by hand."""
    by_hand = re.compile(r"^_\w+: (list|dict)\[.*\] = (\[\]|\{\})", re.M)
    found = {place(path) for path in ALL_FILES if by_hand.search(path.read_text())}
    assert found == {"kernel/hooks.py", "kernel/access.py"}  # their order; who may do what


@pytest.mark.parametrize("part", PARTS)
def test_a_room_says_what_it_is_for_and_so_do_its_parts(part):
    assert ast.get_docstring(ast.parse((PACKAGE / part / "__init__.py").read_text()))


@pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: path.relative_to(TOP / "templates").as_posix()
)
def test_a_template_keeps_the_policy(path):
    words = path.read_text()
    assert not re.search(
        r"\sstyle=|\son[a-z]+=\"|hx-on|<script(?![^>]*src=)|\|\s*safe\b|\bjs:", words
    )
    assert "current_user" not in words
    # What is pasted is not cut; the box of a search is stored nowhere.
    assert "maxlength" not in words.replace('type="search" id="q" name="q" maxlength="100"', "")
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


def test_an_address_is_read_or_posted_to_and_nothing_else(app):
    for rule in app.url_map.iter_rules():
        assert rule.methods - {"OPTIONS", "GET", "HEAD", "POST"} == set(), rule


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


@of_rooms
def test_whoever_listens_is_opened_with_its_room(path):
    hung = r"^(@(on|duty|holds|offers_\w+|owned|\w+_(plan|adoption|feed))\b|offers_\w+\()"
    listens = re.search(hung, path.read_text(), re.M)
    assert not listens or dotted(path) in loaded()
