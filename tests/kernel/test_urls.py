import pytest

from rmo_web.kernel.urls import local_or


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
