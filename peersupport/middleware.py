"""The roof's own middleware: passkeys need `localhost`, and errors people can live with."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

Next = Callable[[HttpRequest], HttpResponse]


class LocalhostRedirect:
    """`make run` listens on 127.0.0.1; browsers refuse passkeys on a bare address, so pages move to `localhost`."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.wanted = urlsplit(settings.SITE_ORIGIN)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(settings, "REDIRECT_LOOPBACK_TO_LOCALHOST", False) and request.method in ("GET", "HEAD"):
            host = request.META.get("HTTP_HOST", "").rpartition(":")[0] or request.META.get("HTTP_HOST", "")
            if host in ("127.0.0.1", "[::1]") and not request.path.startswith("/healthz/"):
                return HttpResponseRedirect(settings.SITE_ORIGIN + request.get_full_path())
        return self.get_response(request)


# Pages and forms need no more; a library's view takes PUT for POST.
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class KindErrors:
    """Text that no database column can hold is refused before any view sees it: never a 500 for a NUL byte.

    And no refusal is an empty page.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            from peersupport.views import bad_request

            return bad_request(request)
        if request.method not in METHODS:
            return _said(request, HttpResponseNotAllowed(METHODS))
        return _said(request, self.get_response(request))


def _said(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An empty "not this way" is given its page: somebody stands before it, led there by a sign-in or an old tab."""
    if response.status_code != 405 or response.streaming or response.content:
        return response
    from peersupport.views import not_this_way

    # The page is put into the refusal, which carries what the layers below said of keeping and framing it.
    response.content = not_this_way(request).content
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Length"] = str(len(response.content))
    return response
