"""Messages to a device by web push: sealed for it (RFC 8291), signed by us (RFC 8292), and without any content.

Off unless the installation has a key of its own (VAPID_PRIVATE_KEY). The services of browser makers carry them, so what
travels says nothing: one neutral line, and that only the device can open.
"""
