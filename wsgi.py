"""The application for servers and for `flask --app wsgi`."""

from rmo_web import create_app

app = create_app()
