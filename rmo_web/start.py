"""How server, commands and `wsgi` begin: settings that make sense, or sentences and an end."""

import sys

from rmo_web.accounts import passwords
from rmo_web.kernel.errors import Refused
from rmo_web.settings import Settings


def settings_or_stop() -> Settings:
    """The settings of this machine, with its folder and key ready."""
    try:
        settings = Settings.from_environment()
        settings.signing_keys()
        if settings.demo_password:
            passwords.check(settings.demo_password)
    except ValueError as wrong:
        sys.exit(str(wrong))
    except Refused as refusal:
        sys.exit(f"RMO_DEMO_PASSWORD: {refusal}")
    return settings
