"""Sockets (and pages, where one process serves both), for uvicorn."""

import gc
import os

from django.core.asgi import get_asgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.production")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402

from moderation.detection import get_ready  # noqa: E402
from peersupport.checks import refuse_to_lose_data  # noqa: E402
from realtime.routing import socket_application  # noqa: E402

refuse_to_lose_data()
application = ProtocolTypeRouter({"http": pages, "websocket": socket_application()})
# Pages, and what words are read by, are loaded now, not while the first person waits. What is here by now stays for
# good: looking through it again and again for what can be thrown away took a fifteenth of a busy room's time.
_pages = get_resolver().url_patterns
get_ready()
gc.collect()
gc.freeze()
