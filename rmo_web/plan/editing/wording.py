"""Words of the rows."""

from rmo_web.plan.rules import RowKind

KINDS = {
    RowKind.ITEM: "Пункт плана",
    RowKind.GROUP: "Заголовок группы",
    RowKind.MEETING: "Заседание",
}
