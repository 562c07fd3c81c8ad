"""Both databases fold a column as Python folds a text."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carnet.foundation.parties.models import Company
from carnet.foundation.parties.services import create_company
from carnet.foundation.search.rules import fold

LETTERS = st.text(st.sampled_from("abcXYZ éÉèàçÇœŒæßñõşğžčřøŁ-'’.@+09 ()"), min_size=1, max_size=20)


@given(LETTERS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.usefixtures("db")
def test_a_folded_column_is_the_folded_text(company, text):
    Company.objects.filter(pk=company.pk).update(city=text)
    assert Company.objects.values_list("city__folded", flat=True).get(pk=company.pk) == fold(text)


@pytest.fixture
def company(alice, in_nord):
    return create_company(member=alice, name="Essai")
