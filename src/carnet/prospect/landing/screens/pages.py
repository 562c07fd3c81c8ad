"""The pages of the workspace: whom one speaks to, what one says, what the form asks, how it will look, who sees it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from carnet.foundation.ui.public import frame, outside_url, speaking, strict
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.landing import images, printing, queries, services, words
from carnet.prospect.landing.asking import asker_of
from carnet.prospect.landing.images import ImageRefused
from carnet.prospect.landing.models import ConsentText, Page, PageVersion
from carnet.prospect.landing.rules.checking import checks
from carnet.prospect.landing.rules.content import read_content, read_form
from carnet.prospect.landing.rules.wording import consent_text, digest
from carnet.prospect.landing.services import LandingRefused

from .forms import ContentForm, FormForm, PageForm
from .lead_form import LeadForm
from .public import page_context

SERVES = ("C7.2",)


def found(pk: int) -> Page:
    return get_object_or_404(Page.objects.present().select_related("workspace", "assignee__user", "document"), pk=pk)


def page_url(request: HttpRequest, page: Page) -> str:
    return reverse("landing:page", args=[request.workspace.slug, page.pk])


@screen(Permission.COMPANY_READ, serves=SERVES)
def pages(request: HttpRequest) -> HttpResponse:
    context = {"pages": list(queries.pages()[:100]), "may_edit": request.member.may(Permission.LANDING_EDIT)}
    return render(request, "landing/pages.html", context)


@screen(Permission.COMPANY_READ, serves=SERVES)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    version = services.latest(one)
    content, form = read_content(version.content), read_form(version.form)
    seen = checks(content, form, target=one.target, positioning=one.positioning, has_image=version.image_id is not None)
    context = {
        "page": one,
        "version": version,
        "versions": list(one.versions.select_related("author__user").order_by("-number")[:8]),
        "checks": [(check, words.checked(check)) for check in seen],
        "met": sum(check.is_met for check in seen),
        "figures": queries.figures(one),
        "leads": list(queries.leads(one)[:8]),
        "url": outside_url("landing_public", request.workspace, one.slug),
        "may_edit": request.member.may(Permission.LANDING_EDIT),
        "is_current": one.published_number == version.number,
    }
    return render(request, "landing/page.html", context)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    return _purpose(request, None)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _purpose(request, found(pk))


def _purpose(request: HttpRequest, page: Page | None) -> HttpResponse:
    form = PageForm(request.member, request.POST or None, instance=page)
    if request.method == "POST" and form.is_valid():
        try:
            held = found(page.pk) if page else None
            made = services.save_page(member=request.member, values=form.values, page=held)
        except LandingRefused as error:
            form.add_error("slug" if error.reason.startswith("slug") else None, words.refused(error.reason))
        else:
            toast(request, _("Saved."), undo=made.event)
            if page is None:
                return see_other(request, reverse("landing:content", args=[request.workspace.slug, made.pk]))
            return see_other(request, page_url(request, made))
    context = {"form": form, "page": page}
    return render_part(request, "landing/page_form.html", "form", context, status=422 if form.is_bound else 200)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("GET", "POST"))
def content(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    version = services.latest(one)
    form = ContentForm(version, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _save_content(request, one, form)
        except ImageRefused as error:
            form.add_error("image", words.refused(error.reason))
        else:
            return see_other(request, page_url(request, one))
    context = {"form": form, "page": one, "version": version}
    return render_part(request, "landing/content.html", "form", context, status=422 if form.is_bound else 200)


def _save_content(request: HttpRequest, page: Page, form: ContentForm) -> None:
    file, image = form.cleaned_data["image"], None
    if file is not None and not form.cleaned_data["no_image"]:
        image = images.store_image(page, file, file.size)
    keeps = not form.cleaned_data["no_image"]
    services.save_version(member=request.member, page=page, content=form.content, image=image, keeps_image=keeps)
    toast(request, _("Saved as a new version. Publish it for everybody to see it."), undo=page.event)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("GET", "POST"))
def form(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    asked = FormForm(services.latest(one), request.POST or None)
    if request.method == "POST" and asked.is_valid():
        services.save_version(member=request.member, page=one, form=asked.spec)
        toast(request, _("Saved as a new version. Publish it for everybody to see it."), undo=one.event)
        return see_other(request, page_url(request, one))
    context = {"form": asked, "page": one}
    return render_part(request, "landing/form.html", "form", context, status=422 if asked.is_bound else 200)


def draft_texts(page: Page, version: PageVersion) -> dict[str, ConsentText]:
    """The words of the consents as they would be archived."""
    asked = read_form(version.form)
    asker = asker_of(page, asked)
    told = {channel: consent_text(channel, asker, page.language) for channel in asked.consents}
    return {channel: ConsentText(channel=channel, text=text, digest=digest(text)) for channel, text in told.items()}


@screen(Permission.COMPANY_READ, serves=SERVES)
@xframe_options_sameorigin
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The last version as the public would see it, for a frame of the page's own screen."""
    one = found(pk)
    version = services.latest(one)
    version.page = one
    with speaking(request, one.language):
        asked = LeadForm(one, read_form(version.form), draft_texts(one, version))
        context = frame(request, one.workspace) | page_context(version, asked)
        context |= {"is_preview": True, "other_url": ""}
        return strict(render(request, "landing/public_page.html", context), ancestors="'self'")


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("POST",))
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    try:
        if "retirer" in request.POST:
            event = services.unpublish(member=request.member, page=one)
            toast(request, _("The page is no longer public."), undo=event)
        else:
            number = int(request.POST["version"]) if request.POST.get("version", "").isdigit() else None
            event = services.publish(member=request.member, page=one, number=number)
            toast(request, _("The page is public."), undo=event)
    except LandingRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    return see_other(request, page_url(request, one))


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("POST",))
def document(request: HttpRequest, pk: int) -> HttpResponse:
    made = printing.freeze_tool(member=request.member, page=found(pk))
    toast(request, _("“%(title)s” is frozen, version %(version)s.") % {"title": made.title, "version": made.version})
    return see_other(request, reverse("documents:document", args=[request.workspace.slug, made.pk]))


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("POST",))
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    event = services.delete_page(member=request.member, page=found(pk))
    toast(request, _("The page is deleted; the leads that it brought stay."), undo=event)
    return see_other(request, reverse("landing:pages", args=[request.workspace.slug]))
