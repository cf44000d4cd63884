"""What must be true of every page, whoever asked for it."""

from collections import Counter

from lxml import html

UNLABELLED = {"hidden", "submit", "button"}


def proofread(page):
    """One h1, a title, unique ids, and a label for every input."""
    tree = html.document_fromstring(page)
    assert len(tree.xpath("//h1")) == 1, "a page has one h1"
    assert tree.xpath("//title")
    twins = {one for one, times in Counter(tree.xpath("//@id")).items() if times > 1}
    assert not twins, f"ids stand twice: {twins}"
    labelled = set(tree.xpath("//label/@for"))
    for one in tree.xpath("//input | //select | //textarea"):
        if one.get("type") in UNLABELLED or one.get("aria-label") is not None:
            continue
        # a label around its field needs no `for`
        assert one.get("id") in labelled or one.xpath("ancestor::label"), f"no label: {one.attrib}"
