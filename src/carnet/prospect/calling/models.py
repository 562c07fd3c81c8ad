"""A calling session (séance d'appels): whom to call in what order, by which script, and what came of each.

Glossary: séance d'appels = calling session, rappel convenu = call back, trame CROC = script.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.agenda.models import CallOutcome, Interaction, Task
from carnet.foundation.audit.models import Event
from carnet.foundation.consents.models import Consent
from carnet.foundation.consents.rules import Purpose
from carnet.foundation.consents.words import PURPOSES
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, scoped
from carnet.prospect.campaigns.models import Campaign

from . import rules


class ScriptQuerySet(models.QuerySet["Script"]):
    def present(self) -> "ScriptQuerySet":
        return self.filter(deleted_at=None)


class Script(ScopedModel):
    """What one says on the phone, in versions that nobody rewrites. `is_starter`: Carnet's, untouched so far."""

    event: Event | None = None

    name = models.CharField(_("name"), max_length=80)
    is_starter = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = scoped(ScriptQuerySet)

    class Meta:
        verbose_name = _("call script")
        verbose_name_plural = _("call scripts")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="call_script_named")]

    def __str__(self) -> str:
        return self.name


class ScriptVersion(ScopedModel):
    """`blocks`: `rules.Block`s."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(default=1)
    blocks = models.JSONField(default=list)
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version of a call script")
        verbose_name_plural = _("versions of call scripts")
        ordering = ["script", "-version"]
        constraints = [models.UniqueConstraint(fields=["script", "version"], name="script_version_once")]

    def __str__(self) -> str:
        return f"{self.script_id} v{self.version}"

    @property
    def read(self) -> tuple[rules.Block, ...]:
        return rules.read_blocks(self.blocks)


class CallSession(ScopedModel):
    """`running_since` is null while it rests or is over, `seconds` those worked before."""

    event: Event | None = None

    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(
        _("what the calls are for"),
        max_length=11,
        choices=[(one.value, words) for one, words in PURPOSES.items()],
        default=Purpose.PROSPECTING.value,
    )
    subject = models.CharField(_("subject of the calls"), max_length=200)
    is_job_related = models.BooleanField(_("the subject concerns their job"), default=True)
    script = models.ForeignKey(ScriptVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    running_since = models.DateTimeField(null=True, editable=False)
    seconds = models.PositiveIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("calling session")
        verbose_name_plural = _("calling sessions")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["workspace", "member", "-started_at"], name="call_session_member")]

    def __str__(self) -> str:
        return self.name


class Call(ScopedModel):
    """One card of a session: a company, a person, or both. The one in hand is the last opened of those to be called.

    `gate`: the reason of the law's answer when it was opened or passed over; `due_at`: an hour that was agreed.
    """

    class State(models.TextChoices):
        TODO = "todo", pgettext_lazy("call", "To be called")
        DONE = "done", pgettext_lazy("call", "Called")
        SKIPPED = "skipped", pgettext_lazy("call", "Passed over")

    event: Event | None = None

    session = models.ForeignKey(CallSession, models.CASCADE, related_name="calls", db_index=False)
    rank = models.PositiveIntegerField(default=0)
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=7, choices=State, default=State.TODO)
    gate = models.CharField(max_length=24, blank=True)
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=CallOutcome, blank=True)
    is_argued = models.BooleanField(default=False)
    interaction = models.ForeignKey(Interaction, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("call of a session")
        verbose_name_plural = _("calls of sessions")
        ordering = ["session", "rank", "pk"]
        indexes = [models.Index(fields=["session", "state", "due_at", "rank"], name="call_next")]
        constraints = [
            models.CheckConstraint(
                condition=Q(company__isnull=False) | Q(person__isnull=False), name="call_to_somebody"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.company)

    @property
    def party(self) -> Company | Person:
        """The person, else the company."""
        found: Company | Person | None = self.person or self.company
        if found is None:  # pragma: no cover - a constraint of the table
            raise TypeError("a call is to a company or a person")
        return found


class CallBack(ScopedModel):
    """The hour that was agreed for a task of calling back; for a consumer, the consent to that call alone proves it."""

    task = models.OneToOneField(Task, models.CASCADE, related_name="call_back")
    at = models.DateTimeField(_("agreed hour"))
    consent = models.ForeignKey(Consent, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("agreed call back")
        verbose_name_plural = _("agreed call backs")
        indexes = [models.Index(fields=["workspace", "at"], name="call_back_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
