"""The fields of a person that are changed in place."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from carnet.foundation.parties.models import Person
from carnet.foundation.ui.lists import Column
from carnet.foundation.ui.rules import spreadsheet_phone
from carnet.foundation.ui.templatetags.carnet import phone

from .company_fields import follow_up, plain


def editable(owners: Mapping[int, str]) -> dict[str, Column]:
    """Columns by the name of the field that they edit; `owners` names the workspace's members by id."""
    columns = (
        Column(
            "civilite",
            gettext_lazy("Civility"),
            ("civility",),
            lambda row: str(Person.Civility(row["civility"]).label) if row["civility"] else "",
            edits="civility",
            input="choices",
            is_shown=False,
        ),
        plain("prenom", gettext_lazy("First name"), "given_name"),
        plain("nom_seul", gettext_lazy("Last name"), "family_name"),
        Column(
            "telephone",
            gettext_lazy("Phone"),
            ("phone",),
            lambda row: phone(row["phone"]),
            edits="phone",
            input="tel",
            export=lambda row: spreadsheet_phone(row["phone"]),
        ),
        Column(
            "courriel",
            gettext_lazy("E-mail"),
            ("email",),
            lambda row: row["email"],
            edits="email",
            input="email",
        ),
        *follow_up(owners),
    )
    return {column.edits: column for column in columns}
