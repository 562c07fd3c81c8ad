"""A person arrives with a browser and nothing else."""

import pytest
from playwright.sync_api import Page


@pytest.mark.django_db(transaction=True)
def test_a_visitor_is_asked_to_sign_in_and_the_page_passes_axe(page: Page, live_server, axe_source: str) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(live_server.url)
    page.wait_for_selector("input[name=login]")
    page.evaluate(axe_source)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]] == []
    assert errors == []
