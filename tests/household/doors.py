"""The doors of the household, and what it stores of everybody."""

from datetime import timedelta

from rmo_web.household import throttle
from rmo_web.household.drafts import Draft
from rmo_web.household.notices import Notice
from rmo_web.household.outbox import Letter
from rmo_web.household.symptoms import Symptom
from rmo_web.kernel.db import SentForm, db, saving
from tests.doors import GONE, OPEN, SIGNED_IN

DOORS = {
    "health.healthz": OPEN,
    "calendar.index": SIGNED_IN,
    "calendar.renew": SIGNED_IN,
    "calendar.revoke": SIGNED_IN,
    "calendar.feed": GONE,
    "notices.index": SIGNED_IN,
    "notices.count": SIGNED_IN,
    "notices.read": SIGNED_IN,
    "drafts.save": SIGNED_IN,
    "entries.time": SIGNED_IN,
    "files.download": SIGNED_IN,
}
NO_WORDS = {
    "attachment.mimetype": "one of the kinds in kernel/files",
    "attachment.owner": "names the room that guards the file",
    "attachment.sha256": "a hash",
    "calendar_entry.digest": "a hash",
    "calendar_feed.token_hash": "a hash",
    "entry.kind": "one of the kinds that its room offers",
    "entry.owner": "names the room that guards the entry",
    "draft.key": "names the field of the form that the draft is of",
    "journal.fact": "names a class of ours",
    "sent_form.nonce": "a random number",
}
ON_NO_PAGE = {
    "letter.body": "mail, which is plain text",
    "letter.cause": "tells letters apart",
    "letter.error": "for who keeps the machine",
    "letter.message_id": "mail",
    "letter.recipient": "mail",
    "letter.subject": "mail, which is plain text",
    "notice.cause": "tells notices apart",
    "sent_form.url": "where a form led",
    "symptom.said": "a sentence of ours, for who keeps the machine",
    "tries.key": "counted",
}


def furnish(make, cast):
    return {"token": "AAAA"}


def in_other_states(make, world):
    head = world["cast"]["head"].id
    with saving():
        db.session.add_all(
            [
                Draft(account_id=head, key="help_requests.new", text="Начало", at=make.at),
                Notice(account_id=head, at=make.at, text="Заметка", url="/"),
                Letter(
                    cause="c", recipient="r", subject="s", body="b", message_id="m", next_at=make.at
                ),
                SentForm(account_id=head, nonce="n"),
                Symptom(sign="name", said="s", seen_at=make.at),
            ]
        )
    throttle.count("key", most=1, within=timedelta(days=1), at=make.at)
    return []
