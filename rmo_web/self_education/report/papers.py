"""«Отчёт по самообразованию»: one page of Word."""

from rmo_web.kernel import russian
from rmo_web.kernel.papers import fitting, word
from rmo_web.self_education.report.queries import ReportPaper

TITLE = "Отчёт по самообразованию"
SIZES = (12, 11, 10, 9, 8)
ASKED = ("Что сделано", "Продукт", "Вывод")  # of which a line stands to write on
BY_HAND = 3
AROUND = 3  # lines of the signature and the date with what stands above them


def docx(paper: ReportPaper) -> bytes:
    """The page to be signed; a long report is set smaller, so that it stays one page."""
    said = _paragraphs(paper)
    if _height(said, SIZES[-1]) > word.HEIGHT:  # of many short lines
        said = [(name, " ".join(text.split("\n"))) for name, text in said]
    size = next((one for one in SIZES if _height(said, one) <= word.HEIGHT), SIZES[-1])
    document = word.new(f"{TITLE}. {paper.topic}", paper.association, size=size)
    word.line(document, paper.association, at="center")
    word.line(document, TITLE, is_bold=True, at="center", before=6)
    word.line(document, f"за {paper.year} учебный год", at="center")
    for name, text in said:
        if not text:
            word.field(document, name, "", before=6, lines=BY_HAND)
            continue
        word.line(document, name, is_bold=True, keep=True, before=6)
        for one in text.split("\n"):
            word.line(document, one)
    word.pair(document, russian.day_in_words(paper.day), f"____________ {paper.signed}", before=14)
    return word.saved(document)


def _paragraphs(paper: ReportPaper) -> list[tuple[str, str]]:
    who = ", ".join(filter(None, (paper.who, paper.post, paper.school)))
    product = "\n".join(filter(None, (paper.text.product, paper.files)))
    said = [
        ("Педагог", who),
        ("Тема", paper.topic),
        ("Что сделано", paper.text.done),
        ("Продукт", product),
        ("Вывод", paper.text.conclusion),
        ("Где представлен", paper.where),
    ]
    return [(name, text) for name, text in said if text or name in ASKED]


def _height(said: list[tuple[str, str]], size: float) -> float:
    rows = [[one] for name, text in said for one in (name, text or "\n" * (BY_HAND - 1))]
    gaps = 6 * (len(said) + 1) + 14  # points
    above = fitting.line(size) * (3 + AROUND)
    return above + gaps * fitting.POINT + fitting.height(rows, [word.WIDTH], size)
