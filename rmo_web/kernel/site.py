"""The address of this site: as browsers name it, as pages show it, as letters say it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app, request

_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # what listens everywhere listens there too


def opened_at(host: str, port: int) -> str:
    """The address of a server that listens here; empty when it is none for other machines."""
    return "" if is_for_this_machine(host) else at_hand(host, port)


def at_hand(host: str, port: int) -> str:
    """The address by which whoever sits at this machine opens a server that listens here."""
    near = _LOOPBACK.get(host, host)
    return f"http://{with_port(near, port)}".removesuffix(":80")


def with_port(host: str, port: int) -> str:
    """Both as one word, IPv6 in its brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_for_this_machine(host: str) -> bool:
    """Whether this leads nobody on another machine here: the loopback, or no one address at all."""
    try:
        address = ip_address(host)
    except ValueError:
        return host in {"", "localhost"}
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


def is_ours(url: str) -> bool:
    """Whether an address that a browser named with this request is one of this site.

    That it stands on the same site no page can write, and no proxy changes, as it may change Host.
    """
    host = _parts(url)[1]
    is_proved = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return bool(host) and (is_proved or host in {request.host, _parts(_public())[1]})


def named() -> str:
    """Scheme and host at which the browser stands, by its own word; empty when it says nothing."""
    said = request.headers.get("Origin") or request.referrer or ""
    return "{}://{}".format(*_parts(said)) if is_ours(said) else ""


def here() -> str:
    """By which address the reader came, for what a page shows; a letter asks `for_letters`.

    Nobody else comes by the loopback; scheme and port may get lost in a proxy, not in BASE_URL.
    """
    said, public = named(), _public()
    came = said or request.host_url.rstrip("/")
    name = _name(came)
    is_vague = is_for_this_machine(name) or (not said and name == _name(public))
    return public if public and is_vague else came


def is_only_here() -> bool:
    """Whether the address that a page shows opens on the reader's own machine alone."""
    return is_for_this_machine(_name(here()))


def misnamed(address: str) -> str:
    """The browser stands at this address, and the request came by the name of another."""
    if address.partition("//")[2] == request.host:
        return ""
    return (
        f"Систему открывают по адресу {address}, а до неё доходит имя {request.host}: в настройку "
        "nginx добавьте строки «proxy_set_header Host $http_host;» и "
        "«proxy_set_header X-Forwarded-Host $http_host;»."
    )


def safe_address() -> str:
    """Where our cookie is kept, when it is not at this address: for a page that asks to sign in.

    Browsers send Sec-Fetch-Site over HTTPS and on their own machine: there they keep it.
    """
    is_kept = (
        not current_app.config["IS_HTTPS"]
        or request.is_secure
        or "Sec-Fetch-Site" in request.headers
        or request.headers.get("X-Forwarded-Proto") == "https"
        or named().startswith("https:")
    )
    return "" if is_kept else _public()


def for_letters(path: str) -> str:
    """The whole address of a path for who reads it elsewhere; empty when it is not known.

    Built of the settings alone: Host of a request is not to be believed.
    """
    return f"{_public()}{path}" if _public() else ""


def _public() -> str:
    said: str = current_app.config["BASE_URL"]
    return said


def _parts(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc


def _name(url: str) -> str:
    return urlsplit(url).hostname or ""
