"""Claire's calls to those met at the fair: a session half done, its script, answers to objections at hand."""

from carnet.foundation.catalogue.objections import adopt_shipped as adopt_replies
from carnet.foundation.tags.models import Tag
from carnet.foundation.workspaces.models import Membership
from carnet.prospect.calling.outcomes import record_call
from carnet.prospect.calling.queries import group_of, of_group
from carnet.prospect.calling.scripting import adopt_shipped
from carnet.prospect.calling.services import open_next, pause_session, start_session

SAID = (
    ("reached", "Refait l’accueil au printemps, veut des idées.", True),
    ("no_answer", "", False),
    ("meeting", "Visite sur place convenue.", True),
    ("refused", "Vient de signer ailleurs pour trois ans.", True),
    ("message", "", False),
)


def make_calls(claire: Membership) -> None:
    adopt_replies(member=claire)
    scripts = adopt_shipped(member=claire)
    group, _campaign = group_of(f"tag-{Tag.objects.get(name='Salon Bâtir 2026').pk}")
    if group is None:
        return
    wanted = of_group(group, "Rencontrés au salon Bâtir 2026")[:14]
    session = start_session(
        member=claire, name="Rencontrés au salon", subject="l’aménagement de vos bureaux", wanted=wanted,
        script=scripts[0],
    )  # fmt: skip
    for outcome, text, is_argued in SAID:
        call, _passed = open_next(member=claire, session=session)
        if call is None:
            return
        record_call(member=claire, call=call, outcome=outcome, text=text, is_argued=is_argued)
    open_next(member=claire, session=session)
    pause_session(member=claire, session=session)
