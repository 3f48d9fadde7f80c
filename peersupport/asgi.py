"""Sockets (and pages, where one process serves both), for uvicorn."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.production")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402

from peersupport.checks import refuse_to_lose_data  # noqa: E402
from realtime.routing import socket_application  # noqa: E402

refuse_to_lose_data()
application = ProtocolTypeRouter({"http": pages, "websocket": socket_application()})
