"""What a page of the flow is about, and the act whose page is asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from carnet.foundation.ui import lists
from carnet.foundation.ui.lists import ListSpec
from carnet.foundation.ui.rules import State
from carnet.foundation.workspaces.permissions import Permission
from carnet.grow.bulk.acts import MODELS
from carnet.grow.bulk.leaving import spec_of, state_of
from carnet.grow.bulk.models import Act

SERVES = ("C13.1", "C13.2")
PARTIES = {"societes": Act.Party.COMPANY, "personnes": Act.Party.PERSON}
LISTS = {Act.Party.COMPANY: "companies", Act.Party.PERSON: "people"}


@dataclass(frozen=True)
class Asked:
    """What a page of the flow is about: ticked records (`ids`), or all those of a list (`wishes`)."""

    request: HttpRequest
    party: Act.Party
    kind: Act.Kind
    wishes: str
    ids: list[int]

    @property
    def list_url(self) -> str:
        return reverse(f"customer_file:{LISTS[self.party]}", args=[self.request.workspace.slug])

    @property
    def back(self) -> str:
        return f"{self.list_url}?{self.wishes}".rstrip("?")

    @cached_property
    def spec(self) -> ListSpec:
        return spec_of(self.request.member, self.party)

    @cached_property
    def state(self) -> State:
        return state_of(self.spec, self.wishes)

    def rows(self) -> Any:
        if self.ids:
            return MODELS[self.party].objects.present().filter(pk__in=self.ids)
        return lists.matching(self.spec, self.state)


def the_act(request: HttpRequest, pk: int) -> Act:
    rows = Act.objects.select_related("job", "event", "member__user")
    mine = rows if request.member.may(Permission.WORKSPACE_MANAGE) else rows.filter(member=request.member)
    found: Act = get_object_or_404(mine, pk=pk)
    return found
