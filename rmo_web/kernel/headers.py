"""The headers of every answer (safety.md 4.6)."""

from flask import Flask, Response, request
from werkzeug.datastructures import Headers

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
HSTS = "max-age=31536000"


def put_on(app: Flask) -> None:
    """Every answer of the application carries them, also the error pages."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if app.config["IS_HTTPS"]:
            response.headers.setdefault("Strict-Transport-Security", HSTS)
        response.vary.update(["Cookie", "HX-Request"])
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def for_static(headers: Headers, path: str, url: str) -> None:
    """The same for what WhiteNoise gives out past the application."""
    for name, value in ALWAYS.items():
        headers[name] = value
