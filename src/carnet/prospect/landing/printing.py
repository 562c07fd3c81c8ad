"""The deliverable « outil de prospection digital »: every word and figure as its template wants it, in French."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from carnet.foundation.documents.frame import frame
from carnet.foundation.documents.models import Document
from carnet.foundation.documents.rendering import Template
from carnet.foundation.documents.services import freeze
from carnet.foundation.ui import formats
from carnet.foundation.ui.public import outside_url
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import queries, services, words
from .asking import asker_of
from .linking import address_of
from .models import Page
from .rules.checking import checks
from .rules.content import Content, FormSpec, read_content, read_form
from .rules.wording import consent_text

TOOL = Template("landing.tool", "/prospect/landing/typst/tool.typ", 1)
LANGUAGE = "fr"


@transaction.atomic
def freeze_tool(*, member: Membership, page: Page) -> Document:
    """The tool as it stands today. Raises CannotRender."""
    data = tool_data(member, page)
    held = page.document
    previous = held if held and not Document.objects.filter(previous=held).exists() else None
    made = freeze(
        member=member,
        kind="landing.tool",
        template=TOOL,
        data=data,
        title=data["title"],
        number=f"DIGITAL-{page.pk}",
        language=LANGUAGE,
        previous=previous,
        logo=seller_of(member.workspace)["logo"],
    )
    Page.objects.filter(pk=page.pk).update(document=made)
    return made


def tool_data(member: Membership, page: Page) -> dict[str, Any]:
    """About ten queries."""
    version = services.latest(page)
    content, form = read_content(version.content), read_form(version.form)
    with translation.override(LANGUAGE):
        told = queries.figures(page)
        seen = checks(
            content,
            form,
            target=page.target,
            positioning=page.positioning,
            has_image=version.image_id is not None,
        )
        yes, no = _("yes"), _("no")
        return {
            **_frame(member, _("Digital prospecting tool: %(name)s") % {"name": page.name}),
            "lede": outside_url("landing_public", page.workspace, page.slug),
            "figures": _figures(told),
            "aim": [
                [_("Target"), page.target or "—"],
                [_("Positioning"), page.positioning or "—"],
                [_("Written for"), str(page.get_audience_display())],
                [_("Answered"), words.within_days(page.answer_days)],
                [_("State"), _("public") if page.published_number else _("draft")],
            ],
            "page": _page(content),
            "form": _form(form),
            "consents": [consent_text(channel, asker_of(page, form), page.language) for channel in form.consents],
            "checks_head": [_("Seen"), _("What is looked at")],
            "checks": [[yes if one.is_met else no, words.checked(one)] for one in seen],
            "links_head": [_("Address"), _("Name"), _("Clicks")],
            "links": [
                [address_of(one), one.name, formats.number(one.people, LANGUAGE)]
                for one in queries.links().filter(page=page)[:20]
            ],
            "posts": [
                [_post_title(one), one.text] for one in queries.posts().filter(page=page)[:20]
            ],
            "sources_head": [_("Leads"), _("Where they came from")],
            "sources": [[formats.number(count, LANGUAGE), name or _("directly")] for name, count in told["sources"]],
        }  # fmt: skip


def _figures(told: dict[str, Any]) -> list[list[str]]:
    rate = formats.percent(told["rate"], LANGUAGE, 1) if told["rate"] is not None and told["views"] >= 100 else "—"
    return [
        [formats.number(told["views"], LANGUAGE), _("views")],
        [formats.number(told["leads"], LANGUAGE), _("leads")],
        [rate, _("leads for 100 views")],
        [formats.number(told["answered"], LANGUAGE), _("answered")],
    ]


def _page(content: Content) -> dict[str, Any]:
    return {
        "title": content.title or "—",
        "promise": content.promise,
        "action": content.action or "—",
        "proofs": [[one.text, one.source] for one in content.proofs],
        "arguments": [[one.title, one.text] for one in content.arguments],
    }


def _form(form: FormSpec) -> list[list[str]]:
    asked = [str(words.FIELDS[code]) + (" *" if code in form.requires else "") for code in form.asks]
    rows = [[_("Asked (* required)"), ", ".join(asked)]]
    rows += [[_("Question of your own"), one.label] for one in form.own]
    named = ", ".join(str(words.CHANNELS[channel]) for channel in form.consents)
    return [*rows, [_("Consents asked for"), named or _("none")]]


def _post_title(post: Any) -> str:
    if post.published_on:
        said = _("%(network)s, published on %(day)s")
        return said % {"network": post.get_network_display(), "day": formats.day(post.published_on, LANGUAGE)}
    day = formats.day(post.planned_on, LANGUAGE) if post.planned_on else _("without a day")
    return f"{post.get_network_display()}, {day}"


def _frame(member: Membership, title: str) -> dict[str, Any]:
    named = {
        "aim": _("Whom it speaks to"),
        "page": _("The page"),
        "form": _("The form"),
        "checks": _("Checked"),
        "links": _("Short links"),
        "posts": _("Posts"),
        "sources": _("Where leads come from"),
    }
    return frame(seller_of(member.workspace), title=title, language=LANGUAGE, on=timezone.localdate(), words=named)
