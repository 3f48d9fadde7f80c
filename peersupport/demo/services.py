"""Six services of professional help for the demo community. None exists; their numbers are set aside for fiction."""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta
from typing import Any

from care import services as care
from care.hsds import read
from care.needs import TAXONOMY

HOUSE = uuid.UUID("5b0f6c52-6d0c-4a3e-9a53-0f2f5d9a7c11")
WEEKDAYS = "MO,TU,WE,TH,FR"
NAMES = {"en": "English", "ga": "Irish", "pl": "Polish", "uk": "Ukrainian", "fr": "French"}
# Checked so many days ago; None: nobody ever said.
ALL: list[dict[str, Any]] = [
    {
        "name": "Quiet Harbour Talking Rooms",
        "by": "Quiet Harbour (invented)",
        "about": "Counselling with trained counsellors, in a calm house near the river. You choose how fast it goes.",
        "needs": ["talk", "low", "fear", "therapy"],
        "who": "Anyone who would like to talk. You need no letter from a doctor.",
        "ages": (18, None),
        "cost": [("Usual", 40, "for one hour"), ("If money is short", 10, "for one hour")],
        "phone": ("020 915 0142", "Somebody answers, or calls back the same day."),
        "hours": (WEEKDAYS, "09:00", "18:00"),
        "languages": ["en", "pl"],
        "town": "Ardmhór",
        "street": "3 Invented Quay",
        "checked": 20,
    },
    {
        "name": "Room for Grief, Ardmhór",
        "by": "Quiet Harbour (invented)",
        "about": "For people who have lost someone. A group on Thursdays, or talking alone with one person.",
        "needs": ["grief", "talk"],
        "who": "Everyone who has lost someone, however long ago.",
        "ages": (16, None),
        "cost": [("", 0, "")],
        "phone": ("020 915 0177", ""),
        "hours": ("TH", "18:30", "20:30"),
        "languages": ["en", "ga"],
        "town": "Ardmhór",
        "street": "3 Invented Quay",
        "checked": 45,
    },
    {
        "name": "Lamplight Online",
        "by": "Lamplight (invented)",
        "about": "Talk with a counsellor by video or in writing, from wherever you are.",
        "needs": ["talk", "low", "fear"],
        "who": "Adults anywhere in the country.",
        "ages": (18, None),
        "cost": [("", 0, "")],
        "phone": ("020 915 0110", "To ask for a first talk."),
        "hours": ("MO,TU,WE,TH,FR,SA,SU", "16:00", "23:00"),
        "languages": ["en", "uk", "fr"],
        "online": True,
        "checked": 60,
    },
    {
        "name": "Stepping Stones for Young People",
        "by": "Stepping Stones (invented)",
        "about": "Help for young people, with their family if they want that. The first visit is just to meet.",
        "needs": ["young", "family", "eating", "fear"],
        "who": "Young people who live in the county. You can come alone.",
        "ages": (12, 25),
        "cost": [("", 0, "")],
        "phone": ("020 915 0163", "You can also send a text message to this number."),
        "hours": ("MO,WE,FR", "13:00", "19:00"),
        "languages": ["en"],
        "town": "Ballymoor",
        "street": "12 Madeup Street",
        "checked": 90,
    },
    {
        "name": "Open Door Evenings",
        "by": "Open Door (invented)",
        "about": "Evenings with others who live with alcohol, drugs or gambling. Tea, and nobody has to speak.",
        "needs": ["drink", "family"],
        "who": "Everyone, also partners and parents.",
        "ages": (None, None),
        "cost": [("", 0, "")],
        "phone": ("020 915 0188", ""),
        "hours": ("TU", "19:00", "21:00"),
        "languages": ["en", "pl"],
        "town": "Ballymoor",
        "street": "40 Madeup Street",
        "checked": 400,
    },
    {
        "name": "The Tide Clinic",
        "by": "The Tide Clinic (invented)",
        "about": "Doctors and therapists who work together.",
        "needs": ["therapy", "low", "voices"],
        "who": "Adults. They ask for a letter from your doctor.",
        "ages": (18, None),
        "cost": [("First visit", 120, "for one hour"), ("After that", 80, "for one hour")],
        "phone": ("020 915 0125", ""),
        "hours": (WEEKDAYS, "08:30", "17:00"),
        "languages": ["en"],
        "town": "Ardmhór",
        "street": "88 Invented Hill",
        "checked": None,
    },
]


def seed_services(today: date) -> None:
    """The same file that anybody could bring in, through the same service."""
    text = json.dumps([document(one, today) for one in ALL])
    care.import_services(read=read(text.encode(), today=today))


def document(one: dict[str, Any], today: date) -> dict[str, Any]:
    """One of the six in the words of the standard."""
    name, (days, opens, closes), (youngest, oldest) = one["name"], one["hours"], one["ages"]
    number, note = one["phone"]
    made: dict[str, Any] = {
        "id": _id(name),
        "name": name,
        "description": one["about"],
        "email": "hello@example.org",
        "url": "https://example.org/",
        "status": "active",
        "eligibility_description": one["who"],
        "minimum_age": youngest,
        "maximum_age": oldest,
        "phones": [{"id": _id(name, "phone"), "number": number, "type": "voice", "description": note}],
        "schedules": [
            {"id": _id(name, "hours"), "freq": "WEEKLY", "byday": days, "opens_at": opens, "closes_at": closes}
        ],
        "languages": [{"id": _id(name, code), "name": NAMES[code], "code": code} for code in one["languages"]],
        "cost_options": [
            {
                "id": _id(name, "cost", option),
                "option": option,
                "amount": amount,
                "currency": "eur",
                "amount_description": unit,
            }
            for option, amount, unit in one["cost"]
        ],
        "organization": {
            "id": _id(one["by"]),
            "name": one["by"],
            "description": "Invented for this demo community.",
            "website": "https://example.org/",
        },
        "service_at_locations": [{"id": _id(name, "there"), "location": _place(one)}],
        "attributes": [_need(name, code) for code in one["needs"]],
    }
    if one["checked"] is not None:
        made["assured_date"] = (today - timedelta(days=one["checked"])).isoformat()
        made["assurer_email"] = "directory@example.org"
    return made


def _place(one: dict[str, Any]) -> dict[str, Any]:
    if one.get("online"):
        return {"id": _id(one["name"], "place"), "location_type": "virtual", "url": "https://example.org/talk"}
    address = {
        "id": _id(one["name"], "address"),
        "address_1": one["street"],
        "city": one["town"],
        "state_province": "",
        "postal_code": "",
        "country": "IE",
        "address_type": "physical",
    }
    return {"id": _id(one["name"], "place"), "location_type": "physical", "addresses": [address]}


def _need(name: str, code: str) -> dict[str, Any]:
    taxonomy = {"id": _id(TAXONOMY), "name": TAXONOMY, "description": "Needs in plain words."}
    term = {"id": _id(TAXONOMY, code), "code": code, "name": code, "description": code, "taxonomy_detail": taxonomy}
    return {"id": _id(name, "need", code), "link_entity": "service", "taxonomy_term": term}


def _id(*words: str) -> str:
    return str(uuid.uuid5(HOUSE, " ".join(words)))
