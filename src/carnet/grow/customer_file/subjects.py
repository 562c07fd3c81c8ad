"""What companies and people can be asked about beside the workspace's own fields: columns, what other rooms know."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django_scopes import scopes_disabled

from carnet.foundation.agenda.models import Task
from carnet.foundation.fields.queries import visible_fields
from carnet.foundation.fields.rules.asking import Operator, Question
from carnet.foundation.fields.rules.definitions import Holder, Kind
from carnet.foundation.filters import places, totals
from carnet.foundation.filters.subjects import (
    COUNTED,
    YES_NO,
    Catalogue,
    Clause,
    Subject,
    beside,
    catalogue,
    column,
    day,
    days,
    flag,
    named,
    own,
    phone,
)
from carnet.foundation.opportunities.models import Opportunity, PipelineStage
from carnet.foundation.parties.models import (
    Affiliation,
    BuyerKind,
    Company,
    CompanyValue,
    Person,
    PersonValue,
    Provenance,
    Source,
    Stage,
)
from carnet.foundation.tags.models import CompanyTag, PersonTag
from carnet.foundation.tags.queries import every_tag
from carnet.foundation.workspaces.models import Membership
from carnet.grow.imports.models import Import, Touched
from carnet.sell.closing.models import Quote
from carnet.tested import Tested

from .company_map import nowhere

O = Operator  # noqa: E741 - as in a table
MINE = "moi"
Owners = Mapping[int, str]
Party = type[Company] | type[Person]


def company_subjects(member: Membership, owners: Owners) -> Catalogue:
    """Everything that the list of companies can be asked about, by its key in addresses, in the builder's order."""
    mine = visible_fields(Holder.COMPANY, member)
    return catalogue(
        [
            *_relation(Company, "company", member, owners),
            *_deals(),
            *_company_columns(),
            *_facts(Company, "company"),
            *(own(one, CompanyValue, _("Our fields")) for one in mine),
        ]
    )


def person_subjects(member: Membership, owners: Owners) -> Catalogue:
    mine = visible_fields(Holder.PERSON, member)
    return catalogue(
        [
            *_relation(Person, "person", member, owners),
            *_person_columns(),
            *_facts(Person, "person"),
            *(own(one, PersonValue, _("Our fields")) for one in mine),
        ]
    )


def _present(model: Party) -> Any:
    return model.objects.present


def _relation(model: Party, link: str, member: Membership, owners: Owners) -> list[Subject]:
    family, rows = _("Follow-up"), _present(model) if model is Company else None

    def people() -> Sequence[tuple[str, str | Promise]]:
        return [(MINE, _("Me")), *((str(pk), name) for pk, name in owners.items() if pk != member.pk)]

    def followed(asked: Question) -> Clause:
        if asked.operator in {O.EMPTY, O.FILLED}:
            return Clause(Q(owner__isnull=asked.operator == O.EMPTY))
        chosen = [member.pk if code == MINE else int(code) for code in asked.values]
        test = Q(owner__in=chosen)
        if asked.operator == O.NONE_OF:
            return Clause(Q(owner=None) | ~test)
        return Clause(test, rows().filter(test).values_list("pk", flat=True) if rows else None)

    return [
        _chosen("etape", _("Stage"), column("stage", rows), lambda: Stage.choices, family),
        Subject(
            named("etiquette", _("Tags"), Kind.CHOICES), _tagged(link), family,
            lambda: [(str(pk), name) for pk, name in every_tag()], never=_("has none"), ever=_("has at least one"),
        ),
        Subject(named("suivi", _("Followed by"), Kind.CHOICE), followed, family, people, never=_("is nobody")),
        Subject(
            named("contact", _("Last contact"), Kind.DATE), day("last_contact_at", rows), family,
            never=pgettext("last contact", "never"), ever=pgettext("last contact", "at least once"),
        ),
        Subject(
            named("action", _("Next action"), Kind.DATE), _due(link), family,
            never=pgettext("next action", "is missing"), ever=pgettext("next action", "is planned"),
        ),
    ]  # fmt: skip


def _tagged(link: str) -> Any:
    def clause(asked: Question) -> Clause:
        rows = (CompanyTag if link == "company" else PersonTag)._base_manager
        if asked.operator in {O.EMPTY, O.FILLED}:
            return Clause(beside(rows.all(), link, is_without=asked.operator == O.EMPTY).test)
        chosen = [int(code) for code in asked.values]
        if asked.operator == O.ALL_OF:
            parts = [beside(rows.filter(tag=pk), link) for pk in chosen]
            return Clause(Q(*(part.test for part in parts)), parts[0].numbers)
        return beside(rows.filter(tag__in=chosen), link, is_without=asked.operator == O.NONE_OF)

    return clause


def _due(link: str) -> Any:
    """By the day of the earliest open task."""

    def clause(asked: Question) -> Clause:
        with scopes_disabled():
            beside_it = Task.objects.open()
        if asked.operator in {O.EMPTY, O.FILLED}:
            return beside(beside_it, link, is_without=asked.operator == O.EMPTY)
        start, end = days(asked)
        test = beside(beside_it.filter(due_on__lt=end) if end else beside_it, link).test
        if start:
            test &= beside(beside_it.filter(due_on__lt=start), link, is_without=True).test
        near = Task.objects.open().filter(**{f"{link}__isnull": False})
        near = near.filter(due_on__lt=end) if end else near
        near = near.filter(due_on__gte=start) if start else near
        return Clause(test, near.order_by().values_list(f"{link}_id", flat=True))

    return clause


def _deals() -> list[Subject]:
    family = _("Sales")

    def quotes() -> QuerySet[Quote]:
        return Quote.objects.pending()

    def deals() -> QuerySet[Opportunity]:
        return Opportunity.objects.open()

    def won() -> QuerySet[Opportunity]:
        return Opportunity.objects.won()

    def at_stage(asked: Question) -> Clause:
        plain = deals().filter(stage__in=[int(code) for code in asked.values])
        with scopes_disabled():
            beside_it = deals().filter(stage__in=[int(code) for code in asked.values])
        return Clause(beside(beside_it, "company").test, beside(plain, "company").numbers)

    def stages() -> Sequence[tuple[str, str]]:
        return [(str(pk), name) for pk, name in PipelineStage.objects.order_by("position").values_list("pk", "name")]

    figures = [
        ("affaires", _("Open deals"), Kind.NUMBER, totals.counted(deals, "company")),
        ("encours", _("Amount of open deals"), Kind.MONEY, totals.summed(deals, "company", "amount_cents")),
        ("gagne", _("Amount won"), Kind.MONEY, totals.summed(won, "company", "amount_cents")),
        ("devis", _("Quotes waiting for an answer"), Kind.NUMBER, totals.counted(quotes, "company")),
        ("montant-devis", _("Amount of waiting quotes"), Kind.MONEY, totals.summed(quotes, "company", "net_cents")),
    ]
    return [
        *(Subject(named(key, label, kind), read, family, offered=COUNTED) for key, label, kind, read in figures),
        Subject(
            named("etape-affaire", _("Stage of an open deal"), Kind.CHOICE), at_stage, family, stages,
            offered=(O.ANY_OF,),
        ),
    ]  # fmt: skip


def _company_columns() -> list[Subject]:
    family, where, rows = _("Identity"), _("Place"), _present(Company)
    ends = (O.FILLED, O.EMPTY, O.IS, O.BEGINS, O.CONTAINS)
    return [
        Subject(named("nom", _("Name"), Kind.TEXT), column("name", rows, key="name_key"), family),
        _chosen("acheteur", _("Kind of buyer"), column("buyer_kind", rows), lambda: BuyerKind.choices, family),
        Subject(named("secteur", _("Industry"), Kind.TEXT), column("industry"), family),
        Subject(named("naf", _("Activity (NAF)"), Kind.TEXT), column("naf_code"), family),
        Subject(named("siren", _("SIREN"), Kind.TEXT), column("siren"), family, offered=ends),
        Subject(named("telephone", _("Phone"), Kind.TEXT), phone("phone"), family, offered=ends),
        Subject(named("courriel", _("E-mail"), Kind.TEXT), column("email"), family, offered=ends),
        Subject(named("site", _("Website"), Kind.TEXT), column("website"), family, offered=ends),
        Subject(
            named("pres", pgettext("filter", "Around a commune"), Kind.TEXT), places.near("postcode", rows), where,
            offered=(O.NEAR,), ask=places.around,
        ),
        Subject(
            named("zone", _("Area"), Kind.TEXT), places.within("postcode", rows), where,
            offered=(O.WITHIN,), ask=places.inside,
        ),
        Subject(named("ville", _("City"), Kind.TEXT), column("city"), where),
        Subject(named("cp", _("Postcode"), Kind.TEXT), column("postcode"), where),
        Subject(named("carte", _("Can be shown on the map"), Kind.YES_NO), _on_map, where, offered=YES_NO),
    ]  # fmt: skip


def _on_map(asked: Question) -> Clause:
    test = nowhere()
    return (
        Clause(~test)
        if asked.values[0]
        else Clause(test, _present(Company)().filter(test).values_list("pk", flat=True))
    )


def _person_columns() -> list[Subject]:
    family = _("Identity")
    ends = (O.FILLED, O.EMPTY, O.IS, O.BEGINS, O.CONTAINS)

    def role(field: str) -> Any:
        def clause(asked: Question) -> Clause:
            read = column(field)(asked)
            with scopes_disabled():
                current = Affiliation.objects.current()
            return beside(current.filter(read.test), "person")

        return clause

    roles = (O.CONTAINS, O.BEGINS, O.IS, O.FILLED)
    return [
        Subject(named("nom", _("Name"), Kind.TEXT), column("family_name", _present(Person), key="name_key"), family),
        Subject(named("societe", _("Company"), Kind.TEXT), role("company__name"), family, offered=roles),
        Subject(named("fonction", _("Job"), Kind.TEXT), role("job_title"), family, offered=roles),
        Subject(named("telephone", _("Phone"), Kind.TEXT), phone("phone"), family, offered=ends),
        Subject(named("courriel", _("E-mail"), Kind.TEXT), column("email"), family, offered=ends),
    ]


def _facts(model: Party, link: str) -> list[Subject]:
    family = _("Data and their source")
    rows = _present(model) if model is Company else None

    def origin(asked: Question) -> Clause:
        found = Provenance._base_manager.filter(field="", source__in=asked.values)
        return Clause(beside(found, link, is_without=asked.operator == O.NONE_OF).test)

    def imported(asked: Question) -> Clause:
        found = Touched._base_manager.filter(file__in=[int(code) for code in asked.values], kind=link)
        numbers = found.order_by().values_list("object_id", flat=True)
        return Clause(Q(Tested(found.filter(object_id=OuterRef("pk")))), numbers)

    def files() -> Sequence[tuple[str, str]]:
        recent = Import.objects.filter(state=Import.State.DONE).order_by("-created_at")[:100]
        dated = recent.values_list("pk", "file_name", "created_at")
        return [(str(pk), f"{name} ({timezone.localtime(at):%d/%m/%Y})") for pk, name, at in dated]

    chosen = (O.ANY_OF, O.NONE_OF)
    return [
        Subject(named("ajout", _("Added on"), Kind.DATE), day("created_at", rows), family),
        Subject(named("modifie", _("Changed on"), Kind.DATE), day("updated_at"), family),
        Subject(
            named("opposition", _("Objects to prospecting"), Kind.YES_NO), flag(Q(objected_at__isnull=False)), family,
            offered=YES_NO,
        ),
        Subject(named("source", _("Source"), Kind.CHOICE), origin, family, lambda: Source.choices, chosen),
        Subject(named("import", _("Import"), Kind.CHOICE), imported, family, files, (O.ANY_OF,)),
    ]  # fmt: skip


def _chosen(key: str, label: str, read: Any, choices: Any, family: str) -> Subject:
    """A choice that every record has made."""
    return Subject(named(key, label, Kind.CHOICE), read, family, choices, (O.ANY_OF, O.NONE_OF))
