"""РМО школьных библиотекарей: план, участники и помощь в одном месте."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from rmo_web import cli, frame, rooms
from rmo_web.household import failures, files, pages, symptoms
from rmo_web.kernel import access, bodies, clock, db, headers, site, years
from rmo_web.kernel.cookie import Sessions, port_of
from rmo_web.kernel.forms import new_nonce
from rmo_web.kernel.log import talk
from rmo_web.kernel.offered import waiting
from rmo_web.kernel.urls import Id
from rmo_web.settings import TOP, Settings

REQUEST_MAX = 1024 * 1024
STATIC_KEPT = 365 * 24 * 3600


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """The application by these settings, else by the environment."""
    settings = settings or Settings.from_environment()
    os.umask(0o077)
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask(
        __name__,
        instance_path=str(settings.folder),
        template_folder=str(TOP / "templates"),
        static_folder=str(TOP / "static"),
    )
    app.config.update(_configuration(settings), **overrides)
    app.session_interface = Sessions()
    talk(app)
    app.url_map.converters["int"] = Id
    _set_up_templates(app)
    db.prepare(app)
    files.make_room(app)
    access.refuse_other_sites(app)
    bodies.take_forms_only(app)
    CSRFProtect(app)
    access.close_by_default(app)
    pages.lead_on(app)
    symptoms.watch(app)
    rooms.open_rooms(app)
    failures.look_after(app)
    headers.put_on(app)
    frame.put_around(app)
    years.name_in_addresses(app, clock.today)
    cli.add_commands(app)
    _set_up_server(app, settings)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    key, *old_keys = settings.signing_keys()
    return {
        "SETTINGS": settings,
        "INSTANCE": str(settings.folder),
        "SECRET_KEY": key,
        "SECRET_KEY_FALLBACKS": old_keys,
        "SQLALCHEMY_DATABASE_URI": settings.database_uri,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": bool(settings.database_url)},
        "SQLITE_JOURNAL": settings.sqlite_journal,
        "MIGRATIONS": str(TOP / "rmo_web" / "migrations"),
        "TIMEZONE": settings.timezone,
        "TODAY": settings.today,
        "BASE_URL": settings.base_url.rstrip("/") or site.opened_at(settings.host, settings.port),
        "IS_HTTPS": settings.is_https,
        "MAIL": settings.mail,
        "MAIL_FROM": settings.mail_from,
        "SMTP_HOST": settings.smtp_host,
        "SMTP_PORT": settings.smtp_port,
        "SMTP_USER": settings.smtp_user,
        "SMTP_PASSWORD": settings.smtp_password,
        "TRUSTED_HOSTS": [h.strip() for h in settings.trusted_hosts.split(",") if h.strip()]
        or None,
        "MAX_CONTENT_LENGTH": REQUEST_MAX,
        "MAX_FORM_MEMORY_SIZE": REQUEST_MAX,
        "MAX_FORM_PARTS": 500,
        "SESSION_COOKIE_NAME": "__Host-rmo" if settings.is_https else "rmo",
        "SESSION_COOKIE_PORT": port_of(settings.base_url),
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # behind a proxy of one's own the Referer may be cut
        "WTF_I18N_ENABLED": False,
        "FINGERPRINTS": fingerprints(TOP / "static"),
    }


def fingerprints(folder: Path) -> dict[str, str]:
    """What each static file is at this start: a change of the file changes its address."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".gz"
    }


def _set_up_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=frame.asset, new_nonce=new_nonce, said=waiting.said)


def _set_up_server(app: Flask, settings: Settings) -> None:
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(TOP / "static"),
        prefix="static/",
        max_age=STATIC_KEPT,
        allow_all_origins=False,
        add_headers_function=headers.for_static,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
