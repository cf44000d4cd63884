"""`python -m rmo_web <command>`: the commands of `cli`."""

import signal

from rmo_web import create_app
from rmo_web.start import settings_or_stop


def main() -> None:
    """Do the command inside the application of this machine."""
    app = create_app(settings_or_stop())
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what is begun ends in order
    with app.app_context():
        app.cli(prog_name="python -m rmo_web")


if __name__ == "__main__":
    main()
