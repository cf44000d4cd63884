"""The application for servers and for `flask --app wsgi`."""

from rmo_web import create_app
from rmo_web.start import settings_or_stop

app = create_app(settings_or_stop())
