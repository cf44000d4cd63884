"""Pages read as a person reads them: the words, the tables, the forms as they stand."""

from lxml import html


def of(answer):
    """The tree of a page that came."""
    assert answer.status_code in {200, 422}, answer.status_code
    return html.fromstring(answer.text)


def of_any(answer):
    """The tree of a page, whatever its code."""
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


def form_on(answer, action=""):
    """The fields of the page's form (the one whose address ends so), as a browser would send."""
    for form in html.fromstring(answer.text).forms:
        address = (form.action or "").split("?")[0]
        if form.method == "POST" and "sign-out" not in address and address.endswith(action):
            # a browser leaves out the line break that opens a textarea
            return {name: (value or "").removeprefix("\n") for name, value in form.form_values()}
    raise AssertionError(f"no form for «{action}»")


def words_on(answer):
    """The text of the page's main part in one line."""
    page = html.fromstring(answer.text)
    main = page.xpath("//main") or [page]
    return " ".join(main[0].text_content().split())


def wrong_on(answer):
    """The names of the fields that the page marks as wrong."""
    return set(html.fromstring(answer.text).xpath("//*[@aria-invalid]/@name"))


def waiting(answer):
    """The titles of what waits on the first page, in their order."""
    found = all_texts(of(answer), "//section[@aria-labelledby='waiting']//li//a[@class='q']")
    return [one.replace("\xa0", " ") for one in found]
