import io
import re
import zipfile
from datetime import timedelta

import pytest
from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import Unauthorized
from werkzeug.http import parse_options_header

from rmo_web.household import files
from rmo_web.kernel.db import db, saving
from rmo_web.kernel.errors import Refused


def packed(*names, content=b"<x/>"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", b""),
        ("a.docx", b"\xd0\xcf\x11\xe0 an old one"),
        ("a.docx", b"PK\x03\x04 torn"),
        ("a.docx", packed("xl/workbook.xml")),
        ("a.exe", b"MZ"),
        ("a.svg", b"<svg onload=alert(1)>"),
        ("a.html", b"<script>"),
        ("a.png", b"<svg>"),
        ("a.pdf", b"PK\x03\x04"),
        ("a", b"%PDF-"),
        ("a.docx.exe", packed("word/document.xml")),
        ("a.docx", packed("word/document.xml", content=b"0" * 101 * 1024 * 1024)),
        ("a.docx", packed("word/document.xml", *(f"{n}.xml" for n in range(2_001)))),
        ("a.pdf", b"%PDF-" + b"0" * files.SIZE_MAX),
    ],
    ids=range(14),
)
def test_a_file_that_is_not_what_it_says_is_refused(name, content):
    with pytest.raises(Refused, match=r"\.$"):
        files.check(name, content)


def test_the_kinds_that_a_room_takes_are_the_only_ones():
    with pytest.raises(Refused, match=r"\.xlsx"):
        files.check("a.docx", packed("word/document.xml"), "xlsx")


def test_a_document_is_taken():
    assert files.check("План.DOCX", packed("word/document.xml")) == files.DOCX


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../etc/passwd.docx", "passwd.docx"),
        ("C:\\Users\\я\\план.docx", "план.docx"),
        ("\u202exslx.docx", "xslx.docx"),
        (".docx", "файл.docx"),
        ("\u3164.pdf", "файл.pdf"),
        ("план.", "план"),
        (".план.docx", "план.docx"),
        ("con.docx", "файл con.docx"),
        ("a\r\nSet-Cookie: x.docx", "a Set-Cookie  x.docx"),
        ("\u200b.docx", "файл.docx"),
        ("", "файл"),
        ("п" * 300 + ".docx", "п" * 110 + ".docx"),
    ],
)
def test_a_name_is_made_harmless(said, name):
    assert files.safe_name(said) == name


def test_no_file_is_said_in_a_sentence():
    with pytest.raises(Refused, match="Выберите файл"):
        files.read_upload(FileStorage(io.BytesIO(b""), filename=""), "docx")


def multipart(**parts):
    """A form with a file of five megabytes, without the temporary file that a client makes."""
    head = "--x\r\nContent-Disposition: form-data; name="
    fields = "".join(f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in parts.items())
    file = f'{head}"file"; filename="a.docx"\r\n\r\n'
    return {
        "data": f"{fields}{file}".encode() + b"x" * 5_000_000 + b"\r\n--x--\r\n",
        "content_type": "multipart/form-data; boundary=x",
    }


@pytest.mark.parametrize("path", ["/plan/import", "/members/import"])
def test_a_file_of_the_promised_size_passes_the_check_of_the_token(
    make, as_, app, monkeypatch, path
):
    client = as_(make.head())
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert client.post(path, **multipart()).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)[1]
    assert client.post(path, **multipart(csrf_token=token)).status_code == 422


def test_other_requests_stay_small(make, as_):
    client = as_(make.head())
    assert client.post("/drafts/", data={"text": "x" * 2_000_000}).status_code == 413


def test_a_stranger_sends_no_more_than_one_file(app):
    with app.test_request_context("/help-requests/new", method="POST"):
        with pytest.raises(Unauthorized):
            app.preprocess_request()
        assert request.max_content_length == files.REQUEST_MAX


def test_a_russian_name_fits_into_a_header(app):
    answer = files.as_file(b"x", "база участников.xlsx", files.XLSX)
    said = answer.headers["Content-Disposition"]
    said.encode("ascii")
    assert parse_options_header(said)[1]["filename"] == "база участников.xlsx"


def test_a_file_that_is_taken_away_can_be_brought_back_for_thirty_days(make):
    owner = "open_day"
    with saving():
        kept, gone = (
            files.attach(owner, 1, f"{name}.pdf", b"%PDF-", by=None, at=make.at).id
            for name in ("План", "Отзыв")
        )
        for number in (kept, gone):
            files.set_aside(owner, 1, number, at=make.at)
    assert files.kept(owner, 1) is None
    with saving():
        assert files.bring_back(owner, 1, kept, at=make.at) == "План.pdf"
        files.forget_old(make.at + files.ASIDE_KEPT)
        assert db.session.get(files.Attachment, gone)
        files.forget_old(make.at + files.ASIDE_KEPT + timedelta(days=1))
    assert db.session.get(files.Attachment, gone) is None
    assert files.kept(owner, 1) == ("План.pdf", b"%PDF-")


def test_a_file_of_another_record_is_neither_taken_away_nor_brought_back(make):
    with saving():
        number = files.attach("open_day", 1, "План.pdf", b"%PDF-", by=None, at=make.at).id
    for wrong in (lambda: files.set_aside("open_day", 2, number, at=make.at),
                  lambda: files.bring_back("open_day", 1, number, at=make.at)):  # fmt: skip
        with pytest.raises(Refused):
            wrong()
