"""The pages that the public sees: the landing page and its form, thanks, a confirmation, a short link."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation

from carnet.foundation.ui.public import busy, nothing_here, outside_url, public, render_public, speaking, too_many
from carnet.foundation.ui.responses import RedirectSeeOther
from carnet.foundation.workspaces.models import Workspace
from carnet.prospect.landing import confirming, linking, queries, receiving
from carnet.prospect.landing.confirming import ConfirmationRefused
from carnet.prospect.landing.models import ConsentText, Page, PageImage, PageVersion
from carnet.prospect.landing.rules.content import FormSpec, read_content, read_form
from carnet.prospect.landing.rules.linking import is_robot

from .lead_form import LeadForm, source_of

BIGGEST = 64 * 1024
"""Bytes of a form: more than every field full of the longest letters."""


def _found(workspace: Workspace, slug: str) -> PageVersion:
    version = queries.published(workspace.pk, slug)
    if version is None:
        raise Http404
    return version


def texts_of(page: Page, form: FormSpec) -> dict[str, ConsentText]:
    """The archived words of each consent, the latest of each channel. One query, none without a consent."""
    if not form.consents:
        return {}
    rows = ConsentText.objects.filter(page=page, channel__in=form.consents).order_by("pk")
    return {row.channel: row for row in rows}


@public(methods=("GET", "POST"), counts_writes=False)
def landing(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    version = _found(workspace, slug)
    version.page.workspace = workspace
    with speaking(request, version.page.language):
        if request.method == "POST":
            return _posted(request, workspace, version)
        if not is_robot(request.headers.get("User-Agent", "")):
            Page.objects.filter(pk=version.page.pk).update(views=F("views") + 1)
        spec = read_form(version.form)
        return _shown(request, workspace, version, LeadForm(version.page, spec, texts_of(version.page, spec)))


def _posted(request: HttpRequest, workspace: Workspace, version: PageVersion) -> HttpResponse:
    page, spec = version.page, read_form(version.form)
    if int(request.headers.get("Content-Length") or 0) > BIGGEST:
        return _too_big(request, workspace, page)
    try:
        data = request.POST
    except (RequestDataTooBig, TooManyFieldsSent):
        return _too_big(request, workspace, page)
    form = LeadForm(page, spec, texts_of(page, spec), data, is_often=too_many(request))
    if not form.is_valid():
        return _shown(request, workspace, version, form.renewed(), status=429 if form.is_often else 422)
    language = translation.get_language() or page.language
    receiving.receive(
        version=version, values=form.values, consents=form.agreed, source=source_of(request), language=language[:2]
    )
    return RedirectSeeOther(reverse("landing_thanks", args=[workspace.slug, page.slug]))


def _too_big(request: HttpRequest, workspace: Workspace, page: Page) -> HttpResponse:
    context = {"page": page}
    return render_public(request, "landing/too_big.html", context, workspace=workspace, status=413)


def _shown(
    request: HttpRequest, workspace: Workspace, version: PageVersion, form: LeadForm, *, status: int = 200
) -> HttpResponse:
    context = page_context(version, form) | {"other_url": ""}
    return render_public(request, "landing/public_page.html", context, workspace=workspace, status=status)


def page_context(version: PageVersion, form: LeadForm) -> dict[str, object]:
    """What the page shows; two queries at most."""
    content = read_content(version.content)
    page = version.page
    return {
        "page": page,
        "version": version,
        "content": content,
        "form": form,
        "offers": queries.offers_of(content.offers),
        "url": outside_url("landing_public", page.workspace, page.slug),
        "image_url": outside_url("landing_image", page.workspace, version.image_id) if version.image_id else "",
        "image": PageImage.objects.filter(pk=version.image_id).defer("content").first() if version.image_id else None,
    }


@public()
def thanks(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    version = _found(workspace, slug)
    form = read_form(version.form)
    with speaking(request, version.page.language):
        context = {"page": version.page, "content": read_content(version.content), "has_consents": form.consents}
        return render_public(request, "landing/thanks.html", context, workspace=workspace)


@public()
def image(request: HttpRequest, workspace: Workspace, pk: int) -> HttpResponse:
    row = get_object_or_404(PageImage, pk=pk)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(bytes(row.content), content_type=row.content_type, headers=headers)


@public(methods=("GET", "POST"))
def confirm(request: HttpRequest, workspace: Workspace, token: str) -> HttpResponse:
    """GET shows the button, since programs open the links of a mail too; POST confirms. A second press is harmless."""
    row = confirming.find(token)
    if row is None:
        return nothing_here(request)
    reason, is_done = "", row.confirmed_at is not None
    if request.method == "POST" and not is_done:
        try:
            confirming.confirm(token)
        except ConfirmationRefused as refusal:
            reason = refusal.reason
        else:
            is_done = True
            receiving.call_worker()
    with speaking(request, row.lead.submission.language):
        context = {"lead": row.lead, "texts": confirming.texts_of(row.lead), "is_done": is_done, "reason": reason}
        status = 410 if reason else 200
        return render_public(request, "landing/confirm.html", context, workspace=workspace, status=status)


def short(request: HttpRequest, code: str) -> HttpResponse:
    """Where a short link leads: only to a page of ours or to a site that its workspace allows."""
    with speaking(request):
        if too_many(request):
            return busy(request)
        target = linking.follow(code, request.headers.get("User-Agent", ""))
        if not target:
            return nothing_here(request)
    answer = HttpResponseRedirect(target)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
