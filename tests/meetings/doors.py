"""The doors of the meetings, and the secretary of the year, who comes further than a librarian."""

from rmo_web.kernel.db import db, saving
from rmo_web.kernel.offered.backlog import Hearing
from rmo_web.meetings import services as meetings
from rmo_web.meetings.agenda import services as agenda
from rmo_web.meetings.minutes import services as minutes
from rmo_web.meetings.models import AgendaMatter, FormOfMeeting, MaterialLink, Target
from rmo_web.meetings.rules import Step
from tests.doors import DOOR, LEADERS, NO, OWN, SIGNED_IN

DOORS = {
    "meetings.listing": SIGNED_IN,
    "meetings.talks": SIGNED_IN,
    "meetings.new_meeting": LEADERS,
    "meetings.show_meeting": SIGNED_IN,
    "meetings.edit_meeting": LEADERS,
    "meetings.step": LEADERS,
    "meetings.answer": (DOOR, 409, 409, 409, 409),
    "meetings.choose_secretary": LEADERS,
    "meetings.edit_forms": LEADERS,
    "meetings.new_question": LEADERS,
    "meetings.edit_question": LEADERS,
    "meetings.step_question": LEADERS,
    "meetings.place_question": LEADERS,
    "meetings.drop_question": LEADERS,
    "meetings.ask_of_assignments": LEADERS,
    "meetings.proposals": SIGNED_IN,
    "meetings.take_proposal": (DOOR, NO, NO, 404, 404),
    "meetings.drop_proposal": LEADERS,
    "meetings.put_matters": LEADERS,
    "meetings.take_matters_off": LEADERS,
    "meetings.invitation": SIGNED_IN,
    "meetings.invitation_word": SIGNED_IN,
    "meetings.agenda_word": SIGNED_IN,
    "meetings.sheet_word": LEADERS,
    "meetings.certificates_word": LEADERS,
    "meetings.meeting_calendar": SIGNED_IN,
    "meetings.add_material": LEADERS,
    "meetings.drop_file": (DOOR, NO, NO, 409, 409),
    "meetings.drop_link": LEADERS,
    "meetings.attendance": LEADERS,
    "meetings.mark": LEADERS,
    "meetings.add_guest": (DOOR, NO, NO, 409, 409),
    "meetings.drop_guest": (DOOR, NO, NO, 409, 409),
    "meetings.minutes": LEADERS,
    "meetings.minutes_header": LEADERS,
    "meetings.keep_item": LEADERS,
    "meetings.sign": (DOOR, NO, NO, 409, 409),
    "meetings.correct": LEADERS,
    "meetings.minutes_word": LEADERS,
    "meetings.extract_word": (DOOR, 409, 409, 409, 409),
    "meetings.assignments": SIGNED_IN,
    "meetings.new_assignment": LEADERS,
    "meetings.assignment": SIGNED_IN,
    "meetings.edit_assignment": LEADERS,
    "meetings.judge": LEADERS,
    "meetings.mark_target": OWN,
    "meetings.report_word": SIGNED_IN,
}
FURTHER = {
    "secretary": {
        "meetings.sheet_word", "meetings.certificates_word", "meetings.add_material",
        "meetings.drop_file", "meetings.drop_link", "meetings.attendance", "meetings.mark",
        "meetings.add_guest", "meetings.drop_guest", "meetings.minutes", "meetings.minutes_header",
        "meetings.keep_item", "meetings.sign", "meetings.correct", "meetings.minutes_word",
        "meetings.new_assignment", "meetings.edit_assignment", "meetings.judge",
        "meetings.mark_target",
    },
}  # fmt: skip
NO_WORDS = {"meeting.ends_at": "HH:MM", "meeting.starts_at": "HH:MM"}
ON_NO_PAGE = {
    "assignment.decision": "compared with the decision in the minutes, which stand there",
    "meeting_matter.kind": "by which its room knows it; a person reads its words",
    "minutes_item.drafted": "compared with the decision, which stands there",
}


def furnish(make, cast):
    head, owner, secretary = cast["head"], cast["owner"], make.librarian()
    cast["secretary"] = secretary
    held = make.meeting(number=9)
    make.present(held, make.person("Чайкина"))
    record = make.minutes(held)
    item = make.items(record)[0]
    matter = AgendaMatter(
        meeting_id=held.id, question_id=item.question_id, person_id=owner.person_id,
        kind="invented.talk", record_id=1, hearing=Hearing.TALK, words="О квестах",
    )  # fmt: skip
    with saving():
        db.session.add(matter)
        db.session.flush()
        item.matters = {str(matter.id): True}
    duty = make.assign(person_ids=(owner.person_id,), by=head)
    with saving():
        proposed = agenda.propose(
            "О квестах", year_id=held.year_id, by=make.actor(owner), at=make.at
        )
        meetings.add_link(held, "Запись", "https://example.org/", by=make.actor(head), at=make.at)
        actor = make.actor(head)
        minutes.choose_secretary(held.year_id, secretary.person_id, by=actor, at=make.at)
    return {
        "meeting_id": held.id,
        "question_id": make.questions(held)[-1].id,
        "item_id": item.id,
        "proposal_id": proposed.id,
        "link_id": db.session.query(MaterialLink).one().id,
        "assignment_id": duty.id,
        "target_id": db.session.query(Target).filter_by(assignment_id=duty.id).one().id,
        "guest_id": 2**31 - 1,
        "name": "hold",
    }


def in_other_states(make, world):
    off = make.go_on(make.meeting(), Step.CANCEL, reason="Карантин")
    with saving():
        db.session.add(FormOfMeeting(position=1, title="Круглый стол"))
    return [f"/meetings/{off.id}"]
