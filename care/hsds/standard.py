"""What the standard says: every object with its fields, what must be filled, and what lies inside what.

`tests/care/test_hsds_standard.py` compares this table with the standard's own schemas, field by field.
"""

from __future__ import annotations

from dataclasses import dataclass

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
PLACES = ("physical", "postal", "virtual")


@dataclass(frozen=True)
class Field:
    """`kind`: text, uuid, uri, email, number, date, time or moment. `needed` fields have to be there."""

    name: str
    kind: str = "text"
    needed: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """One kind of object. `many` and `one` say what lies inside it, and by which column a table says the same.

    many: name of the list -> (shape, column of the child's table that points here)
    one:  name of the object -> (shape, column of this table that points there)
    """

    name: str
    file: str
    fields: dict[str, Field]
    many: dict[str, tuple[str, str]]
    one: dict[str, tuple[str, str]]
    # Columns of its table that only say whose it is: nested, the place in the file says that.
    owners: tuple[str, ...]


def _fields(text: str) -> dict[str, Field]:
    """`name:kind=choice/choice!` for each field; `!` where it is needed."""
    found = {}
    for word in text.split():
        needed = word.endswith("!")
        word, _equals, choices = word.rstrip("!").partition("=")
        name, _colon, kind = word.partition(":")
        chosen = tuple(choice.replace("_", " ") for choice in choices.split("/")) if choices else ()
        found[name] = Field(name, kind or "text", needed, chosen)
    return found


def _links(text: str) -> dict[str, tuple[str, str]]:
    """`name>shape.column` for each."""
    found = {}
    for word in text.split():
        name, _arrow, target = word.partition(">")
        shape, _dot, column = target.partition(".")
        found[name] = (shape, column)
    return found


ATTRIBUTES = "attributes>attribute.link_id"
METADATA = "metadata>metadata.resource_id"
BOTH = f"{ATTRIBUTES} {METADATA}"
DAYS = "MO/TU/WE/TH/FR/SA/SU"

SHAPES: dict[str, Shape] = {}


def _shape(name: str, file: str, fields: str, *, many: str = BOTH, one: str = "", owners: str = "") -> None:
    SHAPES[name] = Shape(name, file, _fields("id:uuid! " + fields), _links(many), _links(one), tuple(owners.split()))


_shape(
    "service",
    "services.csv",
    "organization_id:uuid program_id:uuid name! alternate_name description url:uri email:email "
    "status=active/inactive/defunct/temporarily_closed! interpretation_services application_process fees_description "
    "wait_time fees accreditations eligibility_description minimum_age:number maximum_age:number assured_date:date "
    "assurer_email:email licenses alert last_modified:moment",
    many="phones>phone.service_id schedules>schedule.service_id service_areas>service_area.service_id "
    "service_at_locations>service_at_location.service_id languages>language.service_id funding>funding.service_id "
    "cost_options>cost_option.service_id required_documents>required_document.service_id contacts>contact.service_id "
    f"additional_urls>url.service_id capacities>service_capacity.service_id {BOTH}",
    one="organization>organization.organization_id program>program.program_id",
)
_shape(
    "organization",
    "organizations.csv",
    "name! alternate_name description! email:email website:uri tax_status tax_id year_incorporated:number legal_status "
    "logo uri:uri parent_organization_id:uuid",
    many="additional_websites>url.organization_id funding>funding.organization_id contacts>contact.organization_id "
    "phones>phone.organization_id locations>location.organization_id programs>program.organization_id "
    f"organization_identifiers>organization_identifier.organization_id {BOTH}",
)
_shape(
    "location",
    "locations.csv",
    "location_type=physical/postal/virtual! url:uri organization_id:uuid name alternate_name description "
    "transportation latitude:number longitude:number external_identifier external_identifier_type",
    many="languages>language.location_id addresses>address.location_id contacts>contact.location_id "
    "accessibility>accessibility.location_id phones>phone.location_id schedules>schedule.location_id " + BOTH,
    owners="organization_id",
)
_shape(
    "service_at_location",
    "service_at_location.csv",
    "service_id:uuid location_id:uuid description",
    many="service_areas>service_area.service_at_location_id contacts>contact.service_at_location_id "
    f"phones>phone.service_at_location_id schedules>schedule.service_at_location_id {BOTH}",
    one="location>location.location_id",
    owners="service_id",
)
_shape(
    "phone",
    "phones.csv",
    "location_id:uuid service_id:uuid organization_id:uuid contact_id:uuid service_at_location_id:uuid number! "
    "extension:number type description",
    many=f"languages>language.phone_id {BOTH}",
    owners="location_id service_id organization_id contact_id service_at_location_id",
)
_shape(
    "schedule",
    "schedules.csv",
    "service_id:uuid location_id:uuid service_at_location_id:uuid valid_from:date valid_to:date dtstart:date "
    f"timezone:number until:date count:number wkst={DAYS} freq=WEEKLY/MONTHLY interval:number byday byweekno "
    "bymonthday byyearday description opens_at:time closes_at:time schedule_link:uri attending_type notes",
    owners="service_id location_id service_at_location_id",
)
_shape(
    "service_area",
    "service_areas.csv",
    "service_id:uuid service_at_location_id:uuid name description extent extent_type uri",
    owners="service_id service_at_location_id",
)
_shape(
    "language",
    "languages.csv",
    "service_id:uuid location_id:uuid phone_id:uuid name code note",
    owners="service_id location_id phone_id",
)
_shape(
    "cost_option",
    "cost_options.csv",
    "service_id:uuid valid_from:date valid_to:date option currency amount:number amount_description",
    owners="service_id",
)
_shape(
    "address",
    "addresses.csv",
    "location_id:uuid attention address_1! address_2 city! region state_province! postal_code! country! "
    "address_type=physical/postal/virtual!",
    owners="location_id",
)
_shape(
    "contact",
    "contacts.csv",
    "organization_id:uuid service_id:uuid service_at_location_id:uuid location_id:uuid name title department "
    "email:email",
    many=f"phones>phone.contact_id {BOTH}",
    owners="organization_id service_id service_at_location_id location_id",
)
_shape(
    "attribute",
    "attributes.csv",
    "link_id:uuid taxonomy_term_id:uuid link_type link_entity value label",
    many=METADATA,
    one="taxonomy_term>taxonomy_term.taxonomy_term_id",
    owners="link_id",
)
_shape(
    "taxonomy_term",
    "taxonomy_terms.csv",
    "code name! description! parent_id:uuid taxonomy language taxonomy_id:uuid term_uri:uri",
    many=METADATA,
    one="taxonomy_detail>taxonomy.taxonomy_id",
)
_shape("taxonomy", "taxonomies.csv", "name! description! uri:uri version", many=METADATA)
_shape(
    "program",
    "programs.csv",
    "organization_id:uuid name! alternate_name description!",
    owners="organization_id",
)
_shape("funding", "funding.csv", "organization_id:uuid service_id:uuid source", owners="organization_id service_id")
_shape("required_document", "required_documents.csv", "service_id:uuid document uri:uri", owners="service_id")
_shape("accessibility", "accessibility.csv", "location_id:uuid description details url:uri", owners="location_id")
_shape(
    "organization_identifier",
    "organization_identifiers.csv",
    "organization_id:uuid identifier_scheme identifier_type! identifier!",
    owners="organization_id",
)
_shape(
    "metadata",
    "metadata.csv",
    "resource_id:uuid resource_type last_action_date:date! last_action_type! field_name! previous_value! "
    "replacement_value! updated_by!",
    many="",
    owners="resource_id",
)
_shape(
    "url",
    "url.csv",
    "label url:uri! organization_id:uuid service_id:uuid",
    owners="organization_id service_id",
)
_shape(
    "service_capacity",
    "service_capacity.csv",
    "service_id:uuid unit_id:uuid available:number! maximum:number description updated:moment!",
    one="unit>unit.unit_id",
    owners="service_id",
)
_shape("unit", "units.csv", "name! scheme identifier uri:uri")

BY_FILE = {shape.file: shape for shape in SHAPES.values()}
# An object of the standard that describes tables; nothing in it is about a service.
LEFT_ASIDE = ("meta_table_descriptions.csv", "datapackage.json")
# Objects that must name the shape of their owner beside its id.
NAMES_ITS_OWNER = {"attribute": "link_entity", "metadata": "resource_type"}
# What has to be there but may be empty: not every address has a state, and a new value had none before.
MAY_BE_EMPTY = {
    "address": {"address_1", "city", "state_province", "postal_code", "country"},
    "metadata": {"previous_value", "replacement_value", "field_name", "updated_by"},
    "organization": {"description"},
    "program": {"description"},
    "taxonomy_term": {"description"},
    "taxonomy": {"description"},
}
