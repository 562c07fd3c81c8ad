"""What the pages of mailings read."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from .models import Letter, Mailing, Message, Run

SHOWN = 50


def letters() -> QuerySet[Letter]:
    """By name, with how many variants and mailings each has. One query."""
    rows: QuerySet[Letter] = Letter.objects.filter(archived_at=None)
    return rows.annotate(
        variants_count=Count("variants", distinct=True), mailings_count=Count("mailings", distinct=True)
    ).order_by("name", "pk")


def mailings() -> QuerySet[Mailing]:
    """The latest first, with what became of their messages. One query."""
    rows: QuerySet[Mailing] = Mailing.objects.select_related("letter", "member__user")
    return rows.annotate(
        sent_count=Count("messages", filter=Q(messages__state=Message.State.SENT)),
        total_count=Count("messages", filter=~Q(messages__state=Message.State.REFUSED)),
    ).order_by("-created_at", "-pk")


@dataclass(slots=True)
class Figures:
    """A mailing counted. `readers` are those it was meant for, whatever became of their message."""

    states: dict[str, int]
    clicked: int
    clicks: int
    left: int
    reasons: list[tuple[str, int]]
    variants: list[tuple[str, int, int]]

    @property
    def readers(self) -> int:
        return sum(count for state, count in self.states.items() if state != Message.State.REFUSED)

    def of(self, state: str) -> int:
        return self.states.get(state, 0)

    @property
    def percent(self) -> int:
        waiting = self.of(Message.State.QUEUED) + self.of(Message.State.HANDED)
        return (self.readers - waiting) * 100 // self.readers if self.readers else 0


def figures(mailing: Mailing) -> Figures:
    """Four queries."""
    rows = Message.objects.filter(mailing=mailing).order_by()
    states = dict(rows.values_list("state").annotate(count=Count("pk")))
    told = rows.aggregate(clicked=Count("clicked_at"), clicks=Sum("clicks"), left=Count("left_at"))
    reasons = rows.filter(state__in=[Message.State.REFUSED, Message.State.FAILED])
    counted = reasons.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason")
    variants = (
        rows.filter(state=Message.State.SENT)
        .values_list("variant")
        .annotate(sent=Count("pk"), clicked=Count("clicked_at"))
        .order_by("variant")
    )
    return Figures(states, told["clicked"], told["clicks"] or 0, told["left"], list(counted), list(variants))


def messages_of(mailing: Mailing, state: str = "", *, limit: int = SHOWN) -> list[Message]:
    """Those of one state, or that were clicked in; the latest first. One query."""
    rows = Message.objects.filter(mailing=mailing).select_related("company", "person")
    if state == "clicked":
        rows = rows.exclude(clicked_at=None)
    elif state:
        rows = rows.filter(state=state)
    return list(rows.order_by("-sent_at", "pk")[:limit])


def is_ours(mailing: Mailing) -> bool:
    """Whether this server may send it: a copy of a workspace may not. One query."""
    return Run.objects.filter(mailing=mailing).exists()
