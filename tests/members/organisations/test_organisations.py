"""Organisations and the association: each is put down once and bears its name."""

from tests.pages import form_on, words_on


def test_one_organisation_is_put_down_once(make, as_):
    head = as_(make.head())
    make.school("Школа № 1")
    answer = head.post("/members/organisations/new", data={"name": "школа  № 1", "kind": "school"})
    assert answer.status_code == 422
    assert "уже есть" in words_on(answer)


def test_the_head_renames_the_association(make, as_):
    head = as_(make.head())
    page = head.get("/members/association")
    answer = head.post("/members/association", data=form_on(page) | {"name": "РМО «Книга»"})
    assert answer.status_code == 303
    assert "РМО «Книга»" in head.get("/").text
