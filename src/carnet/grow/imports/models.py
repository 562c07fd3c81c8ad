"""A file on its way into the customer file: its bytes, how it is read, what became of each row."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.fields.models import LegalBasis
from carnet.foundation.jobs.models import Job
from carnet.foundation.workspaces.models import Membership, ScopedModel, within

from .rules.formats import Formats
from .rules.origins import Statement


class Import(ScopedModel):
    """One file. `position` counts the records done, saved with the rows they made: a killed run goes on from there.

    `sheets`: name, columns and rows of each sheet of a workbook. `card_columns`: the properties that the cards of a
    file have. `rate`: of amounts that are not in euros. From `origin` to `inform_by`: where the list comes from, as
    `rules.origins` asks it; `inform_by` is the last day to tell the people of it, none once they were told.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("import", "Being prepared")
        CHECKED = "checked", pgettext_lazy("import", "Checked")
        RUNNING = "running", pgettext_lazy("import", "Under way")
        DONE = "done", pgettext_lazy("import", "Done")
        REVERTING = "reverting", pgettext_lazy("import", "Being taken back")
        REVERTED = "reverted", pgettext_lazy("import", "Taken back")

    class Format(models.TextChoices):
        TEXT = "text", _("Text (CSV, TSV)")
        XLSX = "xlsx", _("Excel workbook")
        VCARD = "vcard", _("Contact cards (vCard)")

    class Policy(models.TextChoices):
        SKIP = "skip", _("Leave what is there as it is")
        FILL = "fill", _("Fill in only what is blank there")
        CREATE = "create", _("Create anyway")

    class Origin(models.TextChoices):
        OWN = "own", pgettext_lazy("origin of a list", "Our own file")
        CUSTOMERS = "customers", pgettext_lazy("origin of a list", "Our customers")
        EVENT = "event", pgettext_lazy("origin of a list", "A fair or an event")
        PARTNER = "partner", pgettext_lazy("origin of a list", "A partner")
        BOUGHT = "bought", pgettext_lazy("origin of a list", "A bought list")
        RENTED = "rented", pgettext_lazy("origin of a list", "A rented list")
        REGISTER = "register", pgettext_lazy("origin of a list", "A public register or open data")
        NETWORK = "network", pgettext_lazy("origin of a list", "A social network")
        OTHER = "other", pgettext_lazy("origin of a list", "Another origin")

    class Notice(models.TextChoices):
        COLLECTION = "collection", pgettext_lazy("notice", "Yes, when their data were collected")
        SUPPLIER = "supplier", pgettext_lazy("notice", "Yes, by who supplied the list, naming us")
        US = "us", pgettext_lazy("notice", "Yes, by us since")
        LATER = "later", pgettext_lazy("notice", "Not yet: we shall tell them")
        NOBODY = "nobody", pgettext_lazy("notice", "The list names no natural person")

    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    file_name = models.CharField(_("file"), max_length=200)
    size = models.PositiveBigIntegerField(default=0)
    lines = models.PositiveBigIntegerField(default=0)
    file_format = models.CharField(max_length=5, choices=Format, default=Format.TEXT)
    encoding = models.CharField(_("encoding"), max_length=12, blank=True)
    separator = models.CharField(_("separator"), max_length=1, blank=True)
    has_header = models.BooleanField(_("the first row names the columns"), default=True)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    sheets = models.JSONField(default=list)
    card_columns = models.JSONField(default=list)
    date_order = models.CharField(_("order of dates"), max_length=3, default="dmy")
    decimal_mark = models.CharField(_("decimal mark"), max_length=1, default=",")
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    rate = models.DecimalField(_("euros for one unit"), max_digits=14, decimal_places=6, null=True, blank=True)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    origin = models.CharField(_("where the list comes from"), max_length=9, choices=Origin, blank=True)
    collected_on = models.DateField(_("collected or received on"), null=True, blank=True)
    basis = models.CharField(_("legal basis"), max_length=8, choices=LegalBasis, blank=True)
    supplier = models.CharField(_("supplied by"), max_length=120, blank=True)
    contract = models.CharField(_("contract or order"), max_length=120, blank=True)
    proof = models.CharField(_("proof"), max_length=300, blank=True)
    usable_until = models.DateField(_("rented until"), null=True, blank=True)
    notice = models.CharField(_("have the people been told?"), max_length=10, choices=Notice, blank=True)
    informed_on = models.DateField(_("told on"), null=True, blank=True)
    inform_by = models.DateField(_("to be told by"), null=True, blank=True)
    policy = models.CharField(_("already there"), max_length=6, choices=Policy, default=Policy.SKIP)
    is_forgiving = models.BooleanField(_("a bad phone or number goes to the notes"), default=False)
    report = models.JSONField(default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    position = models.PositiveBigIntegerField(default=0)
    companies_created = models.PositiveBigIntegerField(default=0)
    people_created = models.PositiveBigIntegerField(default=0)
    updated = models.PositiveBigIntegerField(default=0)
    skipped = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    kept = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    file_deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["workspace", "-created_at"], name="import_recent")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "checked", "running", "done", "reverting", "reverted"]),
                name="import_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def formats(self) -> Formats:
        return Formats(self.date_order, self.decimal_mark, self.currency, self.rate)

    @formats.setter
    def formats(self, given: Formats) -> None:
        self.date_order, self.decimal_mark, self.currency = given.date_order, given.decimal_mark, given.currency
        self.rate = given.rate

    def statement(self, *, has_file: bool = False) -> Statement:
        names = "origin collected_on basis supplier contract proof usable_until notice informed_on".split()
        return Statement(**{name: getattr(self, name) for name in names}, has_file=has_file)

    def has_named_columns(self) -> bool:
        return self.has_header or self.file_format == self.Format.VCARD

    def is_open(self) -> bool:
        """Whether its columns and choices can still change."""
        return self.state in {self.State.DRAFT, self.State.CHECKED}

    def is_settled(self) -> bool:
        """Whether nothing moves any more by itself."""
        return self.state in {self.State.DONE, self.State.REVERTED}


class FilePiece(ScopedModel):
    """A compressed stretch of the file: any web server and any worker can read it, and none holds it whole."""

    file = models.ForeignKey(Import, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="import_piece_once")]


class ProofFile(ScopedModel):
    """The seller's contract, certificate or form, as it was given. Apart, so that nothing else reads its bytes."""

    file = models.OneToOneField(Import, models.CASCADE, related_name="proof_file")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("proof of origin")
        verbose_name_plural = _("proofs of origin")

    def __str__(self) -> str:
        return self.name


class Touched(ScopedModel):
    """A row that the import made or changed, and what stood in the fields it filled."""

    class Kind(models.TextChoices):
        COMPANY = "company"
        PERSON = "person"
        ROLE = "role"
        POINT = "point"

    # So that an exported workspace finds the rows again under their new numbers.
    carried_kinds = {
        "company": "parties.company",
        "person": "parties.person",
        "role": "parties.affiliation",
        "point": "parties.contactpoint",
    }

    workspace = within(is_derived=True)
    # Written with the row that it speaks of, under a lock on its import.
    file = models.ForeignKey(Import, models.CASCADE, related_name="touched", db_index=False, db_constraint=False)
    kind = models.CharField(max_length=7, choices=Kind)
    object_id = models.BigIntegerField()
    is_created = models.BooleanField()
    filled = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["file", "kind", "object_id"], name="import_touched")]


class RefusedRow(ScopedModel):
    """A row as it stood in the file, with why it was refused: [column, field, reason, value] each."""

    file = models.ForeignKey(Import, models.CASCADE, related_name="refused_rows")
    line = models.PositiveBigIntegerField()
    cells = models.JSONField()
    problems = models.JSONField()


class HeaderChoice(ScopedModel):
    """Where this workspace sent a header the last time."""

    header = models.CharField(max_length=200)
    target = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "header"], name="import_header_once")]
