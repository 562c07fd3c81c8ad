"""The workspace's own fields on deals: asked when a deal moves, kept, undone."""

import pytest
from django.test import Client
from django_scopes import scope

from carnet.foundation.audit.models import Event
from carnet.foundation.audit.services import undo
from carnet.foundation.opportunities.models import Opportunity, OpportunityValue, PipelineStage
from carnet.foundation.opportunities.services import edit_opportunity, move_opportunity, open_opportunity
from carnet.foundation.parties.custom import RequiredMissing
from carnet.foundation.parties.services import create_company
from carnet.foundation.workspaces.models import Membership, Workspace
from tests.foundation.fields.making import make_field


@pytest.fixture
def deal(nord: Workspace, alice: Membership) -> Opportunity:
    with scope(workspace=nord):
        company = create_company(member=alice, name="Clinique")
        deal = open_opportunity(member=alice, company=company, name="Accueil")
        proposal = PipelineStage.objects.get(position=3)
        required = {"pipelinestage_ids": [proposal.pk], "stages": ["won"]}
        make_field(alice, "Décideur", holder="opportunity", required_at=required)
        make_field(alice, "Marge visée", holder="opportunity", kind="money", roles=["manager"])
        return deal


def test_a_move_asks_for_what_the_step_needs_alone_and_then_moves(
    nord: Workspace, alice: Membership, alice_client: Client, deal: Opportunity
) -> None:
    with scope(workspace=nord):
        stage = PipelineStage.objects.get(position=3)
    url = f"/e/nord/affaires/{deal.pk}/etape/"
    asked = alice_client.post(url, {"stage": stage.pk})
    assert asked.status_code == 422
    page = asked.content.decode()
    assert 'name="c-decideur"' in page
    assert 'name="c-marge-visee"' not in page
    assert alice_client.post(url, {"stage": stage.pk, "missing": "1", "c-decideur": ""}).status_code == 422
    done = alice_client.post(url, {"stage": stage.pk, "missing": "1", "c-decideur": "Mme Vial"})
    assert done.status_code == 303
    with scope(workspace=nord):
        deal.refresh_from_db()
        assert (deal.stage_id, deal.custom) == (stage.pk, {"decideur": "Mme Vial"})
        assert OpportunityValue.objects.get().text == "mme vial"
        undo(member=alice, event_id=Event.objects.get(code="opportunities.moved").pk)
        deal.refresh_from_db()
        assert (deal.stage.position, deal.custom) == (1, {})
        assert not OpportunityValue.objects.exists()


def test_to_win_asks_too(nord: Workspace, alice: Membership, alice_client: Client, deal: Opportunity) -> None:
    url = f"/e/nord/affaires/{deal.pk}/gagnee/"
    assert alice_client.post(url).status_code == 422
    assert alice_client.post(url, {"missing": "1", "c-decideur": "Mme Vial"}).status_code == 303
    with scope(workspace=nord):
        deal.refresh_from_db()
        assert deal.outcome == "won"
        undo(member=alice, event_id=Event.objects.get(code="opportunities.won").pk)
        deal.refresh_from_db()
        assert (deal.outcome, deal.custom) == ("open", {})


def test_an_own_field_is_edited_shown_and_taken_back(
    nord: Workspace, alice: Membership, alice_client: Client, bruno_client: Client, deal: Opportunity
) -> None:
    page = alice_client.get(f"/e/nord/affaires/{deal.pk}/modifier/").content.decode()
    assert 'name="c-marge-visee"' in page
    posted = {"name": "Accueil", "c-decideur": "", "c-marge-visee": "1 500"}
    assert alice_client.post(f"/e/nord/affaires/{deal.pk}/modifier/", posted).status_code == 303
    assert "1\u202f500\u00a0€" in alice_client.get(f"/e/nord/affaires/{deal.pk}/").content.decode()
    seen = bruno_client.get(f"/e/nord/affaires/{deal.pk}/").content.decode()
    assert "500\u00a0€" not in seen
    wrong = alice_client.post(f"/e/nord/affaires/{deal.pk}/modifier/", {**posted, "c-marge-visee": "beaucoup"})
    assert wrong.status_code == 422
    with scope(workspace=nord):
        undo(member=alice, event_id=Event.objects.get(code="opportunities.edited").pk)
        deal.refresh_from_db()
        assert deal.custom == {}


def test_the_service_refuses_a_move_without_what_it_needs(
    nord: Workspace, alice: Membership, deal: Opportunity
) -> None:
    with scope(workspace=nord):
        with pytest.raises(RequiredMissing):
            move_opportunity(member=alice, opportunity=deal, stage=PipelineStage.objects.get(position=3))
        assert edit_opportunity(member=alice, opportunity=deal, changes={"custom": {"decideur": ""}}) is None
