"""Companies and people, joined by dated roles; how to reach them; where each datum comes from."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.audit.models import Event
from carnet.foundation.fields.holders import Table, register
from carnet.foundation.fields.models import FieldValue, LegalBasis, Source, value_indexes
from carnet.foundation.fields.rules.definitions import Holder
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped, within


class Stage(models.TextChoices):
    """How far a party has come: French trade words in the glossary."""

    SUSPECT = "suspect", pgettext_lazy("stage", "Suspect")
    COLD = "cold", pgettext_lazy("stage", "Cold prospect")
    WARM = "warm", pgettext_lazy("stage", "Warm prospect")
    HOT = "hot", pgettext_lazy("stage", "Hot prospect")
    CUSTOMER = "customer", pgettext_lazy("stage", "Customer")
    FORMER = "former", pgettext_lazy("stage", "Former customer")


class BuyerKind(models.TextChoices):
    """Which law protects the buyer. Small business: five employees at most, off-premises (C. conso. L221-3)."""

    COMPANY = "company", pgettext_lazy("buyer", "Company")
    SMALL_BUSINESS = "small_business", pgettext_lazy("buyer", "Small business (5 employees at most)")
    SOLE_TRADER = "sole_trader", pgettext_lazy("buyer", "Sole trader")
    CONSUMER = "consumer", pgettext_lazy("buyer", "Consumer")
    PUBLIC_BODY = "public_body", pgettext_lazy("buyer", "Public body")


class PartyQuerySet(models.QuerySet):
    def present(self):
        """Those not in the trash."""
        return self.filter(deleted_at=None)

    def prospectable(self):
        """Present, and neither objecting to prospecting nor restricted."""
        return self.filter(deleted_at=None, objected_at=None, restricted_at=None)


class Party(ScopedModel):
    """What a company and a person share. A row in the trash keeps `deleted_at`. `event`: of the act that made it.

    `last_inbound_at` restarts the time that a prospect may be kept. `objected_at` and `restricted_at` repeat what
    `foundation/consents` knows, so that a list can ask in its WHERE clause; `erased_at`: the law took what named it.
    """

    event: Event | None = None

    workspace = within()
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.SUSPECT)
    owner = models.ForeignKey(
        Membership,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("followed by"),
        db_index=False,
    )
    notes = models.TextField(_("notes"), blank=True)
    custom = models.JSONField(_("fields of the workspace"), default=dict, blank=True)
    last_contact_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    last_inbound_at = models.DateTimeField(_("last contact that came from them"), null=True, blank=True, editable=False)
    objected_at = models.DateTimeField(_("objects to prospecting since"), null=True, blank=True, editable=False)
    restricted_at = models.DateTimeField(_("processing restricted since"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("added on"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = scoped(PartyQuerySet)

    class Meta:
        abstract = True


class Company(Party):
    """A buyer or a possible one, private person included (`buyer_kind` consumer: the household one sells to)."""

    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    buyer_kind = models.CharField(_("kind of buyer"), max_length=16, choices=BuyerKind, default=BuyerKind.COMPANY)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    naf_code = models.CharField(_("activity (NAF)"), max_length=6, blank=True)
    naf_version = models.CharField(max_length=8, default="rev2", editable=False)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    staff_band = models.CharField(_("staff band"), max_length=2, blank=True)
    staff_year = models.PositiveSmallIntegerField(null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    name_key = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        indexes = [
            models.Index(fields=["workspace", "name_key", "id"], name="company_name", condition=Q(deleted_at=None)),
            models.Index(
                fields=["workspace", "city", "name_key", "id"], name="company_city", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["workspace", "postcode", "city", "country"], name="company_place", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["workspace", "stage", "name_key", "id"], name="company_stage", condition=Q(deleted_at=None)
            ),
            models.Index(fields=["workspace", "-created_at", "-id"], name="company_created"),
            models.Index(fields=["workspace", "-last_contact_at", "-id"], name="company_contact"),
            models.Index(
                fields=["workspace", "owner", "name_key", "id"], name="company_owner", condition=Q(owner__isnull=False)
            ),
            models.Index(
                fields=["workspace", "buyer_kind", "name_key", "id"], name="company_buyer", condition=Q(deleted_at=None)
            ),
            models.Index(fields=["workspace", "siren"], name="company_siren", condition=~Q(siren="")),
            models.Index(
                fields=["workspace", "-deleted_at"], name="company_trash", condition=Q(deleted_at__isnull=False)
            ),
            models.Index(fields=["workspace", "phone"], name="company_phone", condition=~Q(phone="")),
            models.Index(fields=["workspace", "email"], name="company_email", condition=~Q(email="")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="company_stage_known"),
            models.CheckConstraint(condition=Q(buyer_kind__in=BuyerKind.values), name="company_buyer_kind_known"),
            models.CheckConstraint(condition=~Q(name=""), name="company_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Person(Party):
    class Civility(models.TextChoices):
        MS = "mme", pgettext_lazy("civility", "Ms")
        MR = "m", pgettext_lazy("civility", "Mr")

    civility = models.CharField(_("civility"), max_length=4, choices=Civility, blank=True)
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    name_key = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["workspace", "name_key", "id"], name="person_name", condition=Q(deleted_at=None)),
            models.Index(fields=["workspace", "phone"], name="person_phone", condition=~Q(phone="")),
            models.Index(
                fields=["workspace", "-deleted_at"], name="person_trash", condition=Q(deleted_at__isnull=False)
            ),
            models.Index(fields=["workspace", "email"], name="person_email", condition=~Q(email="")),
        ]
        constraints = [models.CheckConstraint(condition=~Q(family_name=""), name="person_named")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class CompanyValue(FieldValue):
    """`person`: whom the value names."""

    record = models.ForeignKey(Company, models.CASCADE, related_name="custom_values", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, db_index=False, related_name="named_by_companies")

    class Meta:
        indexes = value_indexes("company_value")


class PersonValue(FieldValue):
    """As CompanyValue."""

    record = models.ForeignKey(Person, models.CASCADE, related_name="custom_values", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, db_index=False, related_name="named_by_people")

    class Meta:
        indexes = value_indexes("person_value")


def _at(stage: str) -> Q:
    return Q(stage=stage)


register(Holder.COMPANY, Table(Company, CompanyValue, lambda: Stage.choices, _at))
register(Holder.PERSON, Table(Person, PersonValue, lambda: Stage.choices, _at))


class AffiliationQuerySet(models.QuerySet):
    def current(self):
        """Roles held today."""
        today = timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=today))


class Affiliation(ScopedModel):
    """A person's dated role at a company: one can work at two, or move and keep both histories."""

    workspace = within()
    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    company = models.ForeignKey(Company, models.CASCADE, related_name="affiliations")
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=120, blank=True)
    is_main = models.BooleanField(_("main contact"), default=False)
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = scoped(AffiliationQuerySet)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                name="affiliation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.company}"


class OfParty(ScopedModel):
    """A row that belongs to exactly one company or one person."""

    workspace = within()
    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="%(class)ss")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(company=None, person__isnull=False) | Q(company__isnull=False, person=None),
                name="%(class)s_of_one_party",
            ),
        ]


class ContactPoint(OfParty):
    """A further phone, e-mail or page; the party's own `phone` and `email` repeat the preferred one."""

    class Channel(models.TextChoices):
        PHONE = "phone", pgettext_lazy("channel", "Phone")
        EMAIL = "email", pgettext_lazy("channel", "E-mail")
        WEB = "web", pgettext_lazy("channel", "Web page")

    class Use(models.TextChoices):
        WORK = "work", pgettext_lazy("use", "Work")
        MOBILE = "mobile", pgettext_lazy("use", "Mobile")
        SWITCHBOARD = "switchboard", pgettext_lazy("use", "Switchboard")
        HOME = "home", pgettext_lazy("use", "Private")
        BILLING = "billing", pgettext_lazy("use", "Billing")

    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    use = models.CharField(_("use"), max_length=12, choices=Use, default=Use.WORK)
    value = models.CharField(_("number or address"), max_length=254)
    is_preferred = models.BooleanField(_("preferred"), default=False)

    class Meta(OfParty.Meta):
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        indexes = [models.Index(fields=["workspace", "value"], name="contactpoint_value")]

    def __str__(self) -> str:
        return self.value


class Address(OfParty):
    """A further place; the company's own street, postcode and city repeat the main one."""

    class Use(models.TextChoices):
        MAIN = "main", pgettext_lazy("address", "Head office")
        BILLING = "billing", pgettext_lazy("address", "Billing")
        DELIVERY = "delivery", pgettext_lazy("address", "Delivery")
        SITE = "site", pgettext_lazy("address", "Site")

    use = models.CharField(_("use"), max_length=8, choices=Use, default=Use.MAIN)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta(OfParty.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return f"{self.street}, {self.postcode} {self.city}".strip(", ")


class Provenance(OfParty):
    """From where, when and on which basis. `field` empty: the whole record; a field's own row goes before it."""

    company = models.ForeignKey(
        Company, models.CASCADE, null=True, blank=True, related_name="provenances", db_index=False
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="provenances", db_index=False
    )
    field = models.CharField(max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    basis = models.CharField(_("legal basis"), max_length=10, choices=LegalBasis, default=LegalBasis.INTEREST)
    collected_on = models.DateField(_("collected on"))
    keep_until = models.DateField(_("kept until"), null=True, blank=True)

    class Meta(OfParty.Meta):
        verbose_name = _("provenance")
        verbose_name_plural = _("provenances")
        indexes = [
            models.Index(
                fields=["company", "field", "-collected_on"],
                name="provenance_company",
                condition=Q(company__isnull=False),
            ),
            models.Index(
                fields=["person", "field", "-collected_on"], name="provenance_person", condition=Q(person__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field or '*'}: {self.source}"
