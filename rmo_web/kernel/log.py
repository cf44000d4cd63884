"""The server's log: one line of JSON for each message, whatever signs it holds."""

import json
import logging
import sys
from datetime import UTC, datetime

from flask import Flask


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        line = json.dumps(said, ensure_ascii=False)
        return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in line)


def talk(app: Flask) -> None:
    """Send the application's messages and waitress's to stderr, unless somebody listens already."""
    app.logger = logging.getLogger("rmo_web")
    app.logger.setLevel(logging.INFO)
    for logger in (app.logger, logging.getLogger("waitress")):
        if not logger.handlers:
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(_Lines())
            logger.addHandler(handler)
