"""The screens and the command of law."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

PAGES = ["droit/", "droit/mentions/", "droit/formes/", "droit/regles/vat.rate.normal/"]


@pytest.mark.parametrize("address", PAGES)
def test_every_member_reads_the_law_and_a_stranger_does_not(reader_client, stranger_client, address):
    assert reader_client.get(f"/e/nord/{address}").status_code == 200
    assert stranger_client.get(f"/e/nord/{address}").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_law_costs_no_query_of_its_own(reader_client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(12):
        reader_client.get(f"/e/nord/{address}")


class TestValues:
    def get(self, client, query, **headers):
        return client.get(f"/e/nord/droit/?{query}", **headers).content.decode()

    def test_a_value_stands_with_its_source_and_how_sure_it_is(self, reader_client):
        page = self.get(reader_client, "q=L441-10+maximal")
        assert "60 jours" in page.replace("\u00a0", " ")
        assert "C. com., art. L441-10, I, al. 2" in page
        assert "lu chez un relais" in page

    def test_an_unverified_value_is_marked(self, reader_client):
        page = self.get(reader_client, "unverified=on&q=violation")
        assert "non vérifié" in page

    def test_a_missing_value_is_said_to_be_missing(self, reader_client):
        page = self.get(reader_client, "q=intérêt+légal&on=2026-11-23")
        assert "à renseigner" in page

    def test_words_are_found_without_their_accents(self, reader_client):
        assert "Délai de rétractation" in self.get(reader_client, "q=retractation")

    def test_another_day_shows_what_was_in_force_then(self, reader_client):
        page = self.get(reader_client, "q=intérêt+légal&on=2026-06-30&buyer=company")
        assert "2,62" in page
        assert "6,67" not in page

    def test_what_does_not_exist_says_what_to_try(self, reader_client):
        assert "Aucune règle ne répond" in self.get(reader_client, "q=zzzz")

    def test_a_date_that_is_none_is_today(self, reader_client):
        assert "Taux normal de TVA" in self.get(reader_client, "on=demain&buyer=martian")

    def test_the_part_is_the_same_as_in_the_whole_page(self, reader_client):
        whole = self.get(reader_client, "q=tva")
        part = self.get(reader_client, "q=tva", headers={"HX-Request": "true"})
        assert part.strip()
        assert part.strip() in whole
        assert "<html" not in part

    def test_english_readers_get_english_labels(self, reader_client):
        page = reader_client.get("/e/nord/droit/?q=tva", headers={"Accept-Language": "en"}).content.decode()
        assert "Standard VAT rate" in page

    def test_a_rule_tells_its_history(self, reader_client):
        page = reader_client.get("/e/nord/droit/regles/late.legal_interest/").content.decode()
        assert "2,76" in page
        assert "2,62" in page

    def test_an_unknown_rule_is_not_found(self, reader_client):
        assert reader_client.get("/e/nord/droit/regles/nope/").status_code == 404


def test_mentions_are_sorted_by_what_to_print_and_what_never_to(reader_client):
    page = reader_client.get("/e/nord/droit/mentions/?document=quote&buyer=consumer").content.decode()
    to_print, never = page.split("À ne jamais imprimer", 1)
    assert "Médiateur de la consommation" in to_print
    assert "Indemnité forfaitaire de 40" in never


class TestCommand:
    def run(self, *arguments):
        out = StringIO()
        with translation.override("fr"):
            call_command("law", *arguments, stdout=out)
        return out.getvalue()

    def test_show_prints_one_value(self):
        shown = self.run("show", "vat.rate.normal", "--on", "2026-11-23", "--territory", "reunion")
        assert "8,5" in shown
        assert "CGI, art. 296" in shown

    def test_show_says_why_there_is_nothing(self):
        with pytest.raises(CommandError, match="personne ne l’a encore lue"):
            self.run("show", "late.legal_interest", "--on", "2026-11-23", "--buyer", "company")

    def test_check_counts_and_names_what_is_not_verified(self):
        assert "146 rules" in self.run("check")

    def test_list_names_every_rule(self):
        assert "withdrawal.days" in self.run("list")
