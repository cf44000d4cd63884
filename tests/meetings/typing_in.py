"""What tests of meetings share: a form of theirs filled and sent."""

from tests import pages


def keep(office, url, **typed):
    """Send the form of this page with these fields typed otherwise."""
    form = pages.form_on(office.get(url), url) | typed
    return office.post(url, data=form)
