"""Posts for social networks: a calendar, the words as each network shows them, what came of them."""

from copy import copy
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.landing import posting, queries, words
from carnet.prospect.landing.models import Post
from carnet.prospect.landing.posting import PostRefused
from carnet.prospect.landing.rules import networks

from .link_forms import PostForm, PublishedForm, ResultsForm
from .pages import SERVES

MOST = 200


def found(pk: int) -> Post:
    rows = Post.objects.select_related("page", "link__workspace", "member__user", "workspace")
    return get_object_or_404(rows, pk=pk)


@screen(Permission.COMPANY_READ, serves=SERVES)
def posts(request: HttpRequest) -> HttpResponse:
    """The calendar by weeks, what has no day last."""
    weeks: dict[object, list[Post]] = {}
    for row in queries.posts()[:MOST]:
        monday = row.planned_on - timedelta(days=row.planned_on.weekday()) if row.planned_on else None
        weeks.setdefault(monday, []).append(row)
    context = {
        "weeks": list(weeks.items()),
        "today": timezone.localdate(),
        "limits": list(networks.TABLE.values()),
        "may_edit": request.member.may(Permission.LANDING_EDIT),
    }
    return render(request, "landing/posts.html", context)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, found(pk))


def _form(request: HttpRequest, post: Post | None) -> HttpResponse:
    # A form writes into what it is given: the service compares with what stands.
    form = PostForm(request.POST or None, instance=copy(post))
    if request.method == "POST" and form.is_valid():
        try:
            made = posting.save_post(member=request.member, values=form.cleaned_data, post=post)
        except PostRefused as error:
            form.add_error("text" if error.reason in {"too_long", "no_text"} else None, words.refused(error.reason))
        else:
            toast(request, _("The post is ready."), undo=made.event)
            return see_other(request, reverse("landing:post", args=[request.workspace.slug, made.pk]))
    context = {"form": form, "post": post, "limits": list(networks.TABLE.values())}
    return render_part(request, "landing/post_form.html", "form", context, status=422 if form.is_bound else 200)


@screen(Permission.COMPANY_READ, serves=SERVES)
def post(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, found(pk))


def _shown(request: HttpRequest, one: Post, status: int = 200, **forms: object) -> HttpResponse:
    limits = networks.TABLE[one.network]
    text = posting.pasted(one)
    context = {
        "post": one,
        "text": text,
        "weight": networks.weight(text, limits),
        "limits": limits,
        "shown": text[: limits.folds_at],
        "folded": text[limits.folds_at :],
        "has_many_tags": len(networks.tags(one.hashtags)) > networks.FEW_HASHTAGS,
        "link": posting.link_of(one),
        "published": PublishedForm(initial={"on": timezone.localdate()}),
        "results": ResultsForm(instance=one),
        "may_edit": request.member.may(Permission.LANDING_EDIT),
    }
    return render(request, "landing/post.html", context | forms, status=status)


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("POST",))
def published(request: HttpRequest, pk: int) -> HttpResponse:
    one, form = found(pk), PublishedForm(request.POST)
    if not form.is_valid():
        return _shown(request, one, 422, published=form)
    try:
        event = posting.mark_published(member=request.member, post=one, **form.cleaned_data)
    except PostRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
    else:
        toast(request, _("Marked as published."), undo=event)
    return see_other(request, reverse("landing:post", args=[request.workspace.slug, pk]))


@screen(Permission.LANDING_EDIT, serves=SERVES, methods=("POST",))
def results(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    # A form writes into what it is given: the service compares with what stands.
    form = ResultsForm(request.POST, instance=copy(one))
    if not form.is_valid():
        return _shown(request, one, 422, results=form)
    posting.save_results(member=request.member, post=one, values=form.cleaned_data)
    toast(request, _("Saved."))
    return see_other(request, reverse("landing:post", args=[request.workspace.slug, pk]))
