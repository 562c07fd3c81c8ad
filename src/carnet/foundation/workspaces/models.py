"""A workspace (espace) is one sales organisation, or one candidate's copy of a case study.

Every row of the other rooms belongs to exactly one workspace and is read inside its scope only.
"""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager, get_scope

from .permissions import Permission, Role, permissions_of


class Workspace(models.Model):
    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Sales organisation")
        CASE_STUDY = "case_study", _("Case study")

    slug = models.SlugField(_("address"), unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.ORGANISATION)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    is_certifying = models.BooleanField(_("shows the certification in the margin"), default=True)
    fields_stamp = models.CharField(max_length=16, blank=True, editable=False)
    """Changes with the set of the fields that the workspace adds to its file; empty while it never had one."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("workspace")
        verbose_name_plural = _("workspaces")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in a workspace; the actor of every service."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.REP)
    is_owner = models.BooleanField(_("owner"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    # Null follows the workspace.
    wants_margin = models.BooleanField(null=True, editable=False)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="membership_once_per_workspace"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.role, is_owner=self.is_owner)

    @property
    def has_margin(self) -> bool:
        """Whether the competencies stand beside the pages: the member's own wish, else what the workspace shows."""
        return self.workspace.is_certifying if self.wants_margin is None else self.wants_margin

    def may(self, permission: Permission | str) -> bool:
        return permission in self.permissions


class Departure(models.Model):
    """What is left of a deleted workspace: that it was, who deleted it and when, how many rows went."""

    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    deleted_by = models.CharField(max_length=254, blank=True)
    deleted_at = models.DateTimeField(auto_now_add=True)
    rows = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.slug} {self.deleted_at:%Y-%m-%d}"


def scoped(queryset_class: type[models.QuerySet] = models.QuerySet) -> ScopedManager:
    """A manager that answers only inside an open scope, and only with that workspace's rows."""
    return ScopedManager(workspace="workspace", _manager_class=models.Manager.from_queryset(queryset_class))


class ScopedModel(models.Model):
    """A row that belongs to one workspace: the open one, unless another is named."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="+", editable=False)

    objects = scoped()

    class Meta:
        abstract = True

    def __init__(self, *args: object, **kwargs: object) -> None:
        if not args and "workspace" not in kwargs and "workspace_id" not in kwargs:
            kwargs["workspace_id"] = getattr(get_scope().get("workspace"), "pk", None)
        super().__init__(*args, **kwargs)


def within(*, is_derived: bool = False) -> models.ForeignKey:
    """The workspace of a row of a large table whose other indexes begin with the workspace already, or that is only
    reached through its owner: an index of its own would cost each row that is written and serve no query.

    `is_derived`: the row only repeats others that hold the reference; PostgreSQL does not look it up once more.
    """
    plain = {"related_name": "+", "editable": False, "db_index": False}
    return models.ForeignKey(Workspace, models.CASCADE, db_constraint=not is_derived, **plain)


class Invitation(ScopedModel):
    """A place offered by e-mail. Only the token's hash is kept: a stolen database opens no door."""

    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.REP)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")


class CompanySettings(ScopedModel):
    """The seller's own identity, as French law wants it on a quote, an order and a business e-mail."""

    class VatRegime(models.TextChoices):
        NORMAL = "normal", _("VAT charged")
        FRANCHISE = "franchise", _("VAT exemption for small businesses (art. 293 B of the CGI)")
        EXEMPT = "exempt", _("Activity exempt from VAT")

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="company_settings", editable=False)
    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=60, blank=True)
    capital_cents = models.BigIntegerField(_("share capital"), null=True, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rcs_city = models.CharField(_("city of the trade register (RCS)"), max_length=80, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    vat_regime = models.CharField(_("VAT regime"), max_length=12, choices=VatRegime, default=VatRegime.NORMAL)
    is_vat_on_debits = models.BooleanField(_("VAT paid on debits"), default=False)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    insurance = models.TextField(
        _("professional insurance"), blank=True, help_text=_("Insurer, contact details and territory covered.")
    )
    mediator = models.TextField(
        _("consumer mediator"), blank=True, help_text=_("Name, address and website; needed if you sell to consumers.")
    )
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    color = models.CharField(
        _("colour of the documents"),
        max_length=7,
        default="#1f46b4",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six digits, such as #1f46b4."))],
        help_text=_("Of bands and totals."),
    )
    second_color = models.CharField(
        _("colour of the titles"),
        max_length=7,
        default="#1f46b4",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write a colour as # and six digits, such as #1f46b4."))],
        help_text=_("Goes with the first one until you choose another."),
    )
    logo = models.BinaryField(null=True, blank=True, editable=False)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        verbose_name = _("company settings")
        verbose_name_plural = _("company settings")

    def __str__(self) -> str:
        return self.legal_name
