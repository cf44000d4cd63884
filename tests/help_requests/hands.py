"""What people do with a request, and what they are told."""

from sqlalchemy import func, select

from rmo_web.household.notices import Notice
from rmo_web.kernel.db import db


def act(client, request, action, **more):
    return client.post(f"/help-requests/{request.id}/move", data={"action": action, **more})


def told_to(account):
    """What stands in the person's list of notices."""
    told = select(Notice.text).filter_by(account_id=account.id).order_by(Notice.id)
    return list(db.session.scalars(told))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))
