"""uvicorn's socket protocol with a short way out: a frame that goes to many is built once and written to each.

Started with `--ws realtime.wire:Wire`. It leans on how uvicorn is built inside, at the version that is locked; where
something is not as expected (compression is on, the reader is behind, the line is closing), `write` says no and the
ordinary way is taken, which any ASGI server has.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from realtime.hub import RAW


class Wire(WebSocketsSansIOProtocol):
    def handle_connect(self, event: Any) -> None:
        super().handle_connect(event)
        # The application starts at the next turn of the loop, so it finds this in its scope.
        if not self.config.ws_per_message_deflate and hasattr(self, "scope"):
            self.scope["extensions"][RAW] = {"write": self.write}

    def write(self, raw: bytes) -> bool:
        """Hand over a frame that is built already; False when it has to wait or cannot be sent like this."""
        if not self.handshake_complete or self.close_sent or self.disconnected or not self.writable.is_set():
            return False
        self.transport.write(raw)
        return True
