"""The pages of a prospecting plan, as the people who use them meet them."""

from django.test import Client

from carnet.foundation.agenda.models import Task
from carnet.foundation.documents.models import Document
from carnet.foundation.tags.models import Tag
from carnet.foundation.tags.services import tag
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.mix.models import Group, Plan

from .conftest import coming_monday

HTMX = {"HX-Request": "true"}


def test_from_nothing_to_a_plan_in_the_agenda_and_on_paper(bruno_client: Client, bruno: Membership, companies) -> None:
    tag(member=bruno, parties=companies, add="Salon")
    assert bruno_client.get("/e/nord/prospection/").status_code == 200
    given = {"name": "Printemps", "goal": "", "first_on": coming_monday().isoformat(), "weeks": 8}
    made = bruno_client.post("/e/nord/prospection/nouveau/", given)
    plan = Plan.objects.get()
    assert (made.status_code, made.url) == (303, f"/e/nord/prospection/{plan.pk}/")
    assert bruno_client.get(made.url).status_code == 200
    source = f"tag-{Tag.objects.get().pk}"
    added = bruno_client.post(f"{made.url}groupes/nouveau/", {"source": source, "name": "", "why": "Vus au salon."})
    group = Group.objects.get()
    assert (group.name, added.status_code) == ("Salon", 303)
    assert bruno_client.get(added.url).status_code == 200
    assert bruno_client.get(f"{added.url}agenda/").status_code == 200
    assert not Task.objects.exists()
    assert bruno_client.post(f"{added.url}agenda/").status_code == 303
    assert Task.objects.exists()
    assert bruno_client.get(added.url).status_code == 200
    csv = bruno_client.get(f"{made.url}csv/").content.decode()
    assert "Salon" in csv
    frozen = bruno_client.post(f"{made.url}document/")
    assert frozen.url == f"/e/nord/documents/{Document.objects.get().pk}/"
    assert bruno_client.get(frozen.url)["Content-Type"] == "application/pdf"
