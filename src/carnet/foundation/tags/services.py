"""Put tags on companies or people, and take them off, as one act that can be undone."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import record
from carnet.foundation.parties.models import Company, Person
from carnet.foundation.workspaces.models import Membership

from .models import CompanyTag, PersonTag, Tag
from .rules import named

Party = Company | Person
LINKS: dict[type[Party], tuple[type[CompanyTag] | type[PersonTag], str]] = {
    Company: (CompanyTag, "company"),
    Person: (PersonTag, "person"),
}


@transaction.atomic
def tag(*, member: Membership, parties: Sequence[Party], add: str = "", remove: Sequence[int] = ()) -> Event | None:
    """`add` names tags, made where they are new; `remove` gives their numbers. None when nothing differs.

    The parties are all companies or all people. One event, which takes back exactly the links that changed.
    """
    if not parties:
        return None
    party = type(parties[0])
    link = LINKS[party][1]
    added, gone = change(
        party, [one.pk for one in parties], made(member, add), remove, workspace_id=member.workspace_id
    )
    if not added and not gone:
        return None
    names = dict(Tag.objects.filter(pk__in={tag for _pk, tag in [*added, *gone]}).values_list("pk", "name"))
    touched = {pk for pk, _tag in [*added, *gone]}
    return record(
        member=member,
        code="tags.tagged",
        subjects=[party for party in parties if party.pk in touched],
        before={"links": gone},
        after={
            "kind": link,
            "links": added,
            "added": sorted({names[tag] for _pk, tag in added}),
            "removed": sorted({names[tag] for _pk, tag in gone}),
            "count": len(touched),
        },
        is_undoable=True,
    )


Links = list[tuple[int, int]]


def change(
    party: type[Party], ids: Sequence[int], add: Sequence[Tag], remove: Sequence[int], *, workspace_id: int
) -> tuple[Links, Links]:
    """The links (record, tag) that were made and those that went. No event."""
    model, link = LINKS[party]
    added = _add(model, link, list(ids), list(add), workspace_id)
    gone = list(model.objects.filter(**{f"{link}__in": ids}, tag__in=remove).values_list(f"{link}_id", "tag_id"))
    model.objects.filter(**{f"{link}__in": ids}, tag__in=remove).delete()
    return added, gone


def made(member: Membership, text: str) -> list[Tag]:
    """The tags that a text names; those that are new are made."""
    wanted = named(text)
    known = {row.key: row for row in Tag.objects.filter(key__in=wanted)}
    new = [
        Tag(workspace_id=member.workspace_id, name=name, key=key) for key, name in wanted.items() if key not in known
    ]
    return [*known.values(), *Tag.objects.bulk_create(new)]


def _add(model: Any, link: str, ids: list[int], tags: list[Tag], workspace_id: int) -> Links:
    there = set(model.objects.filter(**{f"{link}__in": ids}, tag__in=tags).values_list(f"{link}_id", "tag_id"))
    wanted = [(pk, one.pk) for pk in ids for one in tags if (pk, one.pk) not in there]
    put(model, link, wanted, workspace_id)
    return wanted


def put(model: Any, link: str, links: Sequence[Sequence[int]], workspace_id: int) -> None:
    rows = [model(workspace_id=workspace_id, **{f"{link}_id": pk, "tag_id": tag}) for pk, tag in links]
    model.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


class TagRefused(ValueError):
    """`reason`: empty, taken (another tag has this name), itself (a tag is not merged into itself)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def change_tag(*, member: Membership, tag: Tag, name: str, tone: str) -> Event | None:
    """Give a tag another name or colour. None when nothing differs. Raises TagRefused."""
    wanted = named(name.replace(",", " ").replace(";", " "))
    if not wanted:
        raise TagRefused("empty")
    ((key, clean),) = wanted.items()
    if Tag.objects.filter(key=key).exclude(pk=tag.pk).exists():
        raise TagRefused("taken")
    before = {"tag_id": tag.pk, "name": tag.name, "tone": tag.tone}
    tag.name, tag.key, tag.tone = clean, key, Tag.Tone(tone)
    after = {"tag_id": tag.pk, "name": tag.name, "tone": tag.tone}
    if before == after:
        return None
    tag.save(update_fields=["name", "key", "tone"])
    return record(member=member, code="tags.changed", before=before, after=after, is_undoable=True)


@transaction.atomic
def merge_tags(*, member: Membership, tag: Tag, into: Tag) -> Event:
    """Who had `tag` has `into`, and `tag` is no more. Raises TagRefused."""
    if tag.pk == into.pk:
        raise TagRefused("itself")
    held, given = _holders(tag), {}
    for party, (_model, link) in LINKS.items():
        added, _gone = change(party, held[f"{link}_ids"], [into], (), workspace_id=member.workspace_id)
        given[f"{link}_ids"] = [pk for pk, _tag in added]
    before = {"name": tag.name, "tone": tag.tone, **held}
    tag.delete()
    after = {"tag_id": into.pk, "name": into.name, "count": _count(held), "given": given}
    return record(member=member, code="tags.merged", before=before, after=after, is_undoable=True)


@transaction.atomic
def delete_tag(*, member: Membership, tag: Tag) -> Event:
    """Take a tag off every record and drop it."""
    held = _holders(tag)
    before = {"name": tag.name, "tone": tag.tone, **held}
    tag.delete()
    return record(member=member, code="tags.deleted", before=before, after={"count": _count(held)}, is_undoable=True)


def _holders(tag: Tag) -> dict[str, list[int]]:
    """The records that have a tag. Two queries."""
    return {
        f"{link}_ids": list(model.objects.filter(tag=tag).order_by("pk").values_list(f"{link}_id", flat=True))
        for model, link in LINKS.values()
    }


def _count(held: dict[str, list[int]]) -> int:
    return sum(len(ids) for ids in held.values())


def made_again(event: Event) -> Tag:
    """The tag that an act took away, under its name, on those of its records that are still there."""
    before: dict[str, Any] = event.before or {}
    ((key, name),) = named(before["name"]).items()
    tag, _is_new = Tag.objects.get_or_create(key=key, defaults={"name": name, "tone": before["tone"]})
    for party, (model, link) in LINKS.items():
        there = party.objects.filter(pk__in=before[f"{link}_ids"]).values_list("pk", flat=True)
        put(model, link, [(pk, tag.pk) for pk in there], event.workspace_id)
    return tag
