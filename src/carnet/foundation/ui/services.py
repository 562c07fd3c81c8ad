"""Keep, change and drop a saved view."""

from django.db import IntegrityError, transaction

from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.permissions import Permission

from .models import SavedView


class ViewInvalid(ValueError):
    """`reason`: empty, taken (the member has one of this name), too_long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def show_margin(*, member: Membership, is_shown: bool) -> None:
    """Show or fold the margin of competencies on one's own pages; the workspace's default stays. No event."""
    member.wants_margin = is_shown
    member.save(update_fields=["wants_margin"])


def may_rename(member: Membership, view: SavedView) -> bool:
    """One's own view; the team's, with the right to share."""
    return view.member_id == member.pk or (view.is_shared and member.may(Permission.VIEW_SHARE))


def rename_view(*, member: Membership, pk: int, name: str) -> SavedView:
    """Give a view another name; its address stays. Raises SavedView.DoesNotExist, ViewInvalid."""
    view = SavedView.objects.get(pk=pk)
    if not may_rename(member, view):
        raise SavedView.DoesNotExist
    clean = " ".join(name.split())
    if not clean:
        raise ViewInvalid("empty")
    if len(clean) > 60:
        raise ViewInvalid("too_long")
    view.name = clean
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError as error:
        raise ViewInvalid("taken") from error
    return view


def save_view(*, member: Membership, list_code: str, name: str, query: str, is_shared: bool) -> SavedView:
    """Keep a list's query under a name. Shared only by who may share. Raises ViewInvalid.

    A view is a convenience of one's own screen, not an act of the business: it writes no event.
    """
    clean = " ".join(name.split())
    if not clean:
        raise ViewInvalid("empty")
    if len(clean) > 60 or len(query) > 1000:
        raise ViewInvalid("too_long")
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                member=member,
                list_code=list_code,
                name=clean,
                query=query,
                is_shared=is_shared and member.may(Permission.VIEW_SHARE),
            )
    except IntegrityError as error:
        raise ViewInvalid("taken") from error


def update_view(*, member: Membership, pk: int, query: str) -> SavedView:
    """Give one's own view another query. Raises SavedView.DoesNotExist, ViewInvalid."""
    if len(query) > 1000:
        raise ViewInvalid("too_long")
    view = SavedView.objects.get(pk=pk, member=member)
    view.query = query
    view.save(update_fields=["query"])
    return view


def delete_view(*, member: Membership, pk: int) -> None:
    """Drop one's own view; another's is not found."""
    SavedView.objects.get(pk=pk, member=member).delete()
