"""The doors of accounts: the sign-in, what is one's own, what the head keeps."""

from tests.doors import DOOR, HEAD, OPEN, SIGNED_IN

DOORS = {
    "accounts.sign_in": OPEN,
    "accounts.join": OPEN,
    "accounts.join_by_link": OPEN,
    "accounts.forgot": OPEN,
    "accounts.sign_out": SIGNED_IN,
    "accounts.me_page": SIGNED_IN,
    "accounts.sign_ins": SIGNED_IN,
    "accounts.end_one": (DOOR, 409, 409, 409, 409),
    "accounts.end_others": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.my_data": SIGNED_IN,
    "accounts.listing": HEAD,
    "accounts.invite": HEAD,
    "accounts.edit": HEAD,
    "accounts.stop": HEAD,
    "accounts.resume": HEAD,
    "accounts.code": HEAD,
    "accounts.end_sessions": HEAD,
}
NO_WORDS = {
    "account.password_hash": "a hash",
    "one_time_code.code_hash": "a hash",
    "one_time_code.purpose": "one of three words, by its CHECK",
    "sign_in.token_hash": "a hash",
}
ON_NO_PAGE = {
    "account.login_key": "found by, made of the login",
    "sign_in.browser": "read for the name of a browser, which is ours",
}


def furnish(make, cast):
    return {"account_id": cast["owner"].id, "sign_in_id": 2**31 - 1, "code": "AAAA"}


def in_other_states(make, world):
    make.signed_in(world["cast"]["head"])
    return ["/sign-in?next="]
