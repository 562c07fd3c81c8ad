"""A page for whoever has no account, in versions; what its form brought in; short links; posts for social networks.

Glossary: page d'atterrissage = landing page, contact reçu = lead, lien court = short link.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.agenda.models import Task
from carnet.foundation.audit.models import Event
from carnet.foundation.documents.models import Document
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership, ScopedModel, Workspace, scoped, within
from carnet.prospect.campaigns.models import Campaign


class PublicSite(ScopedModel):
    """What the legal notice says that the company's identity does not, and where short links may lead besides here."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+", editable=False)
    director = models.CharField(_("who answers for what is published"), max_length=120, blank=True)
    host = models.TextField(_("who hosts these pages"), max_length=300, blank=True)
    allowed_hosts = models.TextField(_("other sites that a short link may lead to"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("public site")
        verbose_name_plural = _("public sites")

    def __str__(self) -> str:
        return self.director

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(self.allowed_hosts.split())


class Audience(models.TextChoices):
    PROFESSIONALS = "pro", pgettext_lazy("audience", "Professionals")
    CONSUMERS = "consumer", pgettext_lazy("audience", "Private persons")
    BOTH = "both", pgettext_lazy("audience", "Both: the form asks")


class PageQuerySet(models.QuerySet["Page"]):
    def present(self) -> "PageQuerySet":
        return self.filter(deleted_at=None)


class Page(ScopedModel):
    """A landing page. `published_number` is of the version that the public sees, None while nobody does."""

    class Language(models.TextChoices):
        FR = "fr", _("French")
        EN = "en", _("English")

    event: Event | None = None

    name = models.CharField(_("name, for you"), max_length=120)
    slug = models.SlugField(_("end of the address"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FR)
    audience = models.CharField(_("written for"), max_length=8, choices=Audience, default=Audience.PROFESSIONALS)
    target = models.CharField(_("target: whom exactly, with which worry"), max_length=300, blank=True)
    positioning = models.CharField(_("positioning: what we want to stand for"), max_length=300, blank=True)
    assignee = models.ForeignKey(
        Membership,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who answers"),
    )
    campaign = models.ForeignKey(
        Campaign,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pages",
        verbose_name=_("counts for the campaign"),
    )
    answer_days = models.PositiveSmallIntegerField(_("answered within (working days)"), default=1)
    published_number = models.PositiveIntegerField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    views = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", editable=False)
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = scoped(PageQuerySet)

    class Meta:
        verbose_name = _("landing page")
        verbose_name_plural = _("landing pages")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "slug"], condition=Q(deleted_at=None), name="landing_slug"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="landing_page_named"),
        ]

    def __str__(self) -> str:
        return self.name


class PageImage(ScopedModel):
    """A picture, drawn anew from what was uploaded: nothing of the file itself is kept."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="images")
    content = models.BinaryField()
    content_type = models.CharField(max_length=20, default="image/webp")
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("picture of a page")
        verbose_name_plural = _("pictures of pages")

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"


class PageVersion(ScopedModel):
    """Written once: a change makes the next one. `content` and `form` as `rules.content` reads them."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    content = models.JSONField(default=dict)
    form = models.JSONField(default=dict)
    image = models.ForeignKey(PageImage, models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version of a page")
        verbose_name_plural = _("versions of pages")
        ordering = ["page", "-number"]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="page_version_once")]

    def __str__(self) -> str:
        return f"{self.page_id} v{self.number}"


class ConsentText(ScopedModel):
    """The words of a request for consent, archived as they were shown: never changed, known by their digest."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="consent_texts")
    channel = models.CharField(max_length=6)
    language = models.CharField(max_length=2)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("words of a request for consent")
        verbose_name_plural = _("words of requests for consent")
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="consent_text_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.digest[:8]}"


class Submission(ScopedModel):
    """What someone sent, as it came in. `values` are emptied once it is a lead: the file holds them then.

    `key` is the same for the same words on the same day, so that a form sent twice is one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("submission", "Waiting")
        DONE = "done", pgettext_lazy("submission", "In the file")
        FAILED = "failed", pgettext_lazy("submission", "Not understood")

    workspace = within()
    page = models.ForeignKey(Page, models.CASCADE, related_name="submissions")
    version = models.ForeignKey(PageVersion, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64, unique=True)
    values = models.JSONField(default=dict)
    consents = models.JSONField(default=list)
    source = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="fr")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("form sent")
        verbose_name_plural = _("forms sent")
        indexes = [models.Index(fields=["id"], name="submission_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.page_id} {self.at:%Y-%m-%d %H:%M}"


class LeadQuerySet(models.QuerySet["Lead"]):
    def genuine(self) -> "LeadQuerySet":
        return self.filter(spam_at=None)

    def unanswered(self) -> "LeadQuerySet":
        return self.filter(spam_at=None, answered_at=None)


class Lead(ScopedModel):
    """Someone who wrote to us through a page, once in the file. `reasons`: codes of `rules.scoring`."""

    event: Event | None = None

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="lead")
    page = models.ForeignKey(Page, models.CASCADE, related_name="leads")
    company = models.ForeignKey(Company, models.SET_NULL, null=True, related_name="leads")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="leads")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="+")
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    is_new_company = models.BooleanField(default=False)
    is_new_person = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    due_on = models.DateField()
    received_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    spam_at = models.DateTimeField(null=True)

    objects = scoped(LeadQuerySet)

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["workspace", "-received_at", "-id"], name="lead_recent"),
            models.Index(
                fields=["workspace", "due_on"], name="lead_unanswered", condition=Q(answered_at=None, spam_at=None)
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.company or self.pk)


class Confirmation(ScopedModel):
    """A link sent to the address that was typed. Only the token's digest is kept; a second press changes nothing."""

    lead = models.OneToOneField(Lead, models.CASCADE, related_name="confirmation")
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    asked_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    proof_sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("confirmation by e-mail")
        verbose_name_plural = _("confirmations by e-mail")
        indexes = [models.Index(fields=["id"], name="confirmation_unsent", condition=Q(sent_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.asked_at:%Y-%m-%d}"


class Network(models.TextChoices):
    LINKEDIN = "linkedin", "LinkedIn"
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    X = "x", "X"


class Post(ScopedModel):
    """A message prepared for a network, published by hand; what came of it is typed in."""

    event: Event | None = None

    network = models.CharField(_("network"), max_length=10, choices=Network)
    text = models.TextField(_("text"), max_length=5000)
    hashtags = models.CharField(_("hashtags"), max_length=300, blank=True)
    page = models.ForeignKey(
        Page, models.SET_NULL, null=True, blank=True, related_name="posts", verbose_name=_("leads to the page")
    )
    images = models.PositiveSmallIntegerField(_("pictures"), default=0)
    planned_on = models.DateField(_("planned on"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_url = models.URLField(_("where it can be read"), blank=True)
    seen = models.PositiveIntegerField(_("times shown"), null=True, blank=True)
    reactions = models.PositiveIntegerField(_("reactions"), null=True, blank=True)
    comments = models.PositiveIntegerField(_("comments"), null=True, blank=True)
    shares = models.PositiveIntegerField(_("shares"), null=True, blank=True)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("social post")
        verbose_name_plural = _("social posts")
        indexes = [models.Index(fields=["workspace", "planned_on"], name="post_planned")]

    def __str__(self) -> str:
        return f"{self.get_network_display()} {self.pk}"


class ShortLink(ScopedModel):
    """A short address that leads to a page of ours or to a site that the member allowed."""

    event: Event | None = None

    code = models.CharField(max_length=12, unique=True, editable=False)
    name = models.CharField(_("name, for you"), max_length=120)
    page = models.ForeignKey(
        Page, models.CASCADE, null=True, blank=True, related_name="links", verbose_name=_("leads to the page")
    )
    url = models.URLField(_("or to this address"), max_length=500, blank=True)
    post = models.OneToOneField(Post, models.CASCADE, null=True, related_name="link", editable=False)
    source = models.CharField(_("source (utm_source)"), max_length=60, blank=True)
    medium = models.CharField(_("medium (utm_medium)"), max_length=60, blank=True)
    campaign = models.CharField(_("campaign (utm_campaign)"), max_length=60, blank=True)
    is_active = models.BooleanField(default=True, editable=False)
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("short link")
        verbose_name_plural = _("short links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, url="") | (Q(page=None) & ~Q(url="")), name="short_link_leads_somewhere"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def utm(self) -> dict[str, Any]:
        told = {"utm_source": self.source, "utm_medium": self.medium, "utm_campaign": self.campaign}
        return {name: value for name, value in told.items() if value}


class ClickDay(ScopedModel):
    """How often a link was followed on a day: a number, of nobody."""

    workspace = within()
    link = models.ForeignKey(ShortLink, models.CASCADE, related_name="days")
    on = models.DateField()
    people = models.PositiveIntegerField(default=0)
    robots = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("clicks of a day")
        verbose_name_plural = _("clicks by day")
        constraints = [models.UniqueConstraint(fields=["link", "on"], name="clicks_once_a_day")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.on} {self.people}"
