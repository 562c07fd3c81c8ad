"""How the acts on public pages read, and how they are taken back."""

from django.urls import reverse
from django.utils.translation import gettext as _

from carnet.foundation.agenda.models import Interaction, Task
from carnet.foundation.audit.erasing import impersonal
from carnet.foundation.audit.models import Event
from carnet.foundation.audit.sentences import Sentence, sentence
from carnet.foundation.audit.services import on
from carnet.foundation.audit.undo import NotUndoable, undoable
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.parties.services import restore
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .acting import mark_answered, mark_spam
from .models import Lead, Page, PageVersion, Post, ShortLink
from .services import plain_page

NEEDS = Permission.LANDING_EDIT
impersonal(
    "landing.page_saved", "landing.version_saved", "landing.published", "landing.unpublished", "landing.page_deleted",
    "landing.site_saved", "landing.link_saved", "landing.link_switched", "landing.post_saved", "landing.post_published",
    "landing.results_saved",
)  # fmt: skip


def _page_url(event: Event) -> str:
    return reverse("landing:page", args=[event.workspace.slug, (event.after or {})["id"]])


@sentence("landing.page_saved")
def _saved(event: Event) -> Sentence:
    return Sentence(title=_("Public page “%(name)s”") % (event.after or {}), url=_page_url(event))


@undoable("landing.page_saved", needs=NEEDS)
def _unsave(event: Event, member: Membership) -> None:
    """A page just begun goes, unless it was written on or published; a changed one gets back what it said."""
    after, before = event.after or {}, event.before or {}
    page = Page.objects.present().select_for_update(of=("self",)).filter(pk=after["id"]).first()
    if page is None:
        raise NotUndoable("gone")
    if not before:
        if page.versions.count() > 1 or page.published_at or page.leads.exists():
            raise NotUndoable("changed_since")
        page.delete()
        return
    if plain_page(page) != after["values"]:
        raise NotUndoable("changed_since")
    for name, value in before["values"].items():
        setattr(page, name, value)
    page.save()


@sentence("landing.version_saved")
def _version(event: Event) -> Sentence:
    after = event.after or {}
    url = (
        reverse("landing:page", args=[event.workspace.slug, PageVersion.objects.get(pk=after["id"]).page_id])
        if (PageVersion.objects.filter(pk=after["id"]).exists())
        else ""
    )
    return Sentence(title=_("Version %(number)s of “%(name)s”") % after, url=url)


@undoable("landing.version_saved", needs=NEEDS)
def _unversion(event: Event, member: Membership) -> None:
    """The version before is the last again; not once a later one was written, or this one was shown."""
    made = PageVersion.objects.select_related("page").filter(pk=(event.after or {})["id"]).first()
    if made is None:
        raise NotUndoable("gone")
    later = PageVersion.objects.filter(page=made.page_id, number__gt=made.number)
    if (
        later.exists()
        or made.page.published_number == made.number
        or made.page.submissions.filter(version=made).exists()
    ):
        raise NotUndoable("changed_since")
    made.delete()


@sentence("landing.published")
def _published(event: Event) -> Sentence:
    return Sentence(title=_("“%(name)s” is public, version %(number)s") % (event.after or {}), url=_page_url(event))


@sentence("landing.unpublished")
def _unpublished(event: Event) -> Sentence:
    return Sentence(title=_("“%(name)s” is no longer public") % (event.after or {}), url=_page_url(event), tone="warn")


@undoable("landing.published", needs=NEEDS)
@undoable("landing.unpublished", needs=NEEDS)
def _as_before(event: Event, member: Membership) -> None:
    after = event.after or {}
    rows = Page.objects.present().filter(pk=after["id"], published_number=after.get("number"))
    if not rows.update(published_number=(event.before or {})["number"]):
        raise NotUndoable("changed_since")


@sentence("landing.page_deleted")
def _deleted(event: Event) -> Sentence:
    return Sentence(title=_("Public page “%(name)s” deleted") % (event.after or {}), tone="warn")


@undoable("landing.page_deleted", needs=NEEDS)
def _undelete(event: Event, member: Membership) -> None:
    page = Page.objects.filter(pk=(event.after or {})["id"]).exclude(deleted_at=None).first()
    if page is None:
        raise NotUndoable("gone")
    if Page.objects.present().filter(slug=page.slug).exists():
        raise NotUndoable("changed_since")
    page.deleted_at, page.published_number = None, (event.before or {})["number"]
    page.save(update_fields=["deleted_at", "published_number"])


@sentence("landing.site_saved")
def _site(event: Event) -> Sentence:
    return Sentence(title=_("Legal notice of the public pages"))


@sentence("landing.lead_received")
def _received(event: Event) -> Sentence:
    after = event.after or {}
    url = reverse("landing:lead", args=[event.workspace.slug, after["id"]])
    return Sentence(title=_("Wrote to us through “%(page)s”, %(score)s points") % after, url=url, tone="ok")


@undoable("landing.lead_received", needs=NEEDS)
def _unreceive(event: Event, member: Membership) -> None:
    """As when it is set aside: what it alone brought goes to the trash."""
    lead = (
        Lead.objects.genuine().select_related("page", "company", "person").filter(pk=(event.after or {})["id"]).first()
    )
    if lead is None:
        raise NotUndoable("gone")
    mark_spam(member=member, lead=lead)


@sentence("landing.lead_spam")
def _spam(event: Event) -> Sentence:
    return Sentence(title=_("Set aside as spam, received through “%(page)s”") % (event.after or {}), tone="warn")


@undoable("landing.lead_spam", needs=NEEDS)
def _unspam(event: Event, member: Membership) -> None:
    after = event.after or {}
    if not Lead.objects.filter(pk=after["id"]).exclude(spam_at=None).update(spam_at=None):
        raise NotUndoable("gone")
    if after["task"]:
        Task.objects.filter(pk=after["task"], done_at=None).update(dropped_at=None)
    models = {"company": Company, "person": Person}
    for one in after["thrown"]:
        party = models[one["model"]].objects.filter(pk=one["id"]).exclude(deleted_at=None).first()
        if party is not None:
            restore(member=member, party=party)


@sentence("landing.confirmed")
def _confirmed(event: Event) -> Sentence:
    return Sentence(title=_("Confirmed by e-mail what they agreed to on “%(page)s”") % (event.after or {}), tone="ok")


@on("agenda.contact_logged")
def _answered(event: Event) -> None:
    """Whoever calls or writes back has answered."""
    after = event.after or {}
    if after.get("inbound") or after.get("channel") == "note":
        return
    interaction = Interaction.objects.select_related("company", "person").filter(pk=after.get("id")).first()
    if interaction is not None:
        mark_answered(interaction)


@sentence("landing.link_saved")
def _link(event: Event) -> Sentence:
    return Sentence(title=_("Short link “%(name)s”") % (event.after or {}))


@undoable("landing.link_saved", needs=NEEDS)
def _unlink(event: Event, member: Membership) -> None:
    """Printed or not, an address that somebody followed is switched off rather than taken back."""
    link = ShortLink.objects.filter(pk=(event.after or {})["id"]).first()
    if link is None:
        raise NotUndoable("gone")
    if link.days.exists():
        raise NotUndoable("changed_since")
    link.delete()


@sentence("landing.link_switched")
def _switched(event: Event) -> Sentence:
    after = event.after or {}
    text = _("Short link “%(name)s” leads again") if after["is_active"] else _("Short link “%(name)s” switched off")
    return Sentence(title=text % after)


@undoable("landing.link_switched", needs=NEEDS)
def _unswitch(event: Event, member: Membership) -> None:
    after = event.after or {}
    rows = ShortLink.objects.filter(pk=after["id"], is_active=after["is_active"])
    if not rows.update(is_active=not after["is_active"]):
        raise NotUndoable("changed_since")


@sentence("landing.post_saved")
def _post(event: Event) -> Sentence:
    return Sentence(title=_("Post for %(network)s") % (event.after or {}), text=(event.after or {}).get("text", ""))


@undoable("landing.post_saved", needs=NEEDS)
def _unpost(event: Event, member: Membership) -> None:
    """A post just written goes, unless it was published; a changed one gets its former words back."""
    after, before = event.after or {}, event.before or {}
    post = Post.objects.filter(pk=after["id"]).first()
    if post is None:
        raise NotUndoable("gone")
    if post.text != after["text"] or post.published_on:
        raise NotUndoable("changed_since")
    if not before:
        post.delete()
        return
    post.text, post.hashtags = before["text"], before["hashtags"]
    post.save(update_fields=["text", "hashtags"])


@sentence("landing.post_published")
def _post_published(event: Event) -> Sentence:
    return Sentence(title=_("Published on %(network)s by hand") % (event.after or {}), tone="ok")


@undoable("landing.post_published", needs=NEEDS)
def _unpublish_post(event: Event, member: Membership) -> None:
    if not Post.objects.filter(pk=(event.after or {})["id"]).exclude(published_on=None).update(published_on=None):
        raise NotUndoable("gone")


@sentence("landing.results_saved")
def _results(event: Event) -> Sentence:
    return Sentence(title=_("Results of the post for %(network)s") % (event.after or {}))
