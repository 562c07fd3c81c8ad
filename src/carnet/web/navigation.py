"""Where one can go, as data: the day, the five verbs of the job, the file.

An entry shows once its address exists and the member may open it; a verb with no address of its own opens on the
first of its pages. `key` is the letter that follows `g` on the keyboard.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from carnet.foundation.ui import counts
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """`name` is a URL name that takes the workspace alone; `pages` are the addresses that belong under it."""

    code: str
    label: str | Promise
    icon: str = ""
    name: str = ""
    permission: Permission | None = None
    key: str = ""
    pages: tuple["Entry", ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class Link:
    """An entry as one page shows it."""

    code: str
    label: str | Promise
    icon: str
    url: str
    key: str
    is_current: bool
    pages: list["Link"]

    @property
    def counted(self) -> str:
        """The codes whose numbers stand here: its own, and those of its pages where they are folded."""
        folded = [] if self.is_current and len(self.pages) > 1 else self.pages
        return " ".join(one.code for one in (self, *folded) if one.code in counts.codes())


@dataclass(slots=True)
class LinkGroup:
    label: str | Promise
    links: list[Link]


P = Permission

ENTRIES = (
    Group("", (Entry("today", _("Today"), "today", "today", None, "t"),)),
    Group(
        _("The job"),
        (
            Entry(
                "organise",
                pgettext_lazy("verb", "Organise"),
                "organise",
                pages=(
                    Entry("products", _("Products"), "", "catalogue:products", P.PRODUCT_READ),
                    Entry("replies", _("Answers to objections"), "", "catalogue:replies", P.PRODUCT_READ),
                    Entry("csr", _("Commitments"), "", "csr:list", P.CSR_READ),
                    Entry("law", _("Law"), "", "law:values", P.LAW_READ),
                ),
            ),
            Entry(
                "prospect",
                pgettext_lazy("verb", "Prospect"),
                "prospect",
                pages=(
                    Entry("sourcing", _("Find companies"), "", "sourcing:find", P.COMPANY_READ),
                    Entry("buying", _("Buying centres"), "", "buying:home", P.COMPANY_READ),
                    Entry("mix", _("Prospecting plans"), "", "mix:plans", P.COMPANY_READ),
                    Entry("calling", _("Calls"), "", "calling:home", P.AGENDA_READ),
                    Entry("campaigns", _("Campaigns"), "", "campaigns:campaigns", P.CAMPAIGN_READ),
                    Entry("landing", _("Public pages and leads"), "", "landing:pages", P.COMPANY_READ),
                    Entry("mailing", _("Mailings"), "", "mailing:mailings", P.COMPANY_READ),
                    Entry("interviewing", _("Interviews"), "", "interviewing:home", P.COMPANY_READ),
                    Entry("tours", _("Tours"), "", "tours:home", P.AGENDA_READ),
                    Entry("near", _("Near me now"), "", "tours:near", P.COMPANY_READ),
                    Entry("import", _("Import"), "", "imports:imports", P.COMPANY_IMPORT),
                ),
            ),
            Entry(
                "sell",
                pgettext_lazy("verb", "Sell"),
                "sell",
                pages=(
                    Entry("opportunities", _("Deals"), "", "pipeline:board", P.OPPORTUNITY_READ, "d"),
                    Entry("quotes", _("Quotes"), "", "closing:quotes", P.QUOTE_READ, "q"),
                ),
            ),
            Entry(
                "grow",
                pgettext_lazy("verb", "Grow"),
                "grow",
                pages=(
                    Entry("results", _("Results"), "", "reporting:results", P.RESULTS_READ, "r"),
                    Entry("architecture", _("Architecture of the file"), "", "architecture:home", P.COMPANY_READ),
                    Entry("tags", _("Tags"), "", "tags:tags", P.COMPANY_READ),
                    Entry("quality", _("To complete"), "", "quality:queue", P.COMPANY_READ),
                ),
            ),
        ),
    ),
    Group(
        _("The evidence"),
        (
            Entry(
                "certify",
                pgettext_lazy("verb", "Certify"),
                "certify",
                pages=(
                    Entry("referential", _("Référentiel"), "", "referential:home", P.REFERENTIAL_READ),
                    Entry("coverage", _("Coverage"), "", "referential:coverage", P.REFERENTIAL_READ),
                ),
            ),
        ),
    ),
    Group(
        _("The file"),
        (
            Entry("companies", _("Companies"), "company", "customer_file:companies", P.COMPANY_READ, "c"),
            Entry("people", _("People"), "people", "customer_file:people", P.COMPANY_READ, "p"),
            Entry("duplicates", _("Duplicates"), "board", "duplicates:queue", P.COMPANY_MERGE),
            Entry("agenda", _("Agenda"), "calendar", "agenda:agenda", P.AGENDA_READ, "a"),
            Entry("privacy", _("Privacy"), "lock", "privacy:home", P.PRIVACY_READ, "v"),
        ),
    ),
)

HOUSE = (
    Entry("settings", _("Workspace settings"), "settings", "workspaces:settings", P.WORKSPACE_READ),
    Entry("members", _("Members"), "people", "workspaces:members", P.WORKSPACE_READ),
    Entry("keys", _("Keys for programs"), "lock", "api:keys", P.API_USE),
    Entry("history", _("History"), "undo", "audit:history", P.HISTORY_READ, "h"),
    Entry("trash", _("Trash"), "trash", "customer_file:trash", P.COMPANY_READ),
    Entry("jobs", _("Background work"), "clock", "jobs:list", P.WORKSPACE_READ),
)
"""What concerns the workspace itself, in the menu of the account."""

PHONE = ("today", "companies", "sell", "grow")
"""The entries of the bar at the bottom of a phone; the rest stand behind More."""


@lru_cache(maxsize=4096)
def address(name: str, workspace: str) -> str:
    """The address of a URL name in a workspace; empty where no room serves it."""
    if not name:
        return ""
    try:
        return reverse(name, kwargs={"workspace": workspace})
    except NoReverseMatch:
        return ""


def link(entry: Entry, member: Membership, path: str) -> Link | None:
    """`entry` as `member` sees it from `path`; None when there is nothing to open."""
    if entry.permission is not None and not member.may(entry.permission):
        return None
    pages = nearest([found for page in entry.pages if (found := link(page, member, path))])
    url = address(entry.name, member.workspace.slug) or (pages[0].url if pages else "")
    if not url:
        return None
    within = path == url if entry.code == "today" else path.startswith(url)
    is_current = within or any(page.is_current for page in pages)
    return Link(entry.code, entry.label, entry.icon, url, entry.key, is_current, pages)


def nearest(pages: list[Link]) -> list[Link]:
    """Leave only the deepest of the current pages current: an address often begins with its neighbour's."""
    current = [page for page in pages if page.is_current]
    for page in current:
        page.is_current = page is max(current, key=lambda one: len(one.url))
    return pages


def links(member: Membership, path: str) -> list[LinkGroup]:
    """What `member` may open, group by group, the current entry marked; empty groups are left out."""
    groups = [
        LinkGroup(group.label, [found for entry in group.entries if (found := link(entry, member, path))])
        for group in ENTRIES
    ]
    return [group for group in groups if group.links]


def house_links(member: Membership, path: str) -> list[Link]:
    return nearest([found for entry in HOUSE if (found := link(entry, member, path))])


def phone_links(groups: Iterable[LinkGroup]) -> list[Link]:
    """At most four links for the phone's bar: those of `PHONE` that exist."""
    by_code = {found.code: found for group in groups for found in group.links}
    return [by_code[code] for code in PHONE if code in by_code]


def marked(shown: Iterable[Link]) -> list[str]:
    """What tells one page's menu from another's: the links where one is."""
    every = (one for found in shown for one in (found, *found.pages))
    return [one.code for one in every if one.is_current]
