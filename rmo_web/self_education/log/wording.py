"""Russian names of the kinds of entries."""

from rmo_web.self_education.log.rules import LogKind

KINDS = {
    LogKind.READ: "прочитано",
    LogKind.COURSE: "курсы, вебинар",
    LogKind.WORKSHOP: "мастер-класс",
    LogKind.VISIT: "посещение коллег",
    LogKind.LESSON: "занятие с детьми",
    LogKind.MADE: "разработка",
    LogKind.TALK: "выступление",
    LogKind.ARTICLE: "публикация",
    LogKind.OTHER: "другое",
}
KIND_WORDS = {one.value: words for one, words in KINDS.items()}
