"""Exit code 0 when the web process in this container is ready. Asks as the proxy would: by the host's own name."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

port = os.environ.get("UVICORN_PORT") or os.environ.get("PORT", "8000")
headers = {"Host": urlsplit(os.environ["SITE_ORIGIN"]).netloc, "X-Forwarded-Proto": "https"}
try:
    request = urllib.request.Request(f"http://127.0.0.1:{int(port)}/healthz/ready", headers=headers)
    with urllib.request.urlopen(request, timeout=8) as answer:
        sys.exit(0 if answer.status == 200 else 1)
except (OSError, urllib.error.URLError) as error:
    sys.exit(f"not ready: {error}")
