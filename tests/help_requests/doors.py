"""The doors of the queue: a request that is answered, what its answer became, quick replies."""

from datetime import timedelta

from rmo_web.help_requests.answers.services import NewArticle, keep_article
from rmo_web.help_requests.rubrics.services import NewQuickReply, keep_quick_reply
from rmo_web.help_requests.rules import Action
from rmo_web.kernel.db import saving
from tests.doors import DOOR, LEADERS, OFFICE, SIGNED_IN, THEIRS

DOORS = {
    "help_requests.index": SIGNED_IN,
    "help_requests.mine": SIGNED_IN,
    "help_requests.ask": SIGNED_IN,
    "help_requests.like": SIGNED_IN,
    "help_requests.call": LEADERS,
    "help_requests.card": THEIRS,
    "help_requests.news": THEIRS,
    "help_requests.move": (DOOR, 404, 409, 409, 409),
    "help_requests.row": OFFICE,
    "help_requests.row_move": (DOOR, 404, 409, 409, 409),
    "help_requests.to_base": OFFICE,
    "help_requests.answers": SIGNED_IN,
    "help_requests.article": SIGNED_IN,
    "help_requests.new_article": LEADERS,
    "help_requests.edit_article": LEADERS,
    "help_requests.rubrics": LEADERS,
    "help_requests.new_rubric": LEADERS,
    "help_requests.edit_rubric": LEADERS,
    "help_requests.new_quick_reply": LEADERS,
    "help_requests.edit_quick_reply": LEADERS,
    "help_requests.drop_quick_reply": LEADERS,
    "help_requests.show_journal": LEADERS,
    "help_requests.journal_docx": LEADERS,
    "help_requests.journal_xlsx": LEADERS,
}
ON_NO_PAGE = {
    "help_article.stems": "searched, made of question and answer",
    "help_article.title_stems": "searched, made of the question",
    "help_request.note_stems": "searched, made of the notes",
    "help_request.stems": "searched, made of the thread",
}


def furnish(make, cast):
    head, asked = cast["head"], make.ask(cast["owner"])
    make.move(asked, Action.ANSWER, head, "По акту комиссии.")
    with saving():
        told = NewArticle(asked.rubric_id, "Списание", "По акту.", is_published=True)
        answer = keep_article(None, told, by=make.actor(head), at=make.at)
        short = NewQuickReply("Приветствие", "Добрый день!")
        reply = keep_quick_reply(None, short, by=make.actor(head), at=make.at)
    return {
        "request_id": asked.id,
        "article_id": answer.id,
        "rubric_id": asked.rubric_id,
        "reply_id": reply.id,
    }


def in_other_states(make, world):
    asked = make.ask(world["cast"]["owner"])
    make.move(asked, Action.REDIRECT, world["cast"]["head"], "Туда.", whom="В районную библиотеку")
    since, until = make.at - timedelta(days=9), make.at + timedelta(days=9)
    return [
        f"/help-requests/{asked.id}",
        f"/help-requests/journal?since={since:%Y-%m-%d}&until={until:%Y-%m-%d}",
    ]
