"""The screens of commitments."""

import re

import pytest
from django.utils import timezone
from django_scopes import scope

from carnet.foundation.csr import queries, services
from carnet.foundation.csr.models import Commitment
from carnet.foundation.csr.rules import KINDS

HOME = "/e/nord/engagements/"
TODAY = timezone.localdate


@pytest.fixture
def given(alice, nord):
    with scope(workspace=nord):
        services.adopt_starter_set(member=alice)
        return queries.ask(nord, "zone_grouping", TODAY())


def fields(**more):
    return {"text": "Nous groupons.", "target": "75", "in_force_from": TODAY().isoformat(), "is_printed": "on", **more}


class TestReading:
    def test_an_empty_list_says_what_to_do(self, alice_client):
        page = alice_client.get(HOME).content.decode()
        assert "Aucun engagement pour l’instant" in page
        assert "Commencer par les huit propositions" in page

    def test_a_rep_reads_and_does_not_change(self, bruno_client, given):
        page = bruno_client.get(HOME).content.decode()
        assert "Visites regroupées par zone" in page
        assert "Retirer" not in page
        assert bruno_client.get(f"{HOME}{given.pk}/").status_code == 403
        assert bruno_client.post(f"{HOME}depart/").status_code == 403

    def test_a_stranger_finds_nothing(self, stranger_client, given):
        for address in (HOME, f"{HOME}catalogue/", f"{HOME}{given.pk}/"):
            assert stranger_client.get(address).status_code == 404

    def test_figures_are_written_as_one_says_them(self, alice_client, given):
        page = re.sub(r"[\u00a0\u202f]", " ", alice_client.get(HOME).content.decode())
        for words in ("80 %", "200 km", "50 €", "8 h 30 à 18 h"):
            assert words in page

    @pytest.mark.parametrize("count", [2, 18])
    def test_the_list_costs_as_much_for_two_as_for_all(self, alice, alice_client, nord, count):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with scope(workspace=nord):
            for kind in list(KINDS.values())[:count]:
                services.set_commitment(
                    member=alice, kind=kind.code, text="x", target=kind.usual, target_end=kind.usual_end,
                    in_force_from=TODAY(),
                )  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as captured:
            alice_client.get(HOME)
        assert sum("csr_commitment" in query["sql"] for query in captured) == 2

    def test_the_catalogue_shows_what_is_already_in_force(self, alice_client, given):
        page = alice_client.get(f"{HOME}catalogue/").content.decode()
        assert f"{HOME}{given.pk}/" in page
        assert f"{HOME}nouveau/eco_driving/" in page


class TestWriting:
    def test_the_starter_set_is_one_click_with_a_way_back(self, alice_client, nord):
        answer = alice_client.post(f"{HOME}depart/", follow=True)
        assert answer.redirect_chain[0][1] == 303
        with scope(workspace=nord):
            assert Commitment.objects.count() == 8
            assert Commitment.objects.first().text

    @pytest.mark.parametrize("kind", list(KINDS))
    def test_each_kind_is_proposed_ready_to_save(self, alice_client, nord, kind):
        form = alice_client.get(f"{HOME}nouveau/{kind}/").context["form"]
        data = {bound.html_name: bound.value() or "" for bound in form if bound.name != "is_printed"}
        shown = {name: value.strftime("%H:%M") if hasattr(value, "strftime") and "target" in name else value
                 for name, value in data.items()}  # fmt: skip
        assert alice_client.post(f"{HOME}nouveau/{kind}/", shown).status_code == 303
        with scope(workspace=nord):
            row = Commitment.objects.get()
            assert (row.kind, row.target, row.target_end) == (kind, KINDS[kind].usual, KINDS[kind].usual_end)
            assert not row.is_printed

    def test_a_refused_form_says_why_and_keeps_what_was_typed(self, alice_client, given):
        answer = alice_client.post(f"{HOME}{given.pk}/", fields(target="180", text="Mes mots."))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "hors limites" in page
        assert "Mes mots." in page

    def test_a_change_is_saved(self, alice_client, nord, given):
        answer = alice_client.post(f"{HOME}{given.pk}/", fields())
        assert answer.status_code == 303
        with scope(workspace=nord):
            given.refresh_from_db()
            assert (given.target, given.text) == (75, "Nous groupons.")

    def test_the_second_editor_sees_both_versions_then_may_save(self, alice, alice_client, nord, given):
        seen = given.updated_at.isoformat()
        with scope(workspace=nord):
            services.set_commitment(
                member=alice,
                kind=given.kind,
                commitment=given,
                text="L’autre version.",
                target=60,
                in_force_from=TODAY(),
            )
        answer = alice_client.post(f"{HOME}{given.pk}/", fields(seen_at=seen, text="La mienne."))
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "L’autre version." in page
        assert "La mienne." in page
        now = re.search(r'name="seen_at" value="([^"]+)"', page)[1]
        assert alice_client.post(f"{HOME}{given.pk}/", fields(seen_at=now, text="La mienne.")).status_code == 303

    def test_a_withdrawn_commitment_leaves_the_list(self, alice_client, nord, given):
        alice_client.post(f"{HOME}{given.pk}/retirer/")
        with scope(workspace=nord):
            assert queries.ask(nord, "zone_grouping", TODAY()) is None
        assert alice_client.get(f"{HOME}{given.pk}/").status_code == 404

    def test_an_unknown_kind_is_not_found(self, alice_client):
        assert alice_client.get(f"{HOME}nouveau/free_coffee/").status_code == 404
