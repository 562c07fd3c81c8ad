"""How the catalogue of commitments reads. What a company commits to is in its own words, as data."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import language

from .models import Commitment
from .rules import Subject, Unit

Words = dict[str, str | Promise]

SUBJECTS: Words = {
    Subject.GOVERNANCE: pgettext_lazy("iso 26000", "Organisational governance"),
    Subject.HUMAN_RIGHTS: pgettext_lazy("iso 26000", "Human rights"),
    Subject.LABOUR: pgettext_lazy("iso 26000", "Labour practices"),
    Subject.ENVIRONMENT: pgettext_lazy("iso 26000", "The environment"),
    Subject.FAIR_PRACTICES: pgettext_lazy("iso 26000", "Fair operating practices"),
    Subject.CONSUMERS: pgettext_lazy("iso 26000", "Consumer issues"),
    Subject.COMMUNITY: pgettext_lazy("iso 26000", "Community involvement and development"),
}
KINDS: Words = {
    "gift_ceiling": gettext_lazy("Ceiling on gifts and invitations"),
    "no_gift_in_negotiation": gettext_lazy("No gift during a tender or a negotiation"),
    "no_discrimination": gettext_lazy("Same welcome and same offer for everyone"),
    "visit_hours": gettext_lazy("Hours of visits"),
    "right_to_disconnect": gettext_lazy("Hours of messages, and the right to disconnect"),
    "zone_grouping": gettext_lazy("Visits grouped by zone"),
    "remote_first": gettext_lazy("Remote first for a first contact"),
    "train_over_km": gettext_lazy("Train before car on long trips"),
    "paperless": gettext_lazy("Documents without paper"),
    "eco_driving": gettext_lazy("Eco-driving"),
    "fewer_samples": gettext_lazy("Fewer samples, durable gifts"),
    "no_denigration": gettext_lazy("No running down of competitors"),
    "no_false_urgency": gettext_lazy("No false urgency"),
    "no_hidden_cost": gettext_lazy("No hidden cost"),
    "honest_advice": gettext_lazy("The right to say that another product suits better"),
    "vulnerable_people": gettext_lazy("Care for vulnerable people"),
    "personal_data": gettext_lazy("Confidentiality and personal data"),
    "local_suppliers": gettext_lazy("Local suppliers"),
}
# A first wording for each kind, to be made one's own.
PROPOSALS: Words = {
    "gift_ceiling": gettext_lazy(
        "We neither give nor accept a gift or an invitation above the ceiling, per person and per year."
    ),
    "no_gift_in_negotiation": gettext_lazy(
        "While a tender or a negotiation is under way, we offer no gift and accept none."
    ),
    "no_discrimination": gettext_lazy("Every customer receives the same welcome and the same offer on the same terms."),
    "visit_hours": gettext_lazy("We visit during working hours, for our customers as for our teams."),
    "right_to_disconnect": gettext_lazy("We send no message outside these hours and expect no answer then."),
    "zone_grouping": gettext_lazy("We group our visits by zone, to drive less."),
    "remote_first": gettext_lazy(
        "A first contact is made by phone or video; we travel when it is useful to the customer."
    ),
    "train_over_km": gettext_lazy("For long trips, we take the train before the car."),
    "paperless": gettext_lazy("Quotes, contracts and reports are sent without paper, unless the customer asks for it."),
    "eco_driving": gettext_lazy("Our sales team drives gently and keeps its vehicles in good order."),
    "fewer_samples": gettext_lazy("We send samples on request only, and choose gifts that last."),
    "no_denigration": gettext_lazy("We compare on dated, verifiable facts, and never run a competitor down."),
    "no_false_urgency": gettext_lazy("A deadline or a limited stock is announced only when it is true."),
    "no_hidden_cost": gettext_lazy("The price quoted holds everything needed; options are named as such."),
    "honest_advice": gettext_lazy("When our offer does not fit the need, we say so."),
    "vulnerable_people": gettext_lazy("We take time with vulnerable people, and never sell against their interest."),
    "personal_data": gettext_lazy("We keep only the data that is useful, as long as it is useful, and share none."),
    "local_suppliers": gettext_lazy("We buy first from suppliers of our region."),
}
# What the target of a kind means, beside its input.
TARGETS: Words = {
    "gift_ceiling": gettext_lazy("Highest value per person and per year"),
    "visit_hours": gettext_lazy("Earliest visit"),
    "right_to_disconnect": gettext_lazy("Earliest message"),
    "zone_grouping": gettext_lazy("Share of visits grouped with another one of the same zone"),
    "remote_first": gettext_lazy("Share of first contacts made from a distance"),
    "train_over_km": gettext_lazy("Distance from which the train comes first"),
    "paperless": gettext_lazy("Share of documents sent without paper"),
    "local_suppliers": gettext_lazy("Share of purchases from suppliers of the region"),
}


def clock(minutes: int) -> str:
    """Minutes since midnight as a time: `8 h 30`, `8:30`."""
    hour, minute = divmod(minutes, 60)
    if language() == "en":
        return f"{hour}:{minute:02}"
    return f"{hour}{formats.NO_BREAK}h{formats.NO_BREAK}{minute:02}" if minute else f"{hour}{formats.NO_BREAK}h"


def target(commitment: Commitment) -> str:
    """The target in words: `80 %`, `200 km`, `50 €`, `8 h 30 to 18 h`; empty for a promise without a figure."""
    if commitment.target is None:
        return ""
    if commitment.unit == Unit.SHARE:
        return formats.percent(commitment.target / 100, language())
    if commitment.unit == Unit.CENTS:
        return formats.money(commitment.target, language(), 0 if commitment.target % 100 == 0 else 2)
    if commitment.unit == Unit.KM:
        return f"{formats.number(commitment.target, language())}{formats.NO_BREAK}km"
    return _("%(start)s to %(end)s") % {"start": clock(commitment.target), "end": clock(commitment.target_end or 0)}


def refusal(reason: str) -> str:
    """What to do about a CommitmentInvalid."""
    return {
        "unknown_kind": _("Choose a commitment from the list."),
        "target_needed": _("Give the figure you commit to."),
        "target_out_of_range": _("This figure is out of range."),
        "window_reversed": _("The end must come after the beginning, on the same day."),
        "text_needed": _("Say it in your own words: this is what customers will read."),
        "dates_reversed": _("The end cannot come before the beginning."),
        "overlaps": _("Another commitment of this kind holds on these days: change that one, or choose later dates."),
    }[reason]
