"""What the thread says of a move."""

from rmo_web.help_requests.rules import Action

# What the thread says of a move; «{}» is whom, whither or until when.
MOVES = {
    Action.TAKE: "взято в работу",
    Action.ASSIGN: "консультант: {}",
    Action.RELEASE: "возвращено в очередь",
    Action.POSTPONE: "отложено до {}",
    Action.RESUME: "снова в работе",
    Action.REDIRECT: "переадресовано: {}",
    Action.REJECT: "отклонено",
    Action.CLOSE: "закрыто",
    Action.HELPED: "помогло, заявка закрыта",
    Action.NOT_HELPED: "не помогло, нужна ещё помощь",
    Action.WITHDRAW: "заявка отозвана",
    Action.REOPEN: "открыто снова",
    Action.EXPIRE: "закрыто: после ответа две недели не было вопросов",
}
# What the first page says to the author herself.
SAID = {Action.HELPED: "закрыта, ответ помог"}
TARGETS = ("методист", "бухгалтерия школы", "институт развития образования", "другое РМО")
