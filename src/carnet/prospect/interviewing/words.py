"""Needs, questions, objections, lacks and refusals, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.foundation.interviews.models import Interview
from carnet.foundation.interviews.rules.conduct import Step
from carnet.foundation.interviews.rules.sheet import Lack

from .rules.needs import Need
from .rules.unknown import Unknown

STEPS: dict[Step, Promise] = {
    Step.CONTACT: pgettext_lazy("interview", "Making contact"),
    Step.DISCOVERY: pgettext_lazy("interview", "Discovery"),
    Step.RESTATEMENT: pgettext_lazy("interview", "Restating"),
    Step.ARGUMENT: pgettext_lazy("interview", "Arguing"),
    Step.OBJECTIONS: pgettext_lazy("interview", "Objections"),
    Step.CONCLUSION: pgettext_lazy("interview", "Concluding"),
    Step.LEAVE: pgettext_lazy("interview", "Taking leave"),
}
STATES: dict[str, tuple[Promise, str]] = {
    "new": (pgettext_lazy("interview", "To prepare"), "warn"),
    "prepared": (pgettext_lazy("interview", "Prepared"), "ok"),
    "begun": (pgettext_lazy("interview", "Under way"), "info"),
    "held": (pgettext_lazy("interview", "To debrief"), "warn"),
    "debriefed": (pgettext_lazy("interview", "Debriefed"), "ok"),
    "cancelled": (pgettext_lazy("interview", "Called off"), ""),
}
NEEDS: dict[Need, Promise] = {
    Need.SEASON: gettext_lazy("Be delivered before the season, when everything is needed at once (farming)"),
    Need.RUNNING: gettext_lazy("Never stop production; know what a stoppage costs them (industry)"),
    Need.DEADLINES: gettext_lazy("Deadlines held on site, one person who answers (building)"),
    Need.FOOTFALL: gettext_lazy("Bring customers in and keep margins; stock and seasons (trade)"),
    Need.ROAD: gettext_lazy("Fewer empty kilometres, vehicles and drivers always busy (transport)"),
    Need.GUESTS: gettext_lazy("A place that guests remember; work done outside opening hours (hotels, restaurants)"),
    Need.STAFF_TIME: gettext_lazy("Time of qualified people: what takes it, what frees it (services)"),
    Need.TENDER: gettext_lazy("Know the buying procedure, its thresholds and its calendar (public body)"),
    Need.TERMS: gettext_lazy("Work done in school holidays; a budget voted once a year (education)"),
    Need.CARE: gettext_lazy("Continuity of care, hygiene, traceability (health)"),
    Need.SIMPLE: gettext_lazy("Simple, quick, one decision by one person (fewer than 10 people)"),
    Need.GROWTH: gettext_lazy("Follow their growth without changing everything each time (10 to 49 people)"),
    Need.PROCESS: gettext_lazy("Several people decide: proofs that they can pass on (50 to 249 people)"),
    Need.FRAME: gettext_lazy("A framework agreement, several sites, one invoice (250 people or more)"),
    Need.RENEWAL: gettext_lazy("What has changed since their last purchase; renew, complete (customer)"),
    Need.RETURN: gettext_lazy("Why they stopped, and what would have to be different (former customer)"),
    Need.WHOLE_COST: gettext_lazy("See the cost over the whole life, not the price alone (a deal was lost on price)"),
    Need.DIFFERENCE: gettext_lazy("What they found elsewhere and we did not offer (a deal was lost to another)"),
    Need.TIMING: gettext_lazy("The right moment: what decides their calendar (a deal came too early)"),
    Need.BUDGET: gettext_lazy("When the next budget is made, and by whom (a deal was lost for want of one)"),
}
UNKNOWN: dict[Unknown, Promise] = {
    Unknown.PERSON: gettext_lazy("Whom one meets: name, position"),
    Unknown.SIREN: gettext_lazy("Their SIREN number"),
    Unknown.ACTIVITY: gettext_lazy("Their exact activity"),
    Unknown.STAFF: gettext_lazy("How many work there"),
    Unknown.OLD_STAFF: gettext_lazy("How many work there today: the figure is old"),
    Unknown.PHONE: gettext_lazy("A phone number"),
    Unknown.EMAIL: gettext_lazy("An e-mail address"),
    Unknown.ADDRESS: gettext_lazy("The address of the place"),
    Unknown.OFFER_IN_PLACE: gettext_lazy("What they use today, from whom, until when"),
    Unknown.BUDGET: gettext_lazy("Budget, calendar and who decides"),
}
SETS: dict[str, tuple[str, tuple[Promise, ...]]] = {
    "spin": (
        "SPIN",
        (
            pgettext_lazy("question", "How are you organised today? (situation)"),
            pgettext_lazy("question", "Since when, and with whom? (situation)"),
            pgettext_lazy("question", "What does not work as you would like? (problem)"),
            pgettext_lazy("question", "What does that cost you, in time or in money? (implication)"),
            pgettext_lazy("question", "Who else feels it? (implication)"),
            pgettext_lazy("question", "What would change if it were solved? (benefit)"),
        ),
    ),
    "qqoqccp": (
        "QQOQCCP",
        (
            pgettext_lazy("question", "Who is concerned, who decides? (who)"),
            pgettext_lazy("question", "What do you need exactly? (what)"),
            pgettext_lazy("question", "In which places, on which sites? (where)"),
            pgettext_lazy("question", "By when, and what decides that date? (when)"),
            pgettext_lazy("question", "How will you choose? (how)"),
            pgettext_lazy("question", "How many, for what budget? (how much)"),
            pgettext_lazy("question", "Why now? (why)"),
        ),
    ),
    "bebedc": (
        "BEBEDC",
        (
            pgettext_lazy("question", "What would you like to improve first? (need)"),
            pgettext_lazy("question", "What is at stake for you if nothing changes? (stakes)"),
            pgettext_lazy("question", "Which budget have you set aside? (budget)"),
            pgettext_lazy("question", "By when must it be settled? (deadline)"),
            pgettext_lazy("question", "Who takes part in the decision? (deciders)"),
            pgettext_lazy("question", "Whom else are you consulting? (competition)"),
        ),
    ),
}
OBJECTIONS: tuple[tuple[Promise, Promise], ...] = (
    (
        pgettext_lazy("objection", "We already have a supplier."),
        gettext_lazy("Ask what suits them there and what could be better; offer to be compared on one point."),
    ),
    (
        pgettext_lazy("objection", "It is too expensive."),
        gettext_lazy("Ask compared with what; reckon the cost over the whole use, then what not doing it costs."),
    ),
    (
        pgettext_lazy("objection", "This is not the right time."),
        gettext_lazy("Ask what the right time depends on; agree the day on which to speak again."),
    ),
    (
        pgettext_lazy("objection", "I must speak about it with my colleagues."),
        gettext_lazy("Ask who, and what each of them will look at; offer to meet them together."),
    ),
)
LACKS: dict[Lack, Promise] = {
    Lack.GOAL: gettext_lazy("Say what you want to come out with: without a goal, an interview is a visit."),
    Lack.OPENING: gettext_lazy("Write your first words: who you are, why you come, what you propose to talk about."),
    Lack.QUESTIONS: gettext_lazy("Keep at least three questions; the starter sets give some."),
    Lack.FALLBACK: gettext_lazy("A goal to fall back on is missing."),
    Lack.OFFER: gettext_lazy("No offer is chosen yet."),
    Lack.PROOF: gettext_lazy("No offer has a proof: a reference, a figure, a trial."),
    Lack.OBJECTION: gettext_lazy("No objection has its reply."),
    Lack.CLOSING: gettext_lazy("How you will conclude is not written."),
}
SETTLED = {
    "": pgettext_lazy("settled", "—"),
    "yes": pgettext_lazy("settled", "Yes"),
    "partly": pgettext_lazy("settled", "Partly"),
    "no": pgettext_lazy("settled", "No"),
}
REACTIONS = {
    "": pgettext_lazy("reaction", "Not shown"),
    "convinced": pgettext_lazy("reaction", "Convinced"),
    "interested": pgettext_lazy("reaction", "Interested"),
    "doubtful": pgettext_lazy("reaction", "Doubtful"),
    "refused": pgettext_lazy("reaction", "Not interested"),
}
MARKS: dict[int, Promise] = {
    0: pgettext_lazy("mark", "absent"),
    1: pgettext_lazy("mark", "begun"),
    2: pgettext_lazy("mark", "in part"),
    3: pgettext_lazy("mark", "well"),
    4: pgettext_lazy("mark", "fully"),
}
REFUSED: dict[str, Promise] = {
    "objects": gettext_lazy("They object to prospecting: no prospecting interview is prepared with them."),
    "frozen": gettext_lazy("This record is frozen: thaw it before preparing an interview."),
    "taken": gettext_lazy("This appointment already has its interview."),
    "cancelled": gettext_lazy("This interview was called off."),
    "ended": gettext_lazy("This interview is over: debrief it."),
    "not_ended": gettext_lazy("End the interview before you debrief it."),
    "not_begun": gettext_lazy("Nothing of this interview is noted yet: fill in the guide first."),
    "no_sheet": gettext_lazy("Write the preparation first."),
    "unfinished": gettext_lazy("A goal, your first words and three questions make a prepared interview."),
    "no_marks": gettext_lazy("Give each line its mark, from 0 to 4."),
    "bad_mark": gettext_lazy("A mark goes from 0 to 4."),
    "no_analysis": gettext_lazy("Write at least one factor of success or one point to improve."),
    "no_next": gettext_lazy("Say what follows: something to do by a day, a meeting at an hour, or nothing and why."),
    "no_reason": gettext_lazy("Say why nothing follows."),
    "debriefed": gettext_lazy("This interview is debriefed: its notes no longer change."),
}


def refused(reason: str) -> str:
    return str(REFUSED[reason])


def state(interview: Interview) -> tuple[str, str]:
    """The words of its state and their tone."""
    label, tone = STATES[interview.state]
    return str(label), tone


def contact_text(notes: dict[str, object]) -> str:
    """What the timeline says of an interview: what was concluded, what was agreed."""
    told = [
        (_("Need: %(words)s"), notes.get("restated")),
        (_("Concluded: %(words)s"), notes.get("conclusion")),
        (_("Agreed: %(words)s"), notes.get("agreed")),
    ]
    return "\n".join(sentence % {"words": words} for sentence, words in told if words)
