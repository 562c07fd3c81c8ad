"""The law as dated data: `law.rule("vat.rate.normal", on=day, buyer=…, territory=…)`."""

from .rules import Buyer, Confidence, Document, Fact, LegalForm, LegalValue, Mention, NoRuleInForce, Territory
from .table import forbidden_mentions, legal_form, legal_forms, mentions, rule

__all__ = [
    "Buyer",
    "Confidence",
    "Document",
    "Fact",
    "LegalForm",
    "LegalValue",
    "Mention",
    "NoRuleInForce",
    "Territory",
    "forbidden_mentions",
    "legal_form",
    "legal_forms",
    "mentions",
    "rule",
]
