"""What a rule answers when it says no."""

import errno
from collections.abc import Callable

# What a disk says when it takes nothing more, by the numbers of its errors.
DISK_FAILS = {
    errno.ENOSPC: "на диске сервера нет места",
    errno.EDQUOT: "на диске сервера нет места",
    errno.EROFS: "диск сервера открыт только для чтения",
    errno.EIO: "диск сервера не отвечает",
}


class Refused(Exception):
    """A rule said no. The message is shown as it is: what happened and what to do, one sentence.

    `field` is the name of the field that it speaks of, where a form has one.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Repeated(Exception):
    """The same form has been sent before; `url` is where the first sending led."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class TooOften(Refused):
    """A limit was reached; `seconds` until the next try is worth making."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


def refusal(check: Callable[..., object], *told: object, **more: object) -> str:
    """What the rule would say: a page says it in place of a button that could not work."""
    try:
        check(*told, **more)
    except Refused as refused:
        return str(refused)
    return ""
