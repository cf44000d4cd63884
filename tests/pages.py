"""Reads a page as a person does: its text, its tables, its links."""

from lxml import html


def of(answer):
    """The tree of a page that came."""
    assert answer.status_code in {200, 422}, answer.status_code
    return html.fromstring(answer.text)


def text(node):
    """The words of a node, with one space between them."""
    return " ".join(" ".join(node.itertext()).split())


def all_texts(tree, path):
    return [text(node) for node in tree.xpath(path)]


def tables(tree):
    """Every table of rows: a heading within it is a text, a row is the texts of its cells."""
    return [
        [_row(row) for row in table.xpath("./tbody/tr")]
        for table in tree.xpath("//main//table[contains(@class, 'rows')]")
    ]


def _row(row):
    cells = [text(cell) for cell in row.xpath("./td")]
    return cells or text(row.xpath("./th")[0])
