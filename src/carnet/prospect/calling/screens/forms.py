"""The forms of calling: whom and what about, what came of it, the words of a script."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carnet.foundation.agenda.models import CallOutcome, Task
from carnet.foundation.consents.words import PURPOSES
from carnet.foundation.wording.fields import checked
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.calling import queries, words
from carnet.prospect.calling.models import ScriptVersion
from carnet.prospect.calling.rules import Answer, Block, Step

MINE = "tasks"
ANSWERS = 3
PLACES = (
    *((step.value, step) for step in (Step.CONTACT, Step.GATEKEEPER, Step.REASON, Step.GOAL, Step.CONCLUSION)),
    *((f"branch{number}", Step.BRANCH) for number in range(1, 7)),
)
"""The blocks of a script that a form offers: each step of the call once, and six for what answers lead to."""


class StartForm(forms.Form):
    """`source`: the member's own due calls, or a code of `queries.sources`."""

    source = forms.ChoiceField(label=gettext_lazy("Whom"))
    subject = forms.CharField(
        label=gettext_lazy("What about"), max_length=200,
        help_text=gettext_lazy("In words that one can say: it stands in the script and in the proof of a call back."),
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label=gettext_lazy("What the calls are for"), choices=[(one.value, text) for one, text in PURPOSES.items()]
    )
    is_job_related = forms.BooleanField(
        label=gettext_lazy("The subject concerns the job of the professionals on the list"), required=False,
        initial=True, help_text=gettext_lazy("Without it, only consumers who agreed may be called."),
    )  # fmt: skip
    script = forms.ChoiceField(label=gettext_lazy("Script"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name of the session"), max_length=120, required=False,
        help_text=gettext_lazy("Left empty: the list and the day."),
    )  # fmt: skip

    def __init__(self, member: Membership, *args: Any, due: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = queries.sources(member)
        self.scripts: dict[str, ScriptVersion] = {
            str(one.latest.pk): one.latest for one in queries.scripts() if one.latest
        }
        groups = [(str(words.KINDS[kind]), rows) for kind, rows in self.offered if rows]
        mine = (MINE, _("My calls due today (%(total)s)") % {"total": due})
        self.fields["source"].choices = [mine, *groups]
        told = [(pk, f"{one.script.name} (v{one.version})") for pk, one in self.scripts.items()]
        self.fields["script"].choices = [("", _("No script")), *told]
        if told and not self.is_bound:
            self.fields["script"].initial = told[0][0]

    @property
    def named(self) -> str:
        """The words of the source that was chosen."""
        chosen = self.cleaned_data["source"]
        rows = [row for _kind, found in self.offered for row in found]
        return next((text for code, text in rows if code == chosen), _("My calls"))


class OutcomeForm(forms.Form):
    """Sent by the button of its outcome; a call back alone asks for more."""

    outcome = forms.ChoiceField(choices=CallOutcome)
    text = forms.CharField(
        label=gettext_lazy("What was said"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "data-shortcut": "e", **checked()}),
    )  # fmt: skip
    is_argued = forms.BooleanField(label=gettext_lazy("They heard the offer and reacted to it"), required=False)
    call_back_at = forms.DateTimeField(
        label=gettext_lazy("Call back on"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 300}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
    )  # fmt: skip

    @property
    def hour(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["call_back_at"]
        return found


class AfterForm(forms.Form):
    kind = forms.ChoiceField(choices=Task.Kind)
    title = forms.CharField(max_length=200)
    due_on = forms.DateField(input_formats=["%Y-%m-%d"])

    def clean_due_on(self) -> Any:
        return max(self.cleaned_data["due_on"], timezone.localdate())


class BlockForm(forms.Form):
    """One block; without words there is none. `code` and `step` are the form's own place in the script."""

    text = forms.CharField(
        label=gettext_lazy("What you say"), required=False, max_length=900, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, code: str, step: Step, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, prefix=code, **kwargs)
        self.code, self.step = code, step
        self.label = str(words.STEPS[step]) if step != Step.BRANCH else dict(targets)[code]
        for number in range(ANSWERS):
            self.fields[f"answer{number}"] = forms.CharField(
                label=gettext_lazy("They answer"), required=False, max_length=80
            )
            others = [("", _("the end")), *((key, text) for key, text in targets if key != code)]
            self.fields[f"to{number}"] = forms.ChoiceField(
                label=gettext_lazy("Go on with"), required=False, choices=others
            )

    @property
    def answers(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"answer{number}"], self[f"to{number}"]) for number in range(ANSWERS)]

    def block(self) -> Block | None:
        said = self.cleaned_data
        if not said["text"].strip():
            return None
        rows = ((said[f"answer{number}"].strip(), said[f"to{number}"]) for number in range(ANSWERS))
        return Block(self.code, self.step, said["text"].strip(), tuple(Answer(text, to) for text, to in rows if text))


def block_forms(blocks: Sequence[Block], data: Any = None) -> list[BlockForm]:
    """A form for each place, filled with the blocks of a version; branches take the free places in their order."""
    free = [code for code, step in PLACES if step == Step.BRANCH]
    place = {one.code: one.step.value if one.step != Step.BRANCH else free.pop(0) for one in blocks if _fits(one, free)}
    held = {place[one.code]: one for one in blocks if one.code in place}
    targets = [
        (code, str(words.STEPS[step]) if step != Step.BRANCH else _("Branch %(number)s") % {"number": code[-1]})
        for code, step in PLACES
    ]
    return [
        BlockForm(data, code=code, step=step, targets=targets, initial=_initial(held.get(code), place))
        for code, step in PLACES
    ]


def _fits(block: Block, free: list[str]) -> bool:
    return block.step != Step.BRANCH or bool(free)


def _initial(block: Block | None, place: dict[str, str]) -> dict[str, str]:
    if block is None:
        return {}
    found = {"text": block.text}
    for number, answer in enumerate(block.answers[:ANSWERS]):
        found[f"answer{number}"], found[f"to{number}"] = answer.words, place.get(answer.to, "")
    return found
