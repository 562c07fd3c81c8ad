"""Registers of privacy: requests of rights, breaches, what is due to be purged, and what was decided."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.parties.models import Company, OfParty, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, Workspace, scoped

from . import rules


class Right(models.TextChoices):
    """GDPR, art. 15 to 21."""

    ACCESS = "access", pgettext_lazy("right", "Access")
    RECTIFICATION = "rectification", pgettext_lazy("right", "Rectification")
    ERASURE = "erasure", pgettext_lazy("right", "Erasure")
    RESTRICTION = "restriction", pgettext_lazy("right", "Restriction")
    PORTABILITY = "portability", pgettext_lazy("right", "Portability")
    OBJECTION = "objection", pgettext_lazy("right", "Objection")


class Received(models.TextChoices):
    EMAIL = "email", pgettext_lazy("received", "E-mail")
    LETTER = "letter", pgettext_lazy("received", "Letter")
    PHONE = "phone", pgettext_lazy("received", "Phone")
    FORM = "form", pgettext_lazy("received", "Online form")
    PERSON = "person", pgettext_lazy("received", "Face to face")


class Outcome(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("outcome", "Granted")
    PARTLY = "partly", pgettext_lazy("outcome", "Granted in part")
    REFUSED = "refused", pgettext_lazy("outcome", "Refused")


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    def open(self) -> "RightsRequestQuerySet":
        return self.filter(answered_on=None)


class RightsRequest(ScopedModel):
    """Somebody uses a right. `due_on` is one month after receipt, three once extended; the row is the proof kept."""

    right = models.CharField(_("right"), max_length=14, choices=Right)
    name = models.CharField(_("who asks"), max_length=160)
    contact = models.CharField(_("where to answer"), max_length=254, blank=True)
    company = models.ForeignKey(Company, models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    received_by = models.CharField(_("received by"), max_length=8, choices=Received, default=Received.EMAIL)
    received_on = models.DateField(_("received on"))
    text = models.TextField(_("what they ask"), blank=True)
    is_identity_doubted = models.BooleanField(_("reasonable doubt about who asks"), default=False)
    identity_checked_on = models.DateField(_("identity established on"), null=True, blank=True)
    due_on = models.DateField(_("answer due on"))
    extended_on = models.DateField(_("extension told on"), null=True, blank=True)
    extended_because = models.CharField(_("reasons of the extension"), max_length=300, blank=True)
    answered_on = models.DateField(pgettext_lazy("request", "answered on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, blank=True)
    answer = models.TextField(_("our answer"), blank=True)
    proof = models.CharField(_("proof of the answer"), max_length=300, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped(RightsRequestQuerySet)

    class Meta:
        verbose_name = _("rights request")
        verbose_name_plural = _("rights requests")
        indexes = [models.Index(fields=["workspace", "due_on"], name="rights_due", condition=Q(answered_on=None))]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="rights_request_named")]

    def __str__(self) -> str:
        return self.name

    def clock(self) -> rules.Clock:
        return rules.clock(self.due_on, timezone.localdate(), is_done=self.answered_on is not None)


class Risk(models.TextChoices):
    """To the rights and freedoms of the people concerned (GDPR, art. 33 and 34)."""

    NONE = "none", pgettext_lazy("risk", "Unlikely")
    RISK = "risk", pgettext_lazy("risk", "Some: tell the CNIL")
    HIGH = "high", pgettext_lazy("risk", "High: tell the CNIL and the people")


class BreachQuerySet(models.QuerySet["Breach"]):
    def open(self) -> "BreachQuerySet":
        return self.filter(closed_at=None)

    def to_notify(self) -> "BreachQuerySet":
        return self.filter(notified_at=None, closed_at=None).exclude(risk=Risk.NONE)


class Breach(ScopedModel):
    """A breach of personal data, told or not: the register holds every one (GDPR, art. 33(5)).

    The fields follow the CNIL's form, so that the notification is copied from here.
    """

    title = models.CharField(_("what happened, in a few words"), max_length=160)
    known_at = models.DateTimeField(_("known since"))
    happened_at = models.CharField(_("when it happened, as far as known"), max_length=160, blank=True)
    is_confidentiality = models.BooleanField(_("data seen by who should not"), default=False)
    is_integrity = models.BooleanField(_("data altered"), default=False)
    is_availability = models.BooleanField(_("data lost or out of reach"), default=False)
    cause = models.TextField(_("origin and circumstances"), blank=True)
    data_kinds = models.TextField(_("kinds of data"), blank=True)
    people_kinds = models.TextField(_("kinds of people"), blank=True)
    people_count = models.PositiveIntegerField(_("number of people"), null=True, blank=True)
    records_count = models.PositiveIntegerField(_("number of records"), null=True, blank=True)
    consequences = models.TextField(_("likely consequences"), blank=True)
    measures_before = models.TextField(_("protection in place before"), blank=True)
    measures_after = models.TextField(_("measures taken or planned"), blank=True)
    risk = models.CharField(_("risk to the people"), max_length=4, choices=Risk, default=Risk.RISK)
    risk_because = models.TextField(_("why this risk"), blank=True)
    processor = models.CharField(_("processor involved"), max_length=160, blank=True)
    notified_at = models.DateTimeField(_("CNIL told on"), null=True, blank=True)
    notification = models.CharField(_("number of the notification"), max_length=60, blank=True)
    late_because = models.TextField(_("reasons of the delay, beyond 72 hours"), blank=True)
    people_told_on = models.DateField(_("people told on"), null=True, blank=True)
    people_message = models.TextField(_("what the people were told"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped(BreachQuerySet)

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        indexes = [models.Index(fields=["workspace", "-known_at"], name="breach_known")]

    def __str__(self) -> str:
        return self.title


class PurgeItem(OfParty):
    """A record whose time is over, or which someone keeps for a reason. One a record; gone once it is erased."""

    # Carnet works it out by itself: it is no use made of the record, and goes with it, while nobody has decided.
    worked_out = Q(state="due")

    class State(models.TextChoices):
        DUE = "due", pgettext_lazy("purge", "Due")
        KEPT = "kept", pgettext_lazy("purge", "Kept")
        GONE = "gone", pgettext_lazy("purge", "Erased")

    since = models.CharField(max_length=9, choices=[(one.value, one.value) for one in rules.Since])
    is_customer = models.BooleanField(default=False)
    base_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=4, choices=State, default=State.DUE)
    found_at = models.DateTimeField(default=timezone.now)
    kept_because = models.CharField(_("kept because"), max_length=300, blank=True)
    kept_until = models.DateField(_("kept until"), null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")

    class Meta(OfParty.Meta):
        verbose_name = _("line of the purge")
        verbose_name_plural = _("lines of the purge")
        indexes = [models.Index(fields=["workspace", "state", "due_on"], name="purge_due")]
        constraints = [
            *OfParty.Meta.constraints,
            models.UniqueConstraint(fields=["company"], name="purge_once_company"),
            models.UniqueConstraint(fields=["person"], name="purge_once_person"),
        ]

    def __str__(self) -> str:
        return str(self.company or self.person)


class PrivacySettings(ScopedModel):
    """Whom people write to about their data. `values_due`: holder, code and number of
    the values of own fields that the last look found past their term."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+", editable=False)
    contact = models.CharField(_("whom people write to about their data"), max_length=254, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True, editable=False)
    values_due = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("privacy settings")
        verbose_name_plural = _("privacy settings")

    def __str__(self) -> str:
        return self.contact
