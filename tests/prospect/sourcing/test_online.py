"""Companies found online go the same way as those of the register: nobody twice, each datum sourced and dated."""

import pytest
from django.urls import reverse
from django.utils import timezone

from carnet.foundation.parties.models import Company, Provenance
from carnet.foundation.sirene import online
from carnet.prospect.sourcing.models import Targeting
from tests.foundation.sirene.peer import served, unit

from .conftest import siren, siret

ASKED = {"q": "plombier", "naf": "43.22A", "lieu": "45.764,4.8357", "km": "30", "source": "ligne"}


@pytest.fixture
def url(nord):
    return lambda name, **kwargs: reverse(f"sourcing:{name}", kwargs={"workspace": nord.slug, **kwargs})


@pytest.fixture
def api(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    online._sent.clear()
    online._free_at[0] = 0.0
    with served(settings) as server:
        server.units = [unit(siret(number)) for number in range(1, 4)]
        yield server


def text(response):
    return response.content.decode()


def test_without_a_register_the_api_answers_and_says_so(alice_client, url, api):
    assert "Aucun fichier Sirene" not in text(alice_client.get(url("find")))
    page = text(alice_client.get(url("find"), {**ASKED, "source": ""}))
    assert "L’API annonce 3 entreprises" in page
    assert f"PLOMBERIE {siren(1)}" in page
    assert "API Recherche d’entreprises" in page


def test_switched_off_it_is_not_even_offered(alice_client, url, three):
    page = text(alice_client.get(url("find"), ASKED))
    assert "en ligne" not in page
    assert "4 établissements conviennent" in page


def test_those_ticked_become_suspects_with_their_source_and_never_twice(bruno_client, url, api, in_nord):
    answer = bruno_client.post(url("add"), {**ASKED, "siret": [siret(1), siret(2)]})
    chosen = Targeting.objects.get()
    assert (chosen.source, chosen.stock_on, chosen.added) == ("api", timezone.now().date(), 2)
    assert set(Company.objects.values_list("siren", flat=True)) == {siren(1), siren(2)}
    origin = Provenance.objects.filter(field="").first()
    assert origin.source == "sirene"
    assert "API Recherche d’entreprises" in origin.detail
    assert "par l’API Recherche d’entreprises" in text(bruno_client.get(answer["Location"]))
    bruno_client.post(url("add"), ASKED)
    assert Company.objects.count() == 3
    again = bruno_client.post(url("add"), ASKED)
    assert "Personne à ajouter" in text(bruno_client.get(again["Location"]))


def test_criteria_rank_what_came_online_too(alice_client, url, api, grid):
    page = text(alice_client.get(url("find"), {**ASKED, "grille": grid.pk}))
    assert "Classés par «\u00a0Installateurs\u00a0», version 1." in page
    assert "Salariés\u00a0: 75 / 75" in page


@pytest.mark.parametrize(
    ("mood", "sentence"),
    [("down", "L’API ne répond pas"), ("html", "une réponse illisible"), ("busy", "d’attendre 30")],
)
def test_a_bad_day_is_one_sentence_and_loses_nothing(alice_client, url, api, mood, sentence):
    api.moods.append(mood)
    api.retry_after = "30"
    answer = alice_client.get(url("find"), ASKED)
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert 'value="45.764,4.8357"' in text(answer)


def test_its_cap_is_told(alice_client, url, api):
    api.total = 20_000
    assert "10\u202f000 au plus" in text(alice_client.get(url("find"), {**ASKED, "n": "20"}))


def test_nothing_is_asked_of_it_while_one_types_nor_when_the_map_moves(alice_client, url, api):
    alice_client.get(url("count"), ASKED)
    page = text(alice_client.get(url("find"), ASKED))
    assert len(api.asked) == 1
    assert 'data-points=""' in page
    assert "3 établissements sur la carte" in page
