"""The only reader and writer of HX-* headers."""

from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request
from werkzeug.wrappers.response import Response as AnyResponse

from rmo_web.kernel import site
from rmo_web.kernel.urls import local_or


def wants_fragment() -> bool:
    """Htmx asked, and not to rebuild a whole page (back button, boosted link or form)."""
    whole = "HX-History-Restore-Request" in request.headers or "HX-Boosted" in request.headers
    return "HX-Request" in request.headers and not whole


def show(page: str, fragment: str = "", *, code: int = 200, **values: object) -> Response:
    """The page for a browser, its fragment for htmx: one URL, one context."""
    name = fragment if fragment and wants_fragment() else page
    return make_response(render_template(name, **values), code)


def instead_of(element: str, answer: Response) -> Response:
    """A refused fragment that replaces this element; without it the page stays as it is."""
    if wants_fragment() and answer.status_code >= 400:
        answer.headers.update({"HX-Retarget": f"#{element}", "HX-Reswap": "outerHTML"})
    return answer


def announce(answer: Response, event: str) -> Response:
    """Whatever on the page waits for this event asks for itself anew."""
    answer.headers["HX-Trigger"] = event
    return answer


def is_from_first_page() -> bool:
    """Whether a button of what waits was pressed: the first page stays, and asks its list anew."""
    return request.form.get("from", "").partition("?")[0] == "/"


def leave_for(url: str) -> AnyResponse:
    """Go on to another page, or stay where the button stood, which says so by `from`.

    Htmx would swap a followed redirect into the form.
    """
    url = local_or(request.form.get("from", ""), url)
    if wants_fragment():
        return Response(status=204, headers=_leaving_for(url))
    return redirect(url, code=303)


def _leaving_for(url: str) -> dict[str, str]:
    if is_from_first_page():
        return {"HX-Trigger": "waiting"}
    if url.partition("#")[0] == page_behind():  # a browser that is there would only scroll
        return {"HX-Refresh": "true"}
    return {"HX-Redirect": url}


def page_behind() -> str:
    """The address of the page on the screen: the fragment's own is not one to come back to."""
    behind = request.headers.get("HX-Current-URL", "")
    if wants_fragment() and site.is_ours(behind):
        said = urlsplit(behind)
        return f"{said.path}?{said.query}".rstrip("?")
    return request.full_path.rstrip("?")


def refuse(
    message: str,
    *,
    code: int = 409,
    name: str = "_message.html",
    into: str = "messages",
    more: str = "",
    **values: object,
) -> Response:
    """One sentence into the page's messages, or nearer; what stands on the page stays.

    `more` is markup that finds its places by itself (out of band).
    """
    said = render_template(name, message=message, **values)
    return Response(said + more, code, {"HX-Retarget": f"#{into}", "HX-Reswap": "innerHTML"})
