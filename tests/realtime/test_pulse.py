"""The beat of a process ends when the process does."""

from __future__ import annotations

import asyncio

from realtime import pulse
from realtime.hub import Hub
from realtime.lanes import Lanes


async def test_a_beat_ends_also_when_something_wakes_it_in_that_very_moment() -> None:
    hub, lanes = Hub(), Lanes()
    hub.attach(asyncio.get_running_loop())
    assert hub.wake is not None
    beat = pulse.start(hub, lanes)
    await asyncio.sleep(0.05)
    hub.wake.set()
    await asyncio.sleep(0)
    beat.cancel()
    done, _ = await asyncio.wait({beat}, timeout=2)
    lanes.close()
    assert done == {beat}
