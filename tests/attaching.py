"""Files as a browser sends them: right ones, wrong ones, and what became of them."""

import io
import zipfile
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from rmo_web.help_requests.models import HelpRequest
from rmo_web.household.files import Attachment
from rmo_web.kernel.db import db

TYPED = "Как принять учебники, купленные на средства родителей?"


def packed(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"<x/>")
    return made.getvalue()


RIGHT = {
    "docx": packed("[Content_Types].xml", "word/document.xml"),
    "xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    "pdf": b"%PDF-1.7\n1 0 obj",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
}


WRONG = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "exe": b"MZ\x90\x00\x03",
    "zip": packed("readme.txt", "document.xml"),
    "torn": b"PK\x03\x04 torn",
    "empty": b"",
}


def sent(*files, **fields):
    """A form with files as a browser sends it, without the temporary file that a client makes."""
    head = '--limit\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    for name, content in files:
        said = f"""{head}files"; filename*=UTF-8''{quote(name, safe="")}\r\n\r\n"""
        parts += [said.encode(), content, b"\r\n"]
    return {
        "data": b"".join([*parts, b"--limit--\r\n"]),
        "content_type": "multipart/form-data; boundary=limit",
    }


def stored(model=HelpRequest):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def kept_files(owner="help_message"):
    """Name and number of the files of this kind of owner."""
    db.session.rollback()
    found = select(Attachment.id, Attachment.name).where(Attachment.owner == owner)
    return [tuple(one) for one in db.session.execute(found.order_by(Attachment.id))]


@pytest.fixture
def question(make):
    """`question(nonce=…)`: the fields of a whole question."""

    def fields(**more):
        told = {"rubric_id": make.rubric().id, "question": TYPED, "wished": "writing"}
        return told | {"nonce": "n1"} | more

    return fields
