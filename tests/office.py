"""Files of ours opened by LibreOffice, as people open them; its pages are read from a PDF."""

import io
import os
import subprocess
import zipfile
from shutil import which

import pytest

PROGRAMS = ("soffice", "pdftotext")
SERIFS = ("Liberation Serif", "DejaVu Serif", "PT Serif")  # the first is as wide as Times


def set_in(font, content):
    """The Word file as a machine draws it that has this type and no Times New Roman."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as file, zipfile.ZipFile(written, "w") as changed:
        for name in file.namelist():
            said = file.read(name).replace(b"Times New Roman", font.encode())
            changed.writestr(name, said)
    return written.getvalue()


def pages_of(content, folder, name="paper.docx"):
    """The text of every page; without LibreOffice the test is skipped, but never in CI."""
    missing = [one for one in PROGRAMS if not which(one)]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"нет {', '.join(missing)}")
    assert not missing, missing
    file = folder / name
    file.write_bytes(content)
    convert = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/office",
               "--convert-to", "pdf", "--outdir", str(folder), str(file)]  # fmt: skip
    subprocess.run(convert, check=True, capture_output=True)
    read = ["pdftotext", "-layout", str(file.with_suffix(".pdf")), "-"]
    text = subprocess.run(read, check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]
