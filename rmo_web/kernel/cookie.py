"""The cookie of a session, named for the port that people use: a host may have two of us."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

_PORT = re.compile(r":([0-9]{1,5})$")
_USUAL = {"http": 80, "https": 443}


class Session(SecureCookieSession):
    """What the cookie holds."""

    has_moved = False  # from the cookie without a port


class Sessions(SecureCookieSessionInterface):
    """Browsers keep one cookie of a name for all ports of a host.

    SESSION_COOKIE_NAME is what the name begins with, and the whole of the name that releases
    without a port gave it: a session that comes by that goes on under the new one.
    """

    session_class = Session

    def get_cookie_name(self, app: Flask) -> str:
        """BASE_URL's port, so that several machines share it, else that of this request."""
        port = app.config["SESSION_COOKIE_PORT"] or _port_asked()
        return f"{app.config['SESSION_COOKIE_NAME']}-{port}"

    def open_session(self, app: Flask, request: Request) -> Session | None:
        """The session of this port, or the one that has to move here."""
        session: Any = super().open_session(app, request)
        older = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        if session is not None and not session and older:
            session.update(self._read(app, older))
            session.has_moved = bool(session)
        return session  # type: ignore[no-any-return]

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep it under its name; the cookie that it came by goes, another's is left alone."""
        super().save_session(app, session, response)
        if isinstance(session, Session) and session.has_moved:
            response.delete_cookie(
                app.config["SESSION_COOKIE_NAME"],
                path=self.get_cookie_path(app),
                secure=self.get_cookie_secure(app),
                httponly=self.get_cookie_httponly(app),
                samesite=self.get_cookie_samesite(app),
            )

    def _read(self, app: Flask, cookie: str) -> dict[str, Any]:
        signer, lasts = self.get_signing_serializer(app), app.permanent_session_lifetime
        if signer is None:
            return {}
        try:
            told: dict[str, Any] = signer.loads(cookie, max_age=int(lasts.total_seconds()))
        except BadSignature:
            return {}
        return told


def port_of(url: str) -> int:
    """The port of this address, also when it is not written; 0 without an address."""
    parts = urlsplit(url)
    return parts.port or _USUAL.get(parts.scheme, 0)


def _port_asked() -> int:
    # `request.host` would raise for what TRUSTED_HOSTS refuses, before there is a page to say so.
    said = _PORT.search(request.environ.get("HTTP_HOST", ""))
    return int(said[1]) if said else _USUAL.get(request.scheme.lower(), 80)
