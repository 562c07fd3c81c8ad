"""The law of prospecting e-mail, case by case, through the gate that every message asks. Sources beside each case."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from carnet.foundation.consents.queries import limits_of
from carnet.foundation.consents.rules import EVERY, Basis, Channel, Facts, Permit, Purpose, may_reach

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=PARIS)


def permit(basis: str, **more: object) -> Permit:
    given = {"channel": Channel.EMAIL, "collected_at": NOW - timedelta(days=30)} | more
    return Permit(basis=Basis(basis), **given)


CASES = [
    # CPCE, art. L34-5, al. 1: no e-mail to a natural person without prior consent.
    ("consumer", {}, "prospecting", "no_consent"),
    ("consumer", {"permits": (permit("consent"),)}, "prospecting", "consent"),
    # Consent that cannot be shown proves nothing (RGPD, art. 7, 1).
    ("consumer", {"permits": (permit("consent", has_proof=False),)}, "prospecting", "no_proof"),
    # It is taken back as easily as given (RGPD, art. 7, 3).
    ("consumer", {"permits": (permit("consent", withdrawn_at=NOW - timedelta(days=1)),)}, "prospecting", "withdrawn"),
    (
        "consumer",
        {"permits": (permit("consent", expires_on=NOW.date() - timedelta(days=1)),)},
        "prospecting",
        "expired",
    ),
    # CPCE, art. L34-5, al. 4: the address was given at a sale, like products, refusal offered then and each time.
    ("consumer", {"permits": (permit("sale"),)}, "prospecting", "sale"),
    # A consent to be phoned is none to be written to.
    ("consumer", {"permits": (permit("consent", channel=Channel.PHONE),)}, "prospecting", "no_consent"),
    # CNIL, prospection entre professionnels: legitimate interest, on what concerns their work.
    ("company", {}, "prospecting", "professional"),
    ("small_business", {}, "prospecting", "professional"),
    ("sole_trader", {}, "prospecting", "professional"),
    ("public_body", {}, "prospecting", "professional"),
    # RGPD, art. 21, 2 and 3: an objection to prospecting is absolute, by channel or for all.
    ("company", {"objections": frozenset({"email"})}, "prospecting", "objected"),
    ("company", {"objections": frozenset({EVERY})}, "prospecting", "objected"),
    ("company", {"objections": frozenset({"phone"})}, "prospecting", "professional"),
    ("consumer", {"permits": (permit("consent"),), "objections": frozenset({"email"})}, "prospecting", "objected"),
    # RGPD, art. 18: a restricted record is kept and used for nothing.
    ("company", {"is_restricted": True}, "prospecting", "restricted"),
    ("company", {"is_gone": True}, "prospecting", "gone"),
    ("company", {"has_address": False}, "prospecting", "no_address"),
    # What is unknown is refused.
    ("", {}, "prospecting", "unknown_buyer"),
    # To perform a contract, or to answer their own request, is no prospecting by surprise.
    ("consumer", {"permits": (permit("contract"),)}, "contract", "contract"),
    ("consumer", {}, "contract", "no_contract"),
    ("consumer", {"answer_until": NOW.date()}, "answer", "answer"),
    ("consumer", {"answer_until": NOW.date() - timedelta(days=1)}, "answer", "no_request"),
    ("consumer", {"objections": frozenset({EVERY})}, "service", "service"),
]


@pytest.mark.parametrize(("buyer", "facts", "purpose", "reason"), CASES)
def test_the_law_of_email_case_by_case(buyer: str, facts: dict[str, object], purpose: str, reason: str) -> None:
    who = Facts(**{"buyer": buyer, "has_address": True, "zones": ("Europe/Paris",)} | facts)
    limits = limits_of(Channel.EMAIL, buyer or "company", NOW.date())
    decision = may_reach(who, Channel.EMAIL, Purpose(purpose), NOW, limits)
    assert decision.reason == reason
    assert decision.is_allowed == (reason in {"consent", "sale", "professional", "contract", "answer", "service"})
    if reason == "professional":
        # Say from where the address comes, and how to refuse (RGPD, art. 14 and 21, 4).
        assert {"tell_source", "offer_objection"} <= set(decision.cautions)
