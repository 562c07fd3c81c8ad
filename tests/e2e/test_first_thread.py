"""The whole job once, as a user does it: from a file of prospects to the gap between objective and result."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from carnet.foundation.workspaces.models import CompanySettings, Membership
from carnet.grow.reporting.models import Measure
from carnet.grow.reporting.rules import around
from carnet.grow.reporting.services import set_objective

from .acts import clicks_counted, come_in, find_by_the_palette, toast_says, undo_from_the_toast

pytestmark = pytest.mark.django_db(transaction=True)

FILE = """Raison sociale;Téléphone;Code postal;Ville;Nom;Prénom;Fonction
Crèche Élysée;04 65 71 00 11;69003;Lyon;Lefèvre;Zoé;Directrice
Menuiserie Péguy & Fils;04 65 71 00 12;69100;Villeurbanne;Garçon;Noël;Gérant
Café de l’Œuvre;04 65 71 00 13;38200;Vienne;;;
"""
LINES = [
    ("Cloison acoustique", "14", "350,00", "20"),
    ("Pose et réglage", "7,5", "68,00", "10"),
    ("Entretien annuel", "2", "490,00", "20"),
]
# 4 900 + 510 + 980 before VAT; VAT 20 % on 5 880 and 10 % on 510.
NET, VAT_20, VAT_10, GROSS = "6 390,00", "1 176,00", "51,00", "7 617,00"


@pytest.fixture
def page(browser: Browser, live_server: Any, alice: Membership, seller: CompanySettings) -> Any:
    month = around(timezone.localdate(), 1)
    set_objective(member=alice, measure=Measure.SIGNED, period=month.code, target=10_000_00)
    context = come_in(browser, live_server.url, alice, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def file_of_prospects(tmp_path: Path) -> Path:
    path = tmp_path / "prospects été.csv"
    path.write_bytes(FILE.encode("cp1252"))
    return path


def plain(text: str) -> str:
    """Any kind of space is a space."""
    return re.sub(r"\s+", " ", text)


def import_the_file(page: Page, path: Path) -> None:
    page.goto("/e/nord/imports/")
    page.get_by_role("link", name="Importer un fichier").first.click()
    page.locator("input[type='file']").set_input_files(path)
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("h1")).to_have_text("prospects été.csv")
    page.get_by_label("Un salon ou un événement").check()
    page.get_by_label("Quel salon ou événement").fill("Salon de Lyon")
    page.get_by_label("Collectée ou reçue le").fill("2026-11-03")
    page.get_by_label("Oui, au moment de la collecte").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("#id_encoding")).to_have_value(re.compile("cp1252"))
    expect(page.locator("#id_separator")).to_have_value(";")
    page.get_by_role("button", name="Vérifier le fichier").click()
    assert "3 nouvelles sociétés" in figures(page)
    assert "2 nouvelles personnes" in figures(page)
    page.get_by_role("button", name="Importer", exact=True).click()
    page.wait_for_url("**/resultat/")
    assert "3 sociétés créées" in figures(page)
    assert "0 lignes refusées" in figures(page)


def figures(page: Page) -> str:
    """The figures of the page, each before its label."""
    found = page.locator("dl.figures > div").evaluate_all(
        "all => all.map(one => one.querySelector('dd').innerText + ' ' + one.querySelector('dt').innerText)"
    )
    return plain(" · ".join(found))


def log_a_call_in_two_clicks(page: Page) -> None:
    with clicks_counted(page, at_most=2):
        page.get_by_role("link", name="Noter un appel").click()
        page.locator("#dialog").get_by_role("button", name="Joint").click()
        expect(page.locator("#dialog h2")).to_have_text("Et ensuite ?")
    toast_says(page, "Appel noté.")


def accept_the_next_action(page: Page) -> None:
    title = page.locator("#dialog #id_title").input_value()
    assert title.startswith("Relancer ")
    page.locator("#dialog").get_by_role("button", name="Prévoir").click()
    toast_says(page, "Prochaine action prévue.")
    expect(page.locator(".sheet.next")).to_contain_text(title)
    expect(page.locator(".timeline")).to_contain_text("Appel")


def open_a_deal(page: Page, name: str, amount: str) -> None:
    page.locator("a[href*='/affaires/nouvelle/']").first.click()
    page.locator("#dialog #id_name").fill(name)
    page.locator("#dialog #id_amount_cents").fill(amount)
    page.locator("#dialog").get_by_role("button", name="Ouvrir l’affaire").click()
    expect(page.locator("h1")).to_have_text(name)
    toast_says(page, "Affaire ouverte.")


def quote_the_lines(page: Page) -> None:
    page.get_by_role("button", name="Nouveau devis").click()
    expect(page.locator("h1")).to_have_text("Brouillon de devis")
    for place, (label, quantity, price, rate) in enumerate(LINES):
        page.get_by_role("button", name="Ajouter une ligne libre").click()
        page.locator(f"[name='lines-{place}-label']").fill(label)
        page.locator(f"[name='lines-{place}-quantity']").fill(quantity)
        page.locator(f"[name='lines-{place}-unit_price_cents']").fill(price)
        page.locator(f"[name='lines-{place}-vat_rate']").select_option(rate)
    expect(page.locator("#totals")).to_contain_text(re.compile(GROSS.replace(" ", r"\s")))
    page.get_by_role("button", name="Enregistrer").last.click()
    toast_says(page, "Enregistré.")


def number_and_freeze(page: Page) -> None:
    page.get_by_role("button", name="Numéroter et figer").click()
    expect(page.locator("h1")).to_contain_text("Envoyé")


def text_of_the_pdf(page: Page) -> str:
    with page.expect_download() as waited:
        page.get_by_role("link", name="Enregistrer le PDF").click()
    assert waited.value.suggested_filename.endswith(".pdf")
    pdf = PdfReader(BytesIO(Path(waited.value.path()).read_bytes()))
    return plain(" ".join(sheet.extract_text() for sheet in pdf.pages))


def say_they_agreed(page: Page) -> None:
    page.get_by_role("button", name="Gagné : accord donné").click()
    expect(page.locator("h1")).to_contain_text("Accepté")
    toast_says(page, "est gagné.")


def results_of_the_month(page: Page) -> str:
    page.goto("/e/nord/resultats/")
    return plain(page.locator("main").inner_text())


def test_from_a_file_to_the_result_of_the_month(page: Page, file_of_prospects: Path) -> None:
    import_the_file(page, file_of_prospects)
    find_by_the_palette(page, "creche elys", "Crèche Élysée")
    expect(page.locator("main")).to_contain_text("Zoé Lefèvre")
    log_a_call_in_two_clicks(page)
    accept_the_next_action(page)
    open_a_deal(page, "Coin calme", "6000")
    quote_the_lines(page)
    number_and_freeze(page)

    text = text_of_the_pdf(page)
    for said in ("Crèche Élysée", "69003", *(line[0] for line in LINES), NET, VAT_20, VAT_10, GROSS):
        assert said in text, said
    assert str(timezone.localdate().year) in text
    assert "SIRET" in text.upper()

    say_they_agreed(page)
    results = results_of_the_month(page)
    assert "6 390 € sur 10 000 €" in results
    assert "63 %" in results or "64 %" in results
    assert "3 610 €" in results
    assert "Coin calme" in results


def test_the_last_act_is_taken_back_from_its_toast(page: Page, file_of_prospects: Path) -> None:
    import_the_file(page, file_of_prospects)
    find_by_the_palette(page, "peguy", "Menuiserie Péguy & Fils")
    log_a_call_in_two_clicks(page)
    accept_the_next_action(page)
    undo_from_the_toast(page)
    expect(page.locator("h1")).to_have_text("Menuiserie Péguy & Fils")
    expect(page.locator(".sheet.next")).not_to_contain_text("Relancer")
    open_a_deal(page, "Atelier", "1200")
    page.get_by_role("button", name="Gagnée").click()
    toast_says(page, "Gagnée !")
    undo_from_the_toast(page)
    expect(page.get_by_role("button", name="Gagnée")).to_be_visible()
