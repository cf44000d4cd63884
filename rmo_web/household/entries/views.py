from flask import Blueprint, Response, request

from rmo_web.household.entries.forms import understood
from rmo_web.kernel.access import checks_record

bp = Blueprint("entries", __name__, url_prefix="/entries")


@bp.get("/time")
@checks_record
def time() -> Response:
    """How the time that stands in a field is understood, to be said beside it."""
    return Response(understood(request.args.get("time", "")), mimetype="text/plain")
