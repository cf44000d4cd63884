import pytest

from rmo_web.kernel.errors import Refused
from rmo_web.kernel.urls import check_link, local_or, pressed


@pytest.mark.parametrize("url", ["/", "/plan/?a=1#row-3", "/члены/"])
def test_a_path_of_this_site_is_followed(url):
    assert local_or(url, "/home") == url


@pytest.mark.parametrize(
    "url",
    ["", "plan", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
     "javascript:alert(1)", "/\t/evil.example", "/a\nb", "/\x00", " //evil.example", "/a\\..\\b"],
)  # fmt: skip
def test_any_other_address_is_not(url):
    assert local_or(url, "/home") == "/home"


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "HTTP://example.org:8080/a@b?c=d@e", "https://пример.рф/п", "http://[::1]/"],
)  # fmt: skip
def test_an_address_of_the_web_is_a_link(url):
    check_link(url)
    assert pressed(url) == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("javascript:alert(1)", "начинается"),
        ("ftp://example.org", "начинается"),
        ("//example.org", "начинается"),
        ("https://", "нет адреса"),
        ("https:///user@evil.example", "нет адреса"),
        ("https:/\\user@evil.example", "начинается"),
        ("https://[", "нет адреса"),
        ("https://example.org:99999999/", "нет адреса"),
        ("https://gosuslugi.ru@evil.example/", "имя или пароль"),
        ("https://gosuslugi.ru:1@evil.example/", "имя или пароль"),
        ("https://evil.example\\@gosuslugi.ru/", "имя или пароль"),
        ("https://@evil.example/", "имя или пароль"),
    ],
)
def test_a_link_that_leads_elsewhere_than_it_seems_is_refused(url, why):
    with pytest.raises(Refused, match=why):
        check_link(url)
    assert pressed(url) == ""
