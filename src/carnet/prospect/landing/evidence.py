"""What public pages and posts say for C.7.2: a format that suits the channel, a message that suits the target."""

from typing import cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from carnet.foundation.documents.models import Document
from carnet.foundation.workspaces.models import Workspace
from carnet.referential.evidence import Evidence, Link, State, evidence

from .models import Lead, Page, PageVersion, Post
from .rules import networks
from .rules.checking import Check, checks
from .rules.content import read_content, read_form


def _speaking() -> PageVersion | None:
    """The version that speaks: of the page published last. One query."""
    page = Page.objects.present().exclude(published_number=None).order_by("-published_at", "-pk").first()
    if page is None:
        return None
    found: PageVersion | None = page.versions.filter(number=page.published_number).select_related("page").first()
    return found


def _checked(version: PageVersion, about: str) -> list[Check]:
    page = version.page
    seen = checks(
        read_content(version.content),
        read_form(version.form),
        target=page.target,
        positioning=page.positioning,
        has_image=version.image_id is not None,
    )
    return [one for one in seen if one.about == about]


def _links(workspace: Workspace, version: PageVersion | None) -> tuple[Link, ...]:
    if version is None:
        return (Link(_("Public pages"), reverse("landing:pages", args=[workspace.slug])),)
    return (Link(_("Page published last"), reverse("landing:page", args=[workspace.slug, version.page_id])),)


@evidence("B1.2-C7.2-1")
def the_format_suits_the_channel(workspace: Workspace) -> Evidence:
    """Of the page published last: short title and promise, one action, few fields, a described picture; of the posts:
    does each keep to its network's limits? Wholly automatic. Five queries."""
    version = _speaking()
    posts = list(Post.objects.order_by("-pk")[:50])
    fitting = sum(
        not networks.fault(one.text, one.hashtags, "", one.images, networks.TABLE[one.network]) for one in posts
    )
    seen = _checked(version, "channel") if version else []
    met = sum(one.is_met for one in seen)
    facts = (
        _n(_("{part} of {total} things that the channel asks are on the page published last."),
           part=met, total=len(seen)),
        _n(_("{part} of {total} posts keep to the limits of their network."), part=fitting, total=len(posts)),
        _n(_("{part} people wrote through a public page."), part=Lead.objects.genuine().count()),
        _n(_("The digital tool was frozen {part} times."), part=Document.objects.filter(kind="landing.tool").count()),
    )  # fmt: skip
    if version is None:
        state = State.PARTLY if posts and fitting == len(posts) else State.MISSING
    else:
        state = State.MET if met == len(seen) and fitting == len(posts) else State.PARTLY
    return Evidence(state, facts, _links(workspace, version))


@evidence("B1.2-C7.2-2")
def the_message_attracts_and_suits_the_target(workspace: Workspace) -> Evidence:
    """Of the page published last: are target and positioning written, and does the page use their words, argue, prove
    where its proofs come from? Whether it attracts is for people to say: at best the state is `human`. Four queries."""
    version = _speaking()
    seen = _checked(version, "message") if version else []
    met = sum(one.is_met for one in seen)
    page = version.page if version else None
    leads = Lead.objects.genuine().filter(page=page).count() if page else 0
    facts = (
        _n(_("{part} of {total} things that a coherent message asks are on the page published last."),
           part=met, total=len(seen)),
        _n(_("It was seen {total} times and brought {part} leads."), part=leads, total=page.views if page else 0),
        _n(_("Whether it attracts this target is judged by people.")),
    )  # fmt: skip
    if version is None:
        return Evidence(State.MISSING, facts[:1], _links(workspace, version))
    return Evidence(State.HUMAN if met == len(seen) else State.PARTLY, facts, _links(workspace, version))


def _n(sentence: Promise, **values: object) -> str | Promise:
    """A fact that is put into words in the language of whoever reads it."""
    return format_lazy(cast("str", sentence), **values)
