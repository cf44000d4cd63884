"""Files of ours opened by LibreOffice, as people open them; its pages are read from a PDF."""

import os
import subprocess
from shutil import which

import pytest

PROGRAMS = ("soffice", "pdftotext")


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
