"""Characters that look alike become one plain letter, and every letter remembers where it stood."""

from __future__ import annotations

import unicodedata

# Letters of other alphabets that are drawn like Latin ones.
_ALIKE: dict[str, str] = {}
for _strange, _plain in (
    ("øđħıłŧƒɑɡɢɩɪɴʀʏʙʜʟΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγδε", "oðhiltfaggiinrybhlabezhikmnoptyxayde"),
    ("ικλνορστυχωϲϳЅІЈАВЕКМНОРСТУХавгезкмн", "iklvopotuxwcjsijabekmhopctyxabre3kmh"),
    ("опрстухъьѕіјһӏԁԌԛԝᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱ", "onpctyxbbsijhldgqwacdejkmoptuvwzfs"),
):
    _ALIKE |= dict(zip(_strange, _plain, strict=True))
_ALIKE |= {"đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "η": "n", "μ": "u", "β": "b"}
_MARKS = dict.fromkeys("’‘‛ʼ`´′ʹ＇", "'") | dict.fromkeys("“”„‟«»″〝〞＂", '"')
_MARKS |= {"…": ".", "—": ";", "–": "-", "‐": "-", "‑": "-", "−": "-", "¿": " ", "¡": " ", "。": ".", "，": ","}
_MARKS |= {"•": ".", "·": ".", "¹": "1", "€": "e", "£": "£", "¥": "y"}
_ASCII = [chr(code).lower() if code >= 32 else " " for code in range(128)]
_ASCII[10] = _ASCII[13] = "\n"
_ASCII[96] = "'"
_DROPPED = {"Mn", "Me", "Cf", "Cc", "Sk"}


_known: dict[str, str] = {}


def fold_char(char: str) -> str:
    """One character as lower-case plain text; nothing if it is invisible."""
    if char.isascii():
        return _ASCII[ord(char)]
    found = _known.get(char)
    if found is None:
        found = _fold_char(char)
        if len(_known) > 20_000:
            _known.clear()
        _known[char] = found
    return found


def _fold_char(char: str) -> str:
    if char in _MARKS:
        return _MARKS[char]
    if char in "\u2028\u2029":
        return "\n"
    code = ord(char)
    if char in _ALIKE:
        return _ALIKE[char]
    for first in (0x1F130, 0x1F150, 0x1F170):  # squared and circled capitals have no decomposition
        if first <= code < first + 26:
            return chr(97 + code - first)
    category = unicodedata.category(char)
    if category in _DROPPED or 0x1F3FB <= code <= 0x1F3FF:
        return ""
    if category.startswith("Z"):
        return " "
    plain = unicodedata.normalize("NFKD", char)
    if plain != char:
        return "".join(fold_char(c) for c in plain if c != char)
    return char.lower()


def fold(text: str) -> tuple[str, list[int] | None]:
    """The folded text, and for each of its characters the offset in the original.

    None stands for the identity: most messages are plain ASCII and need no map.
    """
    if text.isascii():
        return text.lower().replace("`", "'"), None
    table = {char: fold_char(char) for char in set(text)}
    if all([len(plain) == 1 for plain in table.values()]):
        return text.translate({ord(char): plain for char, plain in table.items()}), None
    out: list[str] = []
    origin: list[int] = []
    for at, char in enumerate(text):
        plain = table[char]
        if len(plain) == 1:
            out.append(plain)
            origin.append(at)
        elif plain:
            for piece in plain:
                out.append(piece)
                origin.append(at)
    origin.append(len(text))
    return "".join(out), origin


def foreign(text: str) -> bool:
    """Mostly letters of an alphabet that no enabled pack is written in."""
    if text.isascii():
        return False
    letters = other = 0
    for char in text[:400]:
        if char.isalpha():
            letters += 1
            code = ord(char)
            if 0x370 <= code < 0x1E00 or 0x2E80 <= code < 0xFB00:
                other += 1
    return other >= 3 and other * 2 > letters
