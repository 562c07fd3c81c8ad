"""The fields of a company that are changed in place: the same cell in the list and on the record."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.foundation.parties.models import BuyerKind, Company, Person, Stage
from carnet.foundation.tags.queries import tags_of
from carnet.foundation.ui.lists import Column, Row
from carnet.foundation.ui.rules import spreadsheet_phone
from carnet.foundation.ui.segments import along, by_choice
from carnet.foundation.ui.templatetags.carnet import phone, siret

_TONES = {Stage.CUSTOMER: "ok", Stage.HOT: "warn", Stage.WARM: "info"}

Choices = Sequence[tuple[str, str | Promise]]


def editable(owners: Mapping[int, str]) -> dict[str, Column]:
    """Columns by the name of the field that they edit; `owners` names the workspace's members by id."""
    return {column.edits: column for column in (*follow_up(owners), *_reach(), *_identity())}


def follow_up(owners: Mapping[int, str]) -> tuple[Column, Column]:
    """Stage and owner: the same of a company and of a person."""
    # Each word looked up once, not once a row.
    tags = {stage.value: (_TONES.get(stage, ""), str(stage.label)) for stage in Stage}
    return (
        Column(
            "etape",
            gettext_lazy("Stage"),
            ("stage",),
            lambda _row: "",
            by_choice("stage", Stage.values, "name_key"),
            edits="stage",
            input="choices",
            card="brief",
            tag=lambda row: tags[row["stage"]],
            export=lambda row: tags[row["stage"]][1],
        ),
        Column(
            "suivi",
            gettext_lazy("Followed by"),
            ("owner_id",),
            lambda row: owners.get(row["owner_id"], ""),
            edits="owner",
            input="choices",
            card="hide",
        ),
    )


def _reach() -> tuple[Column, ...]:
    return (
        Column(
            "ville",
            gettext_lazy("City"),
            ("city",),
            _value("city"),
            along("city", "name_key"),
            edits="city",
            card="brief",
        ),
        Column(
            "telephone",
            gettext_lazy("Phone"),
            ("phone",),
            lambda row: phone(row["phone"]),
            edits="phone",
            input="tel",
            is_shown=False,
            export=lambda row: spreadsheet_phone(row["phone"]),
        ),
        plain("courriel", gettext_lazy("E-mail"), "email", "email"),
        plain("rue", gettext_lazy("Street"), "street"),
        plain("cp", gettext_lazy("Postcode"), "postcode"),
        plain("site", gettext_lazy("Website"), "website", "url"),
    )


def _identity() -> tuple[Column, ...]:
    def number(key: str, label: str | Promise, field: str) -> Column:
        return Column(key, label, (field,), lambda row: siret(row[field]), edits=field, is_shown=False)

    return (
        Column(
            "acheteur",
            gettext_lazy("Kind of buyer"),
            ("buyer_kind",),
            lambda row: str(BuyerKind(row["buyer_kind"]).label),
            edits="buyer_kind",
            input="choices",
            is_shown=False,
        ),
        plain("denomination", gettext_lazy("Legal name"), "legal_name"),
        number("siren", gettext_lazy("SIREN"), "siren"),
        number("siret", gettext_lazy("SIRET"), "siret"),
        plain("tva", pgettext_lazy("field", "VAT number"), "vat_number"),
        plain("naf", gettext_lazy("Activity (NAF)"), "naf_code"),
        plain("secteur", gettext_lazy("Industry"), "industry"),
    )


def plain(key: str, label: str | Promise, field: str, kind: str = "text") -> Column:
    return Column(key, label, (field,), _value(field), edits=field, input=kind, is_shown=False)


def _value(field: str) -> Callable[[Row], str]:
    return lambda row: row[field]


def flag(row: Row) -> tuple[str, str] | None:
    """A word beside the name of who may not be prospected."""
    if row["objected_at"]:
        return "bad", _("objects")
    return ("warn", _("frozen")) if row["restricted_at"] else None


FLAGS = ("objected_at", "restricted_at")
"""The columns that `flag` reads."""


def stage_tag(row: Row) -> tuple[str, str]:
    return _TONES.get(row["stage"], ""), str(Stage(row["stage"]).label)


def choices_of(field: str, owners: Mapping[int, str]) -> Choices:
    """What a field that is chosen rather than typed may hold; empty for the others."""
    if field == "owner":
        return [("", "—"), *((str(pk), name) for pk, name in owners.items())]
    civilities = [("", "—"), *Person.Civility.choices]
    return {"stage": Stage.choices, "buyer_kind": BuyerKind.choices, "civility": civilities}.get(field, [])


def parse(field: str, text: str, owners: Mapping[int, str]) -> object:
    """The value that a service takes for what was typed or chosen. Raises ValueError for what was not offered."""
    if field == "owner":
        if not text:
            return None
        if not text.isdigit() or int(text) not in owners:
            raise ValueError(text)
        return int(text)
    offered = choices_of(field, owners)
    if offered and text not in {value for value, _ in offered}:
        raise ValueError(text)
    return text


def row_of(party: Company | Person) -> Row:
    """A company or a person as a list's row."""
    return {field.attname: getattr(party, field.attname) for field in party._meta.concrete_fields}


def tags(party: type[Company] | type[Person]) -> Column:
    def load(rows: list[Row]) -> None:
        found = tags_of(party, [row["id"] for row in rows])
        for row in rows:
            row["tags"] = found.get(row["id"], [])

    label = gettext_lazy("Tags")
    return Column("etiquettes", label, (), lambda row: ", ".join(row["tags"]), is_shown=False, loads=load)
