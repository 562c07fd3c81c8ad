"""What the screens of calling say: the keys of the outcomes, the steps of a script, refusals."""

from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from carnet.foundation.agenda.models import CallOutcome
from carnet.foundation.consents.rules import Decision
from carnet.foundation.consents.words import told

from .rules import BadScript, Step

KEYS = {
    CallOutcome.REACHED: "j",
    CallOutcome.NO_ANSWER: "s",
    CallOutcome.MESSAGE: "m",
    CallOutcome.CALL_BACK: "r",
    CallOutcome.MEETING: "v",
    CallOutcome.REFUSED: "n",
    CallOutcome.WRONG_NUMBER: "f",
}
"""One key each, by its French word (Joint, Sans réponse, Message, Rappeler, rendez-Vous, Non, Faux numéro); none is
one of the shell's."""
STEPS: dict[Step, str | Promise] = {
    Step.CONTACT: pgettext_lazy("script", "Contact"),
    Step.GATEKEEPER: pgettext_lazy("script", "Gatekeeper"),
    Step.REASON: pgettext_lazy("script", "Reason of the call"),
    Step.GOAL: pgettext_lazy("script", "Goal"),
    Step.CONCLUSION: pgettext_lazy("script", "Conclusion"),
    Step.BRANCH: pgettext_lazy("script", "If they say so"),
}
KINDS = {
    "campaign": gettext_lazy("Campaigns"),
    "group": gettext_lazy("Groups of a plan"),
    "tag": gettext_lazy("Tags"),
    "view": gettext_lazy("Saved views of companies"),
}


def outcomes() -> list[tuple[str, str, str]]:
    """Code, words and key of each."""
    return [(code.value, str(code.label), key) for code, key in KEYS.items()]


def why_passed(reason: str, on: date | None = None) -> str:
    """Why a card was passed over, by the code that it keeps."""
    if reason == "chosen":
        return _("Passed over by choice")
    # The sentence alone is wanted: the day and the number of a single case say nothing of several.
    return _SHORT[reason]() if reason in _SHORT else told(Decision(is_allowed=False, reason=reason), on).said


_SHORT = {
    "too_many": lambda: _("Called as often as the law allows within the period."),
    "withdrawn": lambda: _("They withdrew their consent."),
    "expired": lambda: _("Their consent has ended; it is not renewed by itself."),
    "out_of_slot": lambda: _("They agreed to one call only, at another hour."),
}


def refused(reason: str) -> str:
    sentences = {
        "nobody": _("Nobody is to be called there. Choose another list, or plan calls first."),
        "no_subject": _("Say in a few words what you call about."),
        "ended": _("This session is over. Take it up again first."),
        "running": _("This session is under way already."),
        "not_open": _("This card was called or passed over already."),
        "no_hour": _("Say the day and the hour that were agreed, then press again."),
        "past_hour": _("This hour is past: agree on a later one."),
        "no_outcome": _("Choose what came of the call."),
        "gone": _("This card is gone."),
        "no_name": _("Give it a name."),
        "same": _("Nothing differs from the latest version."),
    }
    return sentences[reason]


def bad_script(problem: BadScript) -> str:
    if problem.reason == "missing":
        return _("The step “%(step)s” has no words.") % {"step": STEPS[Step(problem.detail)]}
    if problem.reason == "nowhere":
        return _("The answer “%(answer)s” leads to a block without words.") % {"answer": problem.detail}
    return _("Two blocks have the same name.")


def today() -> date:
    return timezone.localdate()
