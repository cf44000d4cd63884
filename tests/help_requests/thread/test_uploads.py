"""A wrong file is refused by its name beside its field; the good ones wait, within bounds."""

from datetime import timedelta
from itertools import count

import pytest
from lxml import html
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from rmo_web.help_requests import rules
from rmo_web.help_requests.models import Message
from rmo_web.household import files
from rmo_web.household.files import AttachmentBytes
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused
from tests import pages
from tests.attaching import (
    RIGHT,
    TYPED,
    WRONG,
    kept_files,
    question,
    sent,
    stored,
)

__all__ = ["question"]
MEGABYTE = 1024 * 1024
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ASK = "/help-requests/new"


def pdf(megabytes):
    return RIGHT["pdf"].ljust(megabytes * MEGABYTE, b"0")


def good(number=1, megabytes=0):
    return f"{number}.pdf", pdf(megabytes) if megabytes else RIGHT["pdf"]


REFUSED = {
    "old Word": ([("акт.doc", OLD_WORD)], "«акт.doc»: файлы такого вида не принимаются"),
    "a program": ([("акт.exe", WRONG["exe"])], "«акт.exe»: файлы такого вида не принимаются"),
    "an archive": ([("акт.zip", WRONG["zip"])], "«акт.zip»: файлы такого вида не принимаются"),
    "another inside": ([("акт.pdf", RIGHT["png"])], "«акт.pdf»: внутри файла не то"),
    "too large": ([("акт.pdf", pdf(10) + b"0")], "«акт.pdf»: файл больше 10 МБ."),
    "far too large": ([("акт.pdf", pdf(30))], "«акт.pdf»: файл больше 10 МБ."),
    "a sixth": ([good(one) for one in range(2, 7)], "«6.pdf»: файлов больше 5"),
    "too much together": ([good(2, 6), good(3, 6)], "«3.pdf»: все файлы вместе больше 10 МБ"),
}


def waiting(tree):
    """The names of the files that the page says are attached already."""
    return [one.removeprefix("Убрать «").removesuffix("»")
            for one in pages.all_texts(tree, "//fieldset[contains(@class, 'waiting')]//label")
            if "«" in one]  # fmt: skip


@pytest.mark.parametrize(("wrong", "said"), REFUSED.values(), ids=REFUSED)
def test_a_question_is_not_sent_without_a_file_that_is_refused(make, as_, question, wrong, said):
    client = as_(make.librarian())
    answer = client.post(ASK, **sent(good(), *wrong, **question()))
    assert (answer.status_code, stored()) == (422, 0)
    page = html.fromstring(answer.text)
    field = page.get_element_by_id("files")
    assert field.get("aria-invalid") == "true"
    assert "files-wrong" in field.get("aria-describedby")
    assert said in pages.text(page.get_element_by_id("files-wrong"))
    assert page.get_element_by_id("question").text.strip() == TYPED
    taken = [name for name, _ in [good(), *wrong] if f"«{name}»" not in said]
    assert waiting(page) == taken
    made = client.post(ASK, data=question())
    assert made.status_code == 303
    assert [name for _, name in kept_files()] == taken
    assert kept_files("help_upload") == []


def test_nothing_is_sent_without_a_refused_file_until_it_is_ticked_off(make, as_, question):
    client = as_(make.librarian())
    page = client.post(ASK, **sent(("a.exe", WRONG["exe"]), ("b.exe", b"MZ"), **question()))
    for _ in range(2):
        [form] = [one for one in html.fromstring(page.text).forms if one.action == ASK]
        fields = MultiDict(form.form_values())
        page = client.post(ASK, data=fields)
        assert (page.status_code, stored()) == (422, 0)
        assert "«a.exe»: файл не приложен" in pages.words_on(page)
    fields.add("forgo_files", "a.exe")
    page = client.post(ASK, data=fields)
    assert "«a.exe»" not in pages.words_on(page)
    assert "«b.exe»: файл не приложен" in pages.words_on(page)
    fields.add("forgo_files", "*")
    assert client.post(ASK, data=fields).status_code == 303
    assert (stored(), kept_files()) == (1, [])


def test_a_refused_file_that_comes_again_in_order_holds_nothing(make, as_, question):
    client = as_(make.librarian())
    client.post(ASK, **sent(("a.pdf", WRONG["exe"]), **question()))
    mended = sent(("a.pdf", RIGHT["pdf"]), **question(refused_files="a.pdf"))
    assert client.post(ASK, **mended).status_code == 303
    assert [name for _, name in kept_files()] == ["a.pdf"]


def test_files_that_wait_count_with_those_of_this_press(make, as_, question):
    client = as_(make.librarian())
    client.post(ASK, **sent(*map(good, range(1, 5)), **question(rubric_id=0)))
    answer = client.post(ASK, **sent(good(5), good(6), **question()))
    assert (answer.status_code, stored()) == (422, 0)
    assert "«6.pdf»: файлов больше 5" in answer.text
    assert waiting(pages.of(answer)) == [f"{one}.pdf" for one in range(1, 6)]


def test_a_file_that_is_chosen_again_waits_once(make, as_, question):
    client = as_(make.librarian())
    for _ in range(2):
        answer = client.post(ASK, **sent(good(1), good(2), **question(rubric_id=0)))
    assert waiting(pages.of(answer)) == ["1.pdf", "2.pdf"]


@pytest.mark.parametrize("which", ["one", "all"])
def test_each_and_all_that_wait_can_be_taken_away(make, as_, question, which):
    client = as_(make.librarian())
    client.post(ASK, **sent(good(1), good(2), **question(rubric_id=0)))
    page = pages.of(client.get(ASK))
    assert waiting(page) == ["1.pdf", "2.pdf"]
    boxes = page.xpath("//input[@name='drop_files']/@value")
    ticked = boxes[0 if which == "one" else -1]
    answer = client.post(ASK, data=question(drop_files=ticked, rubric_id=0))
    assert waiting(pages.of(answer)) == (["2.pdf"] if which == "one" else [])


def test_a_question_is_not_sent_without_a_file_whose_bytes_are_lost(make, as_, question):
    client = as_(make.librarian())
    client.post(ASK, **sent(good(1), good(2), **question(rubric_id=0)))
    [first, _] = kept_files("help_upload")
    with saving():
        db.session.execute(delete(AttachmentBytes).filter_by(attachment_id=first[0]))
    for answer in (
        client.post(ASK, data=question()),
        client.post(ASK, **sent(good(1), **question())),
    ):
        assert (answer.status_code, stored()) == (422, 0)
        wrong = pages.text(pages.of(answer).get_element_by_id("files-wrong"))
        assert "«1.pdf»: содержимое потеряно" in wrong
    made = client.post(ASK, **sent(good(1), **question(drop_files=first[0])))
    assert made.status_code == 303
    assert sorted(name for _, name in kept_files()) == ["1.pdf", "2.pdf"]


# Replies and answers, without scripts


@pytest.fixture
def asked(make):
    author = make.librarian()
    return author, make.ask(author)


def test_an_answer_is_not_sent_without_a_refused_file_until_it_is_ticked_off(make, as_, asked):
    client, request = as_(make.head()), asked[1]
    url = f"/help-requests/{request.id}/move"
    told = {"action": "answer", "text": TYPED, "version": request.version}
    page = client.post(url, **sent(("a.exe", WRONG["exe"]), **told))
    assert page.status_code == 422
    assert "Убрать «a.exe»" in pages.words_on(page)
    again = told | {"refused_files": "a.exe"}
    assert client.post(url, data=again).status_code == 422
    assert client.post(url, data=again | {"forgo_files": "a.exe"}).status_code == 303


@pytest.mark.parametrize("mistake", ["a wrong file", "a wrong number", "no words"])
def test_the_good_file_of_an_answer_waits_for_its_form(make, as_, asked, mistake):
    head, url = as_(make.head()), f"/help-requests/{asked[1].id}"
    fields = {"action": "answer", "text": "По акту.", "version": asked[1].version}
    sending = [good()]
    if mistake == "a wrong file":
        sending.append(("акт.doc", OLD_WORD))
    elif mistake == "a wrong number":
        fields["minutes"] = "много"
    else:
        fields |= {"action": "reject", "text": ""}
    answer = head.post(f"{url}/move", **sent(*sending, **fields))
    assert (answer.status_code, stored(Message)) == (422, 1)
    assert waiting(pages.of(answer)) == ["1.pdf"]
    assert waiting(pages.of(head.get(url))) == ["1.pdf"]
    assert waiting(pages.of(as_(asked[0]).get(url))) == []
    fields = {"action": "answer", "text": "По акту.", "version": asked[1].version}
    assert head.post(f"{url}/move", data=fields).status_code == 303
    assert [name for _, name in kept_files()] == ["1.pdf"]
    assert waiting(pages.of(head.get(url))) == []


def test_the_file_of_an_answer_that_came_second_waits_to_be_sent_again(make, as_, asked):
    author, request = asked
    head, url = as_(make.head()), f"/help-requests/{request.id}/move"
    fields = {"action": "answer", "text": "По акту.", "version": request.version}
    make.move(request, rules.Action.REPLY, author, "Приложила перечень книг")
    answer = head.post(url, **sent(good(), **fields))
    assert answer.status_code == 409
    assert waiting(html.fromstring(answer.text)) == ["1.pdf"]
    fields["version"] = html.fromstring(answer.text).xpath("//input[@name='version']/@value")[0]
    assert head.post(url, data=fields).status_code == 303
    assert [name for _, name in kept_files()] == ["1.pdf"]


def test_with_scripts_the_browser_still_has_the_files(make, as_, asked):
    fields = sent(good(), action="answer", text="По акту.", minutes="много", version=1)
    url = f"/help-requests/{asked[1].id}/move"
    answer = as_(make.head()).post(url, headers={"HX-Request": "true"}, **fields)
    assert answer.status_code == 422
    assert kept_files(f"help_upload:{asked[1].id}") == []


# Bounds


def test_what_one_person_keeps_is_bounded_and_nothing_is_thrown_away(make, as_, question):
    account = make.librarian()
    client = as_(account)
    for number in range(15):
        client.post(ASK, **sent(good(number, 4), **question(rubric_id=0)))
    assert len(kept_files("help_upload")) == 2  # together up to 10 MB
    first, second = make.ask(account), make.ask(account)
    wrong = {"action": "reply", "text": "", "minutes": "много"}
    client.post(f"/help-requests/{first.id}/move", **sent(good(2, 9), **wrong))
    answer = client.post(f"/help-requests/{second.id}/move", **sent(good(3, 4), **wrong))
    assert answer.status_code == 422
    said = pages.text(html.fromstring(answer.text).get_element_by_id(f"said-{second.id}"))
    assert "«3.pdf»: файл не отложен: вместе с вашими файлами" in said
    assert "больше 20 МБ" in said
    assert "ждут отправки («" in said
    assert len(kept_files("help_upload")) == 2
    assert len(kept_files(f"help_upload:{first.id}")) == 1
    assert kept_files(f"help_upload:{second.id}") == []
    sending = sent(good(3, 4), action="reply", text="Вот он", nonce="n")
    assert client.post(f"/help-requests/{second.id}/move", **sending).status_code == 303


def test_what_all_keep_is_bounded(make, as_, question, monkeypatch):
    monkeypatch.setattr(files, "ALL_WAITING_MAX", 5 * MEGABYTE)
    as_(make.librarian()).post(ASK, **sent(good(1, 4), **question(rubric_id=0)))
    answer = as_(make.librarian()).post(ASK, **sent(good(2, 2), **question(rubric_id=0)))
    assert "«2.pdf»: файл не отложен: вместе с файлами всех" in answer.text
    assert [name for _, name in kept_files("help_upload")] == ["1.pdf"]


def test_a_plan_that_waits_counts_too(make, as_, question):
    head = make.head()
    with saving():
        for owner in ("plan_upload", "members_import"):
            files.attach(owner, head.id, "a.pdf", pdf(9), by=head.id, at=make.at)
    answer = as_(head).post(ASK, **sent(good(1, 4), **question(rubric_id=0)))
    assert "больше 20\xa0МБ" in answer.text


def test_after_a_day_the_old_files_go_and_the_fresh_ones_stay(make, app):
    owner, names = make.librarian(), count(1)
    with saving():
        for place in ("help_upload", "help_upload:7", "help_message"):
            for age in (timedelta(hours=25), timedelta(hours=1)):
                content = RIGHT["pdf"]
                files.attach(
                    place, owner.id, f"{next(names)}.pdf", content, by=None, at=make.at - age
                )
    with saving():
        files.forget_old(make.at)
    left = [name for place in ("help_upload", "help_upload:7", "help_message")
            for _, name in kept_files(place)]  # fmt: skip
    assert left == ["2.pdf", "4.pdf", "5.pdf", "6.pdf"]


# The rule itself


def test_five_files_and_ten_megabytes_are_as_much_as_goes_together(make):
    rules.check_files([2 * MEGABYTE] * 5)
    with pytest.raises(Refused, match="больше 5"):
        rules.check_files([1] * 6)
    with pytest.raises(Refused, match="вместе больше 10 МБ"):
        rules.check_files([5 * MEGABYTE, 5 * MEGABYTE + 1])
    with pytest.raises(Refused, match="больше 5"):
        make.ask(make.librarian(), files=[good(one) for one in range(6)])


def test_a_file_of_a_refused_note_never_goes_out_with_an_answer(make, as_, asked):
    author, request = asked
    head, url = as_(make.head()), f"/help-requests/{request.id}"
    refused = {"action": "note", "minutes": "много", "text": "Для своих"}
    answer = head.post(f"{url}/move", **sent(("тайна.pdf", good()[1]), **refused))
    assert answer.status_code == 422
    assert waiting(pages.of(answer)) == ["тайна.pdf (к заметке)"]
    fields = {"action": "answer", "text": "По акту.", "version": request.version}
    assert head.post(f"{url}/move", data=fields).status_code == 303
    assert kept_files() == []
    assert waiting(pages.of(head.get(url))) == ["тайна.pdf (к заметке)"]
    assert head.post(f"{url}/move", data={"action": "note", "text": "Для своих"}).status_code == 303
    assert [name for _, name in kept_files()] == ["тайна.pdf"]
    assert "тайна" not in as_(author).get(url).text


@pytest.mark.parametrize("action", ["take", "postpone"])
def test_a_file_that_waits_for_an_answer_outlives_another_step(make, as_, asked, action):
    head, url = as_(make.head()), f"/help-requests/{asked[1].id}"
    refused = {"action": "answer", "minutes": "много", "text": "По акту.",
               "version": asked[1].version}  # fmt: skip
    assert head.post(f"{url}/move", **sent(good(), **refused)).status_code == 422
    until = {"until": "2026-12-20"} if action == "postpone" else {}
    assert head.post(f"{url}/move", data={"action": action, **until}).status_code == 303
    assert waiting(pages.of(head.get(url))) == ["1.pdf"]


def test_a_file_is_not_taken_with_a_step_that_shows_none(make, as_, asked):
    head, url = as_(make.head()), f"/help-requests/{asked[1].id}"
    answer = head.post(f"{url}/move", **sent(good(), action="take"))
    assert answer.status_code == 422
    assert "Файлы прикладывают к ответу" in pages.words_on(answer)
    assert waiting(pages.of(answer)) == ["1.pdf"]


def test_a_file_that_is_chosen_twice_at_once_goes_once(make, as_, question):
    answer = as_(make.librarian()).post(ASK, **sent(good(1), good(1), **question()))
    assert answer.status_code == 303
    assert [name for _, name in kept_files()] == ["1.pdf"]
