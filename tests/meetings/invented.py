"""A room that wants meetings to hear something, and hears what their minutes confirm."""

from rmo_web.kernel.db import saving
from rmo_web.kernel.hooks import NamedHooks
from rmo_web.kernel.offered import backlog, decisions
from rmo_web.kernel.offered.backlog import Hearing, Matter, MatterKind

REPORTS = MatterKind(
    "invented.report", Hearing.TALK, "Отчёты о прочитанном", "Готовы отчитаться",
    "Принять к сведению отчёты",
)  # fmt: skip
PLANS = MatterKind("invented.plan", Hearing.CONSENT, "О замыслах на год", decision="Согласовать")


class Invented:
    """`offered`, `heard` and `doubted` are by the names of the kinds."""

    def __init__(self, make, monkeypatch):
        monkeypatch.setattr(backlog, "_offers", NamedHooks())
        monkeypatch.setattr(decisions, "_hear", NamedHooks())
        monkeypatch.setattr(backlog, "_doubts", NamedHooks())
        self.make, self.offered, self.heard, self.doubted = make, {}, {}, {}
        for kind in (REPORTS, PLANS):
            backlog.offers_matters(kind)(self._offer(kind.name))
            decisions.hears_minutes(kind.name)(self._hear(kind.name))
            backlog.doubts_matters(kind)(self._doubt(kind.name))

    def _offer(self, kind):
        return lambda year, today: self.offered.get(kind, [])

    def _hear(self, kind):
        def hear(minutes, confirmed, by, at):
            self.heard.setdefault(kind, []).append((minutes, set(confirmed)))

        return hear

    def _doubt(self, kind):
        def doubt(meeting_id, year, words):
            told = self.doubted.get(kind, {})
            return {number: why for number, why in told.items() if number in words}

        return doubt

    def wants(self, kind, **people):
        """Of each of these people a matter in these words; their numbers."""
        every = self.offered.setdefault(kind.name, [])
        first = len(every) + 1
        every += [
            Matter(number, words, self.make.person(surname, "Юлия", "Романовна").id, "/me/data")
            for number, (surname, words) in enumerate(people.items(), first)
        ]
        return [one.id for one in every[first - 1 :]]

    def put(self, meeting, kind, ids, deed=backlog.put):
        head = self.make.actor(self.make.head())
        with saving():
            deed(meeting.id, kind, ids, by=head, at=self.make.at)

    def take_off(self, meeting, kind, ids):
        self.put(meeting, kind, ids, backlog.take_off)
