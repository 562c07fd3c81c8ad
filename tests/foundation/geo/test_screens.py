"""The options that a commune field shows while one types."""

import pytest

pytestmark = pytest.mark.usefixtures("communes")
ADDRESS = "/e/nord/communes/"


@pytest.mark.parametrize("query", ["q=st+etienne", "city=etienne", "postcode=42100", "q=&city=Saint-E"])
def test_a_field_of_any_of_three_names_gets_its_options(reader_client, query):
    page = reader_client.get(f"{ADDRESS}?{query}").content.decode()
    assert 'value="Saint-Étienne"' in page
    assert 'data-insee="42218"' in page


def test_one_postcode_is_proposed_and_several_are_not_chosen_for_the_user(reader_client):
    assert 'data-postcode="69500"' in reader_client.get(f"{ADDRESS}?q=bron").content.decode()
    assert 'data-postcode=""' in reader_client.get(f"{ADDRESS}?q=lyon").content.decode()


def test_nothing_is_found_for_nothing(reader_client):
    assert "<option" not in reader_client.get(ADDRESS).content.decode()


def test_a_stranger_gets_404(stranger_client):
    assert stranger_client.get(f"{ADDRESS}?q=lyon").status_code == 404


def test_without_the_file_the_reason_is_told(reader_client, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    assert "make assets" in reader_client.get(f"{ADDRESS}?q=lyon").content.decode()
