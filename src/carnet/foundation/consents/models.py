"""On which basis one may reach a party, by which channel, until when; who said no; and the list that remembers it.

Glossary: liste d'opposition = suppression list, retrait = withdrawal.
"""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.audit.models import Event
from carnet.foundation.parties.models import OfParty, Source
from carnet.foundation.workspaces.models import Membership, ScopedModel, Workspace, scoped

from . import rules


class Channel(models.TextChoices):
    PHONE = rules.Channel.PHONE.value, pgettext_lazy("reach", "Phone")
    EMAIL = rules.Channel.EMAIL.value, pgettext_lazy("reach", "E-mail")
    SMS = rules.Channel.SMS.value, pgettext_lazy("reach", "Text message")
    POST = rules.Channel.POST.value, pgettext_lazy("reach", "Post")
    VISIT = rules.Channel.VISIT.value, pgettext_lazy("reach", "Visit")


class Basis(models.TextChoices):
    CONSENT = rules.Basis.CONSENT.value, pgettext_lazy("basis", "Consent")
    SALE = rules.Basis.SALE.value, pgettext_lazy("basis", "Given at a sale, for like products")
    CONTRACT = rules.Basis.CONTRACT.value, pgettext_lazy("basis", "Contract in progress")
    INTEREST = rules.Basis.INTEREST.value, pgettext_lazy("basis", "Legitimate interest")


class Means(models.TextChoices):
    """How someone said so: spoken words count (C. conso., art. R223-3)."""

    ORAL = "oral", pgettext_lazy("means", "Out loud")
    WRITTEN = "written", pgettext_lazy("means", "In writing")
    FORM = "form", pgettext_lazy("means", "Online form")
    UNSUBSCRIBE = "unsubscribe", pgettext_lazy("means", "Unsubscribe link")
    RECOGNISED = "recognised", pgettext_lazy("means", "Recognised from the suppression list")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> "ConsentQuerySet":
        """Neither withdrawn nor past its last day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=timezone.localdate()), withdrawn_at=None)


class Consent(OfParty):
    """A basis for one channel. It lives until `expires_on`; its proof is kept until `keep_proof_until`, which is later.

    `wording` is the text that was shown or said; `slot_at` an exact date and hour that was agreed, and with
    `is_slot_only` nothing else was.
    """

    event: Event | None = None

    channel = models.CharField(_("channel"), max_length=6, choices=Channel)
    basis = models.CharField(_("basis"), max_length=8, choices=Basis, default=Basis.CONSENT)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.PERSON)
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    collected_at = models.DateTimeField(_("collected on"), default=timezone.now)
    wording = models.TextField(_("words of the request"), blank=True)
    slot_at = models.DateTimeField(_("agreed date and hour"), null=True, blank=True)
    is_slot_only = models.BooleanField(_("for that call alone"), default=False)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    keep_proof_until = models.DateField(_("proof kept until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    withdrawn_by = models.CharField(_("how it was withdrawn"), max_length=12, choices=Means, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = scoped(ConsentQuerySet)

    class Meta(OfParty.Meta):
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["workspace", "channel", "expires_on"], name="consent_expiring")]

    def __str__(self) -> str:
        return f"{self.channel} {self.basis} {self.collected_at:%Y-%m-%d}"

    def as_rule(self) -> rules.Permit:
        return rules.Permit(
            channel=rules.Channel(self.channel),
            basis=rules.Basis(self.basis),
            collected_at=timezone.localtime(self.collected_at),
            expires_on=self.expires_on,
            withdrawn_at=self.withdrawn_at,
            has_proof=bool(self.wording.strip()),
            slot_at=timezone.localtime(self.slot_at) if self.slot_at else None,
            is_slot_only=self.is_slot_only,
        )


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def standing(self) -> "ObjectionQuerySet":
        return self.filter(lifted_at=None)


class Objection(OfParty):
    """A no to prospecting, by one channel or (`channel` empty) by all. It stands until they say otherwise."""

    # An import recognised them: it is no use made of the record, and whoever comes back is recognised again.
    worked_out = Q(means=Means.RECOGNISED)

    event: Event | None = None

    channel = models.CharField(_("channel"), max_length=6, choices=Channel, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    means = models.CharField(_("how"), max_length=12, choices=Means, default=Means.ORAL)
    note = models.CharField(_("in their words"), max_length=300, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(max_length=300, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    objects = scoped(ObjectionQuerySet)

    class Meta(OfParty.Meta):
        verbose_name = _("objection")
        verbose_name_plural = _("objections")

    def __str__(self) -> str:
        return f"{self.channel or '*'} {self.at:%Y-%m-%d}"


class SellerTrades(ScopedModel):
    """In which of the regulated trades the workspace sells: codes of the table of law."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+", editable=False)
    banned_trades = models.JSONField(_("trades that may not call consumers"), default=list, blank=True)

    class Meta:
        verbose_name = _("trades of the seller")
        verbose_name_plural = _("trades of sellers")

    def __str__(self) -> str:
        return ", ".join(self.banned_trades)


def _new_key() -> str:
    return secrets.token_hex(32)


class SuppressionKey(ScopedModel):
    """The secret of a workspace's fingerprints: with the list alone, nobody finds numbers by trying them."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+", editable=False)
    key = models.CharField(max_length=64, default=_new_key, editable=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("key of the suppression list")
        verbose_name_plural = _("keys of the suppression list")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class Suppression(ScopedModel):
    """The fingerprint of a phone, e-mail or SIREN whose owner objects. It outlives the record, which it cannot tell."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        SIREN = "siren", "SIREN"

    kind = models.CharField(max_length=5, choices=Kind)
    digest = models.CharField(max_length=64)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel, blank=True)
    at = models.DateTimeField(default=timezone.now)
    keep_until = models.DateField()

    class Meta:
        verbose_name = _("line of the suppression list")
        verbose_name_plural = _("suppression list")
        constraints = [models.UniqueConstraint(fields=["workspace", "digest", "channel"], name="suppression_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"
