"""Letters: their list, one of them seen as a reader will, and its form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.parties.models import Affiliation, Company, Stage
from carnet.foundation.ui.responses import render_part, see_other, toast
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission
from carnet.prospect.mailing import queries, services, words
from carnet.prospect.mailing.composing import Composer, Reader, known_fields, origin_of
from carnet.prospect.mailing.models import Letter, Mailing
from carnet.prospect.mailing.rules.letters import ValueMissing
from carnet.prospect.mailing.rules.wording import doubts_of

from .forms import CODES, LetterForm

SERVES = ("C7.2",)


def found(pk: int) -> Letter:
    return get_object_or_404(Letter.objects.select_related("member__user"), pk=pk)


@screen(Permission.COMPANY_READ, serves=SERVES)
def letters(request: HttpRequest) -> HttpResponse:
    context = {"letters": list(queries.letters()[:100]), "may_send": request.member.may(Permission.MAILING_SEND)}
    return render(request, "mailing/letters.html", context)


@screen(Permission.COMPANY_READ, serves=SERVES)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """`?sur=` a company: what its main contact would read, variant by variant."""
    one = found(pk)
    company = _chosen(request)
    variants = list(one.variants.all())
    context = {
        "letter": one,
        "variants": [
            (
                row,
                Stage(row.segment).label if row.segment else "",
                list(map(words.doubt, doubts_of(row.subject, row.text))),
            )
            for row in variants
        ],
        "company": company,
        "companies": Company.objects.present().exclude(email="").order_by("name_key", "pk")[:30],
        "shown": shown(one, company) if company else [],
        "may_send": request.member.may(Permission.MAILING_SEND) and one.archived_at is None,
    }  # fmt: skip
    return render_part(request, "mailing/letter.html", "preview", context)


def _chosen(request: HttpRequest) -> Company | None:
    given = request.GET.get("sur", "")
    rows = Company.objects.present()
    if given.isdigit() and len(given) < 19:
        return rows.filter(pk=given).first()
    return rows.exclude(email="").order_by("name_key", "pk").first()


def shown(one: Letter, company: Company) -> list[tuple[str, str, str, str, list[str]]]:
    """Variant, address, subject, text and foot as this company's reader gets them; or what is missing."""
    roles = Affiliation.objects.current().filter(company=company, person__deleted_at=None).exclude(person__email="")
    role = roles.select_related("person").order_by("-is_main", "pk").first()
    reader = Reader(role.person.email, company, role.person, role.job_title) if role else Reader(company.email, company)
    composer = Composer(Mailing(letter=one, workspace=company.workspace))
    foot = composer.foot(reader, origin_of(reader), _("(each reader’s own address to unsubscribe)"))
    found_ones = []
    for variant in composer.variants:
        try:
            said = composer.words(reader, variant=variant["code"])
            found_ones.append((variant["code"], reader.address, said.subject, said.text, foot))
        except ValueMissing as error:
            found_ones.append((variant["code"], reader.address, "", words.why_not(f"field:{error.name}"), []))
    return found_ones


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("GET", "POST"))
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, found(pk))


def _form(request: HttpRequest, one: Letter | None) -> HttpResponse:
    told = LetterForm.told(one) if one else {}
    has = sum(1 for code in CODES if f"subject_{code}" in (request.POST or told))
    asked = request.GET.get("variantes", "")
    count = max(has, int(asked) if asked.isdigit() and len(asked) == 1 else 1)
    form = LetterForm(request.POST or None, initial=told, count=count)
    if request.method == "POST" and form.is_valid():
        made = _save(request, form, one)
        if made:
            toast(request, _("The letter is saved."), undo=made.event)
            return see_other(request, reverse("mailing:letter", args=[request.workspace.slug, made.pk]))
    context = {
        "form": form,
        "letter": one,
        "fields": known_fields(),
        "more": min(len(form.shown) + 1, len(CODES)) if len(form.shown) < len(CODES) else 0,
    }
    return render_part(request, "mailing/letter_form.html", "form", context, status=422 if form.is_bound else 200)


def _save(request: HttpRequest, form: LetterForm, one: Letter | None) -> Letter | None:
    """The saved letter; None with the faults written into the form, each at its place."""
    try:
        return services.save_letter(
            member=request.member, name=form.cleaned_data["name"], variants=form.variants, letter=one
        )
    except services.MailingRefused as error:
        form.add_error(None, words.refused(error.reason))
    except services.LetterInvalid as error:
        for code, faults in error.faults.items():
            for fault in faults:
                form.add_error(f"{fault.part}_{code}", words.fault(fault))
    return None


@screen(Permission.MAILING_SEND, serves=SERVES, methods=("POST",))
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    one = found(pk)
    try:
        event = services.archive_letter(member=request.member, letter=one)
    except services.MailingRefused as error:
        toast(request, words.refused(error.reason), tone="bad")
        return see_other(request, reverse("mailing:letter", args=[request.workspace.slug, pk]))
    toast(request, _("The letter is put away; mailings made of it keep their words."), undo=event)
    return see_other(request, reverse("mailing:letters", args=[request.workspace.slug]))
