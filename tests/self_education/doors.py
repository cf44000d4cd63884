"""The doors of topics: one that is proposed, which no stranger learns of, and one beside it."""

from rmo_web.household.files import attach
from rmo_web.kernel.db import db, saving
from rmo_web.self_education.models import (
    CatalogueTitle,
    FormerTitle,
    NearTopics,
    TopicConsent,
    TopicHearing,
    TopicReport,
    TopicStage,
)
from rmo_web.self_education.services import stages_of
from rmo_web.self_education.topic import services
from tests.attaching import RIGHT
from tests.doors import DOOR, LEADERS, NO, OFFICE, SIGNED_IN, THEIRS
from tests.self_education.hands import agreed, proposed
from tests.self_education.log.hands import written

DOORS = {
    "self_education.index": SIGNED_IN,
    "self_education.mine": SIGNED_IN,
    "self_education.new": SIGNED_IN,
    "self_education.hints": SIGNED_IN,
    "self_education.agree": LEADERS,
    "self_education.finish": LEADERS,
    "self_education.reporting": LEADERS,
    "self_education.take_off_report": LEADERS,
    "self_education.remind_of_stages": LEADERS,
    "self_education.remind_of_choice": LEADERS,
    "self_education.topic": THEIRS,
    "self_education.move": THEIRS,
    "self_education.correct": THEIRS,
    "self_education.describe": THEIRS,
    "self_education.extend": THEIRS,
    "self_education.change": THEIRS,
    "self_education.withdraw": THEIRS,
    "self_education.send_back": OFFICE,
    "self_education.together": THEIRS,
    "self_education.new_stage": THEIRS,
    "self_education.edit_stage": THEIRS,
    "self_education.step_stage": THEIRS,
    "self_education.remove_stage": THEIRS,
    "self_education.bring_stage_back": THEIRS,
    "self_education.study_plan": THEIRS,
    "self_education.report": THEIRS,
    "self_education.submit_report": THEIRS,
    "self_education.recall_report": THEIRS,
    "self_education.report_word": THEIRS,
    "self_education.bring_product": THEIRS,
    "self_education.take_product_away": THEIRS,
    "self_education.bring_product_back": THEIRS,
    "self_education.take_product_link_away": THEIRS,
    "self_education.bring_product_link_back": THEIRS,
    "self_education.bring_table": LEADERS,
    "self_education.table_preview": LEADERS,
    "self_education.enter_table": (DOOR, NO, NO, 409, 409),
    "self_education.log": THEIRS,
    "self_education.log_mine": SIGNED_IN,
    "self_education.new_entry": THEIRS,
    "self_education.keep_files": THEIRS,
    "self_education.show_entry": THEIRS,
    "self_education.edit_entry": THEIRS,
    "self_education.remove_entry": THEIRS,
    "self_education.restore_entry": THEIRS,  # after it was removed
    "self_education.catalogue": LEADERS,
    "self_education.lay_out_catalogue": LEADERS,
    "self_education.new_title": LEADERS,
    "self_education.edit_title": LEADERS,
}
ON_NO_PAGE = {
    "topic.stems": "searched, made of the title",
    "topic_consent.url": "followed where it is an address of ours, else nowhere",
    "topic_hearing.url": "followed where it is an address of ours, else nowhere",
    "catalogue_title.stems": "searched, made of the title",
    "catalogue_title.sort_key": "sorted by, made of the title",
}


def furnish(make, cast):
    other = agreed(make, cast["methodist"], by=cast["head"])
    topic = proposed(make, cast["owner"])
    day = {"at": make.at, "today": make.at.date()}
    with saving():
        told = services.TopicContent("Актуальна", "Цель", "Задачи", None, "Книги", "Памятка",
                                     risks="Нет времени")  # fmt: skip
        services.describe(topic, told, by=make.actor(cast["owner"]), **day)
        db.session.add(FormerTitle(topic_id=topic.id, title="Прежняя", until=day["today"],
                                   by_id=cast["owner"].person_id, agreed_on=day["today"],
                                   consent_words="протокол № 3"))  # fmt: skip
        first, second = sorted((topic.id, other.id))
        db.session.add(NearTopics(first_id=first, second_id=second, told_on=day["today"]))
    file = ("снимок.png", RIGHT["png"])
    entry = written(make, topic, cast["owner"], link="https://example.org/", files=(file,))
    stage = stages_of(topic)[0]
    title = db.session.query(CatalogueTitle).order_by(CatalogueTitle.id).first()
    with saving():
        topic = make.again(topic)
        topic.product_link = "https://example.org/pamyatka"
        report = TopicReport(
            topic_id=topic.id, starts_in=topic.first_year, title="Прежняя", done="Читали вместе",
            product="Памятка", conclusion="Цель достигнута",
            entered_by_id=cast["head"].person_id,
        )  # fmt: skip
        minutes = {"meeting_id": 9, "words": "протокол № 1", "url": "/meetings/1",
                   "held_on": day["today"]}  # fmt: skip
        report.hearings.append(TopicHearing(title="Прежняя", **minutes))
        db.session.add_all([report, TopicConsent(topic_id=topic.id, **minutes)])
        product = attach("self_education", topic.id, "Памятка.pdf", b"%PDF-", by=None, at=make.at)
        db.session.flush()
        number = product.id
    return {
        "topic_id": topic.id, "other_id": other.id, "stage_id": stage.id, "title_id": title.id,
        "starts_in": topic.first_year, "attachment_id": number, "entry_id": entry.id,
    }  # fmt: skip


def in_other_states(make, world):
    """One that was returned says why."""
    values = world["values"]["self_education"]
    stage = db.session.get_one(TopicStage, values["stage_id"])
    with saving():
        stage.content, stage.result, stage.reported_where = "Читаю", "Список", "На заседании"
        topic = make.again(proposed(make, world["cast"]["stranger"]))
        services.send_back(
            topic, "Уточните тему.", by=make.actor(world["cast"]["head"]), at=make.at,
            today=make.at.date(),
        )  # fmt: skip
    return [f"/self-education/{topic.id}", "/self-education/?q=", "/self-education/?as=docx"]
