"""Letters, the mailings that send them, each message with what became of it, addresses that fail.

Glossary: envoi = mailing, modèle = letter, adresse en échec = failing address.
"""

import secrets
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.audit.models import Event
from carnet.foundation.parties.models import Company, Person, Stage
from carnet.foundation.tags.models import Tag
from carnet.foundation.ui.models import SavedView
from carnet.foundation.workspaces.models import Membership, ScopedModel, Workspace, scoped
from carnet.prospect.mix.models import Group
from carnet.prospect.sourcing.models import Targeting

from .keys import key_of

LEASE = timedelta(seconds=45)
"""Without a sign of life for so long, the worker that sends a mailing is taken for dead."""


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Letter(ScopedModel):
    """A letter to many, in one variant or several. `version` goes up with each change of its words."""

    event: Event | None = None

    name = models.CharField(_("name"), max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    archived_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="letter_named")]

    def __str__(self) -> str:
        return self.name


class Variant(ScopedModel):
    """One wording of a letter. Those of one `segment` are drawn for its readers; an empty one is for everybody else."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="variants")
    code = models.CharField(_("variant"), max_length=1)
    segment = models.CharField(_("for"), max_length=10, choices=Stage, blank=True)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=20_000)

    class Meta:
        verbose_name = _("variant of a letter")
        verbose_name_plural = _("variants of letters")
        ordering = ["letter", "code"]
        constraints = [models.UniqueConstraint(fields=["letter", "code"], name="variant_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}"


class MailSettings(ScopedModel):
    """By which server a workspace writes, in whose name, how fast.

    The password stands in `MailSecret`. Null paces: the dated table speaks.
    """

    class Security(models.TextChoices):
        STARTTLS = "starttls", pgettext_lazy("mail", "STARTTLS (usually port 587)")
        TLS = "tls", pgettext_lazy("mail", "TLS (usually port 465)")
        NONE = "none", pgettext_lazy("mail", "None: only for a server on this machine")

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+", editable=False)
    from_name = models.CharField(_("sender’s name"), max_length=80, blank=True)
    from_email = models.EmailField(_("sender’s address"), blank=True)
    reply_to = models.EmailField(_("address for replies"), blank=True)
    return_path = models.EmailField(_("address for what cannot be delivered"), blank=True)
    is_verp = models.BooleanField(_("this address accepts “+” suffixes"), default=False)
    witness = models.EmailField(_("witness mailbox"), blank=True)
    host = models.CharField(_("server"), max_length=200, blank=True)
    port = models.PositiveIntegerField(_("port"), default=587)
    security = models.CharField(_("encryption"), max_length=8, choices=Security, default=Security.STARTTLS)
    user = models.CharField(_("account"), max_length=200, blank=True)
    daily_cap = models.PositiveIntegerField(_("messages a day at most"), null=True, blank=True)
    per_minute = models.PositiveIntegerField(_("messages a minute at most"), null=True, blank=True)
    warm_since = models.DateField(_("first day of the warm-up"), null=True, blank=True)

    class Meta:
        verbose_name = _("mail settings")
        verbose_name_plural = _("mail settings")

    def __str__(self) -> str:
        return self.from_email


class MailSecret(ScopedModel):
    """A password, sealed with the key of this server: it means nothing elsewhere and is never exported."""

    class Kind(models.TextChoices):
        SMTP = "smtp"

    kind = models.CharField(max_length=4, choices=Kind)
    sealed = models.TextField()

    class Meta:
        verbose_name = _("mail password")
        verbose_name_plural = _("mail passwords")
        constraints = [models.UniqueConstraint(fields=["workspace", "kind"], name="mail_secret_once")]

    def __str__(self) -> str:
        return self.kind


class Mailing(ScopedModel):
    """A letter to everyone of a list. `content` freezes its words and links once it is queued.

    `content`: `{"variants": [{"code", "segment", "subject", "text"}], "links": [address]}`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("mailing", "Being prepared")
        RUNNING = "running", pgettext_lazy("mailing", "Being sent")
        PAUSED = "paused", pgettext_lazy("mailing", "Paused")
        DONE = "done", pgettext_lazy("mailing", "Sent")
        CANCELLED = "cancelled", pgettext_lazy("mailing", "Cancelled")

    class Readers(models.TextChoices):
        MAIN = "main", pgettext_lazy("readers", "The main contact, else the company’s own address")
        EVERYONE = "everyone", pgettext_lazy("readers", "Everybody there who has an address")
        COMPANY = "company", pgettext_lazy("readers", "The company’s own address only")

    event: Event | None = None

    name = models.CharField(_("name"), max_length=120)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="mailings", verbose_name=_("letter"))
    letter_version = models.PositiveIntegerField(default=0, editable=False)
    content = models.JSONField(default=dict, editable=False)
    readers = models.CharField(_("to whom"), max_length=8, choices=Readers, default=Readers.MAIN)
    targeting = models.ForeignKey(Targeting, models.SET_NULL, null=True, related_name="+")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, related_name="+")
    tag = models.ForeignKey(Tag, models.SET_NULL, null=True, related_name="+")
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")
    counts_clicks = models.BooleanField(_("count clicks on links"), default=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    pause_reason = models.CharField(max_length=40, blank=True)
    pause_detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="mailing_recent")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.CANCELLED}


class Run(ScopedModel):
    """This server's leave to send a mailing: never exported, so that a copy of the workspace sends nothing again.

    `holder` is the worker that has it in hand, until `beat_at` is too old or its process is seen to be gone.
    """

    mailing = models.OneToOneField(Mailing, models.CASCADE, related_name="run")
    holder = models.CharField(max_length=120, blank=True)
    beat_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("sending under way")
        verbose_name_plural = _("sendings under way")
        indexes = [models.Index(fields=["due_at"], name="mailing_run_due")]

    def __str__(self) -> str:
        return f"{self.mailing_id}"


class MessageQuerySet(models.QuerySet["Message"]):
    def to_send(self) -> "MessageQuerySet":
        return self.filter(state=Message.State.QUEUED)

    def in_doubt(self) -> "MessageQuerySet":
        return self.filter(state=Message.State.UNKNOWN)


class Message(ScopedModel):
    """One reader of a mailing. See docs/decisions/0015 for the way from queued to sent.

    `claim` is the worker that has it in hand; `dot_at` stands from just before the server is told that the message is
    whole: without it nothing can have left, with it and no answer nobody knows. `token` opens the page of the reader,
    `key`, made of it one way, stands in the Message-ID and in short links.
    """

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("message", "Waiting")
        HANDED = "handed", pgettext_lazy("message", "Being handed over")
        SENT = "sent", pgettext_lazy("message", "Sent")
        FAILED = "failed", pgettext_lazy("message", "Failed")
        UNKNOWN = "unknown", pgettext_lazy("message", "Unknown")
        REFUSED = "refused", pgettext_lazy("message", "Not written to")
        CANCELLED = "cancelled", pgettext_lazy("message", "Cancelled")

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="messages", db_index=False)
    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="mail_messages")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="mail_messages")
    address = models.EmailField(_("address"))
    variant = models.CharField(max_length=1, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    token = models.CharField(max_length=40, default=new_token)
    key = models.CharField(max_length=24, editable=False)
    claim = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    handed_at = models.DateTimeField(null=True)
    dot_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)
    clicked_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(_("unsubscribed on"), null=True)

    objects = scoped(MessageQuerySet)

    class Meta:
        verbose_name = _("message of a mailing")
        verbose_name_plural = _("messages of mailings")
        indexes = [
            models.Index(fields=["mailing", "state", "due_at", "id"], name="mail_message_due"),
            models.Index(fields=["workspace", "dot_at"], name="mail_message_day", condition=Q(dot_at__isnull=False)),
            models.Index(fields=["key"], name="mail_message_key"),
            models.Index(fields=["workspace", "address"], name="mail_message_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mailing", "address"], name="mail_message_once", condition=~Q(state="refused")
            )
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.state}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = self.key or key_of(self.token)
        super().save(*args, **kwargs)

    @property
    def party(self) -> Company | Person | None:
        """Whom it was written to: the person where there is one."""
        return self.person or self.company


class FailingAddress(ScopedModel):
    """An address that does not take what is sent: `hard` is never written to again until somebody says it is mended."""

    company = models.ForeignKey(Company, models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.EmailField(_("address"))
    is_hard = models.BooleanField(default=False)
    times = models.PositiveSmallIntegerField(default=0)
    detail = models.CharField(_("what was said"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("failing address")
        verbose_name_plural = _("failing addresses")
        constraints = [models.UniqueConstraint(fields=["workspace", "address"], name="failing_address_once")]

    def __str__(self) -> str:
        return self.address
