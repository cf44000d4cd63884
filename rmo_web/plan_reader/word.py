"""A Word file becomes neutral blocks, or is refused in one sentence; nothing hostile is opened."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from rmo_web.kernel.errors import Refused
from rmo_web.plan_reader.blocks import Block
from rmo_web.plan_reader.budget import Budget
from rmo_web.plan_reader.markup import WordMarkup

MEGABYTE = 1024 * 1024
MAX_FILE = 10 * MEGABYTE
MAX_UNPACKED = 100 * MEGABYTE
MAX_PART = 20 * MEGABYTE
MAX_ENTRIES = 2000
MAX_RATIO = 100
SIZABLE = MEGABYTE

SAVE_AS = "Откройте его в Word и сохраните как «Документ Word (.docx)»."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ENTRY = b"PK\x01\x02"
STRANGERS = (
    (b"%PDF", f"Это файл PDF, а нужен файл Word. {SAVE_AS}"),
    (b"{\\rtf", f"Это файл RTF, а нужен файл Word. {SAVE_AS}"),
)
PACKAGES = (
    ("xl/", "Это таблица Excel, а план нужен в файле Word (.docx)."),
    ("ppt/", "Это презентация, а план нужен в файле Word (.docx)."),
    ("content.xml", f"Это файл OpenDocument (.odt). {SAVE_AS}"),
)
BESIDE = ("footnotes", "endnotes", "comments", "header", "footer")


def read(data: bytes, name: str) -> tuple[Block, ...]:
    """Every paragraph and table of a .docx in order, or `Refused` with the reason."""
    _check_kind(data)
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_package(archive)
            return _blocks(archive)
    except Refused:
        raise
    except Exception as problem:
        # A broken file makes zipfile, zlib and expat raise a dozen classes: each means the same.
        raise Refused(
            f"Файл «{_shown(name)}» повреждён, прочитать его нельзя. {SAVE_AS}"
        ) from problem


def _check_kind(data: bytes) -> None:
    if not data:
        raise Refused("Файл пуст. Выберите файл Word с планом.")
    if len(data) > MAX_FILE:
        raise Refused("Файл больше 10 МБ. Уберите из него рисунки и загрузите снова.")
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("Файл защищён паролем. Снимите пароль в Word и загрузите снова.")
        raise Refused(f"Это файл старого Word (.doc). {SAVE_AS}")
    for magic, sentence in STRANGERS:
        if data.startswith(magic):
            raise Refused(sentence)
    if not data.startswith(ZIP):
        raise Refused(f"Это не файл Word (.docx). {SAVE_AS}")
    # Counted before zipfile builds an object for each of them.
    if data.count(ENTRY) > MAX_ENTRIES:
        raise Refused("Внутри файла слишком много частей. Так файлы Word не устроены.")


def _check_package(archive: ZipFile) -> None:
    entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED or any(map(_is_bomb, entries)):
        raise Refused("Файл распаковывается в слишком большой. Так файлы Word не устроены.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("Файл защищён паролем. Снимите пароль и загрузите снова.")
    if _main_part(archive) is None:
        names = archive.namelist()
        for beginning, sentence in PACKAGES:
            if any(name.startswith(beginning) for name in names):
                raise Refused(sentence)
        raise Refused(f"Это архив, а не файл Word (.docx). {SAVE_AS}")


def _is_bomb(entry: ZipInfo) -> bool:
    return entry.file_size > SIZABLE and entry.file_size > MAX_RATIO * entry.compress_size


def _main_part(archive: ZipFile) -> str | None:
    """Word calls it document.xml, Word on the web sometimes document2.xml."""
    found = [name for name in archive.namelist() if name.startswith("word/document")]
    return min((name for name in found if name.endswith(".xml")), key=len, default=None)


def _blocks(archive: ZipFile) -> tuple[Block, ...]:
    names = sorted(archive.namelist())
    main = _main_part(archive) or ""
    markup = WordMarkup(lambda part: _part(archive, part) if part in names else None, Budget())
    blocks = list(markup.body(_part(archive, main)))
    for kind in BESIDE:
        for name in names:
            if name.startswith(f"word/{kind}") and name.endswith(".xml"):
                blocks.extend(markup.beside(kind, _part(archive, name)))
    if not markup.has_text:
        raise Refused("В файле нет текста. Если он отсканирован, нужен набранный вариант.")
    return tuple(blocks)


def _part(archive: ZipFile, name: str) -> bytes:
    entry = archive.getinfo(name)
    if entry.file_size > MAX_PART:
        raise Refused("Текст файла слишком велик.")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(f"Файл сжат необычным способом. {SAVE_AS}")
    return archive.read(entry)


def _shown(name: str) -> str:
    """The name of the file, safe and short enough for a sentence."""
    return "".join(sign for sign in name if sign.isprintable())[:80]
