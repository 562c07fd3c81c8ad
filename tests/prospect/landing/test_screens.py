"""What a member sees and does: pages, links, codes, posts, the document, the evidence."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.audit.services import undo
from carnet.foundation.workspaces.models import CompanySettings, Membership, Workspace
from carnet.prospect.landing import evidence
from carnet.prospect.landing.linking import LinkRefused, address_of, make_link, switch_link
from carnet.prospect.landing.models import ClickDay, Page, PublicSite, ShortLink
from carnet.prospect.landing.posting import PostRefused, mark_published, pasted, save_post
from carnet.prospect.landing.printing import freeze_tool
from carnet.prospect.landing.rules import networks
from carnet.prospect.landing.rules.linking import host_of, may_lead_to, with_utm
from tests.furnished import furnish, readable

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def test_every_screen_of_the_room_opens(alice: Membership, bruno: Membership, house: Any, in_nord: Workspace) -> None:
    from tests.conftest import signed_in

    known = furnish(alice, bruno)
    client = signed_in(alice)
    rooms = ("/pages/", "/contacts-recus/", "/liens/", "/publications/")
    addresses = [one for one in readable(known) if any(room in one for room in rooms)]
    assert len(addresses) >= 14
    for address in addresses:
        assert client.get(address).status_code in {200, 302}, address


def test_a_page_is_written_seen_and_published_on_screen(bruno_client: Client, house: CompanySettings) -> None:
    made = bruno_client.post("/e/nord/pages/nouvelle/", {
        "name": "Salle calme", "audience": "pro", "language": "fr", "answer_days": "1", "target": "Cabinets",
    })  # fmt: skip
    assert made.status_code == 303
    number = int(made.url.split("/")[4])
    refused = bruno_client.post(f"/e/nord/pages/{number}/contenu/", {"title": "", "action": "Essayer"})
    assert refused.status_code == 422
    assert "Essayer" in refused.content.decode()
    saved = bruno_client.post(f"/e/nord/pages/{number}/contenu/", {"title": "Au calme", "action": "Essayer"})
    assert saved.status_code == 303
    preview = bruno_client.get(f"/e/nord/pages/{number}/apercu/")
    assert "frame-ancestors 'self'" in preview.headers["Content-Security-Policy"]
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert Client().get("/p/nord/salle-calme/").status_code == 404
    bruno_client.post(f"/e/nord/pages/{number}/publication/")
    assert Client().get("/p/nord/salle-calme/").status_code == 200


def test_a_reader_changes_nothing(reader_client: Client, landing: Page) -> None:
    assert reader_client.get(f"/e/nord/pages/{landing.pk}/").status_code == 200
    assert reader_client.post(f"/e/nord/pages/{landing.pk}/publication/").status_code == 403


def test_a_short_link_leads_to_the_page_and_counts_people_apart_from_robots(bruno: Membership, landing: Page) -> None:
    link = make_link(member=bruno, values={"name": "Stand", "page": landing, "source": "Salon Bâtir"})
    path = f"/l/{link.code}"
    answer = Client(headers=BROWSER).get(path)
    assert answer.status_code == 302
    assert answer.url == "/p/nord/bureaux-calmes/?utm_source=salon-b-tir"
    assert not answer.cookies
    Client(headers={"user-agent": "Googlebot/2.1"}).get(path)
    day = ClickDay.objects.get()
    assert (day.people, day.robots) == (1, 1)
    event = switch_link(member=bruno, link=link)
    assert Client(headers=BROWSER).get(path).status_code == 404
    undo(member=bruno, event_id=event.pk)
    assert Client(headers=BROWSER).get(path).status_code == 302


@pytest.mark.parametrize(
    "url",
    ["https://ailleurs.example/", "https://nord.example@ailleurs.example/", "https://nord.example.ailleurs.example/",
     "javascript:alert(1)", "//ailleurs.example", "https:\\\\ailleurs.example"],
)  # fmt: skip
def test_no_link_leads_to_a_site_that_nobody_allowed(bruno: Membership, in_nord: Workspace, url: str) -> None:
    PublicSite.objects.create(allowed_hosts="nord.example")
    with pytest.raises(LinkRefused, match="foreign"):
        make_link(member=bruno, values={"name": "Piège", "page": None, "url": url})


def test_a_site_struck_off_the_list_is_no_longer_led_to(bruno: Membership, in_nord: Workspace) -> None:
    site = PublicSite.objects.create(allowed_hosts="nord.example")
    link = make_link(member=bruno, values={"name": "Site", "page": None, "url": "https://www.nord.example/a?b=1"})
    assert Client(headers=BROWSER).get(f"/l/{link.code}").url == "https://www.nord.example/a?b=1"
    site.allowed_hosts = ""
    site.save()
    assert Client(headers=BROWSER).get(f"/l/{link.code}").status_code == 404


@given(st.text(max_size=80))
def test_whatever_is_typed_leads_nowhere_but_to_the_hosts_named(text: str) -> None:
    if may_lead_to(text, ["exemple.fr"]):
        assert host_of(text) == "exemple.fr" or host_of(text).endswith(".exemple.fr")


def test_words_of_a_campaign_are_added_once() -> None:
    assert with_utm("/p/a/?utm_source=x&b=1", {"utm_source": "y"}) == "/p/a/?b=1&utm_source=y"


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_a_link_has_a_code_to_print(bruno: Membership, bruno_client: Client, landing: Page, kind: str, begins: bytes):
    link = make_link(member=bruno, values={"name": "Stand", "page": landing})
    answer = bruno_client.get(f"/e/nord/liens/{link.pk}/code.{kind}")
    assert answer.content.startswith(begins)
    assert bruno_client.get(f"/e/nord/liens/{link.pk}/code.exe").status_code == 404


@pytest.mark.parametrize(
    ("network", "text", "reason"),
    [("x", "x" * 281, "too_long"), ("x", "x" * 280, ""), ("x", "é" * 256 + " https://exemple.fr/" + "a" * 90, ""),
     ("x", "🙂" * 141, "too_long"), ("linkedin", "x" * 3001, "too_long"), ("instagram", " ", "no_text")],
)  # fmt: skip
def test_a_post_keeps_to_the_limits_of_its_network(network: str, text: str, reason: str) -> None:
    assert networks.fault(text, "", "", 0, networks.TABLE[network]) == reason


@given(st.text(max_size=400), st.text(max_size=60))
def test_a_post_never_weighs_less_than_one_for_each_letter_outside_links(text: str, tags: str) -> None:
    limits = networks.TABLE["linkedin"]
    assert networks.weight(networks.whole(text, tags, "", limits), limits) >= 0
    assert all(one.startswith("#") and len(one) > 1 for one in networks.tags(tags))


def test_a_post_carries_its_own_link_and_is_published_by_hand(bruno: Membership, landing: Page) -> None:
    values = {"network": "linkedin", "text": "Du calme.", "hashtags": "bureau, #calme", "page": landing, "images": 0,
              "planned_on": date(2026, 12, 1)}  # fmt: skip
    post = save_post(member=bruno, values=values)
    link = ShortLink.objects.get(post=post)
    assert (link.source, link.medium, link.campaign) == ("linkedin", "social", "2026-12")
    post.refresh_from_db()
    assert pasted(post) == f"Du calme.\n\n{address_of(link)}\n\n#bureau #calme"
    mark_published(member=bruno, post=post, on=timezone.localdate())
    post.refresh_from_db()
    with pytest.raises(PostRefused, match="published"):
        save_post(member=bruno, values=values, post=post)


def test_the_tool_is_frozen_as_a_document(bruno: Membership, landing: Page) -> None:
    made = freeze_tool(member=bruno, page=landing)
    assert made.kind == "landing.tool"
    landing.refresh_from_db()
    assert freeze_tool(member=bruno, page=landing).version == 2


def test_the_evidence_looks_at_the_page_and_leaves_attraction_to_people(
    bruno: Membership, landing: Page, nord: Workspace
) -> None:
    assert evidence.the_format_suits_the_channel(nord).state == "met"
    assert evidence.the_message_attracts_and_suits_the_target(nord).state == "partly"
    Page.objects.update(published_number=None)
    assert evidence.the_format_suits_the_channel(nord).state == "missing"
    assert evidence.the_message_attracts_and_suits_the_target(nord).state == "missing"
