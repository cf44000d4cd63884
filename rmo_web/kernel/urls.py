"""Addresses that came from outside."""

from urllib.parse import urlsplit


def local_or(url: str, otherwise: str) -> str:
    """The address when it is a path of this site, else the other one (open redirects)."""
    plain = url.isprintable() and url.startswith("/") and not url.startswith(("//", "/\\"))
    if not plain or "\\" in url or any(c.isspace() for c in url):
        return otherwise
    parts = urlsplit(url)
    return url if not parts.scheme and not parts.netloc else otherwise
