"""What must be true of every page, whoever asked for it."""

from html.parser import HTMLParser

UNLABELLED = {"hidden", "submit", "button"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.labelled, self.inputs, self.tags = [], set(), [], []
        self.is_in_label = False  # a label around its field needs no `for`

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        self.tags.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label" and "for" in attributes:
            self.labelled.add(attributes["for"])
        if tag == "label":
            self.is_in_label = True
        if tag in {"input", "select", "textarea"} and attributes.get("type") not in UNLABELLED:
            self.inputs.append(attributes | ({"aria-label": ""} if self.is_in_label else {}))

    def handle_endtag(self, tag):
        if tag == "label":
            self.is_in_label = False


def proofread(page):
    """One h1, a title, unique ids, and a label for every input."""
    reader = _Reader()
    reader.feed(page)
    assert reader.tags.count("h1") == 1, "a page has one h1"
    assert "title" in reader.tags
    twins = {one for one in reader.ids if reader.ids.count(one) > 1}
    assert not twins, f"ids stand twice: {twins}"
    for one in reader.inputs:
        assert one.get("id") in reader.labelled or "aria-label" in one, f"no label: {one}"
