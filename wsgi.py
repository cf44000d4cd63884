"""The application for servers and for `flask --app wsgi`."""

import sys

from rmo_web import create_app
from rmo_web.settings import Settings

try:
    settings = Settings.from_environment()
    settings.signing_keys()
except ValueError as wrong:
    sys.exit(str(wrong))

app = create_app(settings)
