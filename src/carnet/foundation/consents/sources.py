"""What a decision of the gate rests on: the lines of the table of law, with their source, date read and confidence."""

from datetime import date

from carnet.foundation import law

CONSUMER, PROFESSIONAL, SOLE_TRADER = "consumer", "company", "sole_trader"

BEHIND: dict[str, tuple[tuple[str, str], ...]] = {
    "objected": (("prospecting.objection", CONSUMER),),
    "restricted": (("processing.restriction", CONSUMER),),
    "professional": (("call.consent.required", PROFESSIONAL), ("call.professional.job_related", PROFESSIONAL)),
    "not_job_related": (("call.professional.job_related", PROFESSIONAL),),
    "mixed_hours": (("call.mixed_line.hours", SOLE_TRADER),),
    "consent": (("call.consent.required", CONSUMER), ("call.hours", CONSUMER), ("call.max_attempts", CONSUMER)),
    "no_consent": (("call.consent.required", CONSUMER),),
    "no_proof": (("call.consent.proof_years", CONSUMER),),
    "withdrawn": (("call.withdrawal.oral", CONSUMER),),
    "expired": (("call.consent.max_years", CONSUMER),),
    "out_of_slot": (("call.consent.max_years", CONSUMER), ("call.slot_minutes", CONSUMER)),
    "slot": (("call.hours", CONSUMER), ("call.slot_minutes", CONSUMER)),
    "contract": (("call.contract.exempt", CONSUMER),),
    "no_contract": (("call.contract.exempt", CONSUMER),),
    "press": (("call.press.exempt", CONSUMER),),
    "answer": (("call.request_answer_days", CONSUMER),),
    "no_request": (("call.request_answer_days", CONSUMER),),
    "banned_trade": (("call.banned_sectors", CONSUMER),),
    "banned_trade_message": (("message.banned_sectors", CONSUMER),),
    "closed_day": (("call.weekdays", CONSUMER),),
    "holiday": (("call.weekdays", CONSUMER),),
    "closed_hour": (("call.hours", CONSUMER),),
    "unknown_zone": (("call.hours", CONSUMER),),
    "too_many": (("call.max_attempts", CONSUMER), ("call.attempts_period_days", CONSUMER)),
}
"""By reason, the rules of the table for calls. What is missing rests on no law: a record in the trash, no number."""


def sources_of(reason: str, on: date) -> list[law.LegalValue]:
    """The lines behind a reason on a day, the first the weightiest; none where the reason is no law's."""
    found = []
    for code, buyer in BEHIND.get(reason, ()):
        try:
            found.append(law.rule(code, on=on, buyer=buyer))
        except law.NoRuleInForce:
            continue
    return found
