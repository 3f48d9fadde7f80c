"""Pages, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peersupport.settings.production")
application = get_wsgi_application()

from moderation.detection import get_ready  # noqa: E402
from peersupport.checks import refuse_to_lose_data  # noqa: E402

refuse_to_lose_data()
get_ready()
