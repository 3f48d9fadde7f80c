"""Static files, whole: one process that serves pages and sockets cannot hand a file on piece by piece."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class WholeFiles(WhiteNoiseMiddleware):
    """WhiteNoise answers with an open file, which Django can only read to its end under ASGI, and warns of it.

    Our files are small: they are read here, in the thread that the request has anyway.
    """

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponse:
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(found.status))
        # Only what the file itself says of its kind.
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
