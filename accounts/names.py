"""Names from a word list: pseudonyms that groups show, and sign-in names that nobody else sees.

The words are gentle and say nothing of a person: no gender, place, illness, religion, colour of skin or size of body.
"""

from __future__ import annotations

import random
import secrets

ADJECTIVES = """
able airy amber ample autumn balmy bookish boundless brave breezy bright brisk bronze calm candid careful cedar
clear clever cloudy coastal copper coral cosy crisp curious daring dawn deep distant drifting early earnest
easy ember even evening fabled faithful fern fine first flowing fond free fresh friendly gentle gilded glad
glowing golden good graceful grand grateful green hazel heartfelt hidden hopeful humble idle indigo inland ivory jade
jolly keen kind lasting lavender leafy level light lilac limber lively long loyal lucky lunar maple
marble mellow merry midday mild misty modest morning mossy neat nimble noble northern novel olive open
patient pearly peaceful pine plain playful plucky poised proud quick quiet rainy ready restful roaming rosy rural
rustic sandy sage serene shady silver simple sincere sleepy smooth snowy soft southern spring
starry steady still subtle summer sunny swift tawny teal tender thoughtful tidal tidy tranquil trusty
twilight upland vivid wandering warm watchful wavy welcome western wild windy winter wise witty wooded
""".split()

NOUNS = """
acorn alder almond anchor apple arbour aspen aster badger bakery barley basil bay beacon bear beech bell
berry birch bison blossom boat bramble breeze bridge brook bumblebee buttercup cabin candle canoe canyon cedar chestnut
chime clearing cliff clover comet compass cove crane creek cricket crow curlew cypress daisy dale deer dolphin dove
dragonfly drum duck dune eagle elder elk elm falcon feather fern fiddle field finch firefly fjord flute forest
fountain fox frog garden gate glade goose grove gull hare harbour harp hawk heather hedge hedgehog heron hill
hollow ibis inlet island ivy jay juniper kestrel kettle kingfisher kite lagoon lake lantern larch lark leaf
lighthouse lily linden linnet lynx magpie maple marten marsh meadow mill mint moon moor moss moth mountain
nettle newt oak oasis oat orchard oriole osprey otter owl paddle parsley path pebble pelican petal pier
pigeon pine plover plum pond poplar poppy prairie puffin quail quarry rabbit raft raven reed reef ridge
river robin rook rowan sail salmon sandpiper sparrow spruce squirrel star starling stone stream swallow swan swift
teapot tern thicket thistle thrush thyme tide toad trail trout tulip turtle valley violet vole walnut warbler
waterfall wave willow window wren
""".split()


def pseudonym(rng: random.Random | None = None) -> str:
    """Two words such as "Quiet Heron". `rng` makes it repeatable for demo data; without one it is random."""
    pick = rng.choice if rng else secrets.choice
    return f"{pick(ADJECTIVES)} {pick(NOUNS)}".title()


def sign_in_name() -> str:
    """A suggestion such as "quiet-heron-417". Nothing says that it is free: the form does."""
    return f"{secrets.choice(ADJECTIVES)}-{secrets.choice(NOUNS)}-{secrets.randbelow(900) + 100}"


def is_from_the_list(name: str) -> bool:
    """Could `sign_in_name()` have made this?"""
    parts = name.split("-")
    return (
        len(parts) == 3
        and parts[0] in _ADJECTIVES
        and parts[1] in _NOUNS
        and parts[2].isascii()
        and parts[2].isdigit()
        and len(parts[2]) == 3
    )


_ADJECTIVES, _NOUNS = frozenset(ADJECTIVES), frozenset(NOUNS)
