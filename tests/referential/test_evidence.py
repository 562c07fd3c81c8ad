"""The registry refuses what would hide evidence, and never lets a row's mere existence count."""

import sys
from importlib.util import find_spec

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.utils.translation import gettext_lazy as _

from carnet.foundation.ui import screens
from carnet.foundation.workspaces.models import Workspace
from carnet.referential import registry
from carnet.referential.checks import (
    evidence_names_known_criteria,
    screens_serve_known_competencies,
    shipped_is_sound,
)
from carnet.referential.evidence import DuplicateEvidence, Evidence, Link, State, evidence, human
from carnet.referential.registry import LABELS, UNCOVERED, UNREAD
from carnet.referential.shipped import shipped

NOWHERE = Workspace(slug="nulle-part")
CODE = "B1.1-C3.2-1"


def seen(workspace: Workspace) -> Evidence:
    return Evidence(State.MET, (_("Looked at %s"),))


@pytest.mark.usefixtures("empty_registry")
def test_two_rooms_cannot_speak_for_one_criterion() -> None:
    evidence(CODE)(seen)
    with pytest.raises(DuplicateEvidence, match=f"{CODE}.*seen.*seen"):
        evidence(CODE)(seen)


@pytest.mark.usefixtures("empty_registry")
def test_a_criterion_is_declared_human_once() -> None:
    human(CODE, "parce que")
    with pytest.raises(DuplicateEvidence):
        human(CODE, "et encore")


@pytest.mark.usefixtures("empty_registry")
@pytest.mark.parametrize("state", [State.MET, State.PARTLY])
def test_nothing_is_shown_without_saying_what_was_looked_at(state: State) -> None:
    with pytest.raises(ValueError, match="what was looked at"):
        Evidence(state)


@pytest.mark.usefixtures("empty_registry")
def test_the_notes_of_a_room_never_turn_a_human_criterion_into_a_met_one() -> None:
    human(CODE, "à voir dans la salle")
    assert registry.gather(CODE, NOWHERE) == Evidence(State.HUMAN, ("à voir dans la salle",))
    link = Link("le compte rendu", "/x")
    evidence(CODE)(lambda workspace: Evidence(State.MET, ("trois notes",), (link,)))
    assert registry.gather(CODE, NOWHERE) == Evidence(State.HUMAN, ("à voir dans la salle", "trois notes"), (link,))


@pytest.mark.usefixtures("empty_registry")
def test_a_criterion_nobody_speaks_for_has_no_evidence() -> None:
    assert registry.gather(CODE, NOWHERE) is None


@pytest.mark.usefixtures("own_registry")
def test_a_check_for_an_unknown_criterion_fails_the_system_check() -> None:
    assert evidence_names_known_criteria(None) == []
    evidence("B9-C1-1")(seen)
    [error] = evidence_names_known_criteria(None)
    assert error.id == "referential.E002"
    assert "B9-C1-1" in error.msg


def test_a_screen_that_serves_an_unknown_competency_fails_the_system_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert screens_serve_known_competencies(None) == []
    monkeypatch.setattr(screens, "_registry", {})
    # The slip is an easy one: brackets around a single code make no tuple.
    screens.screen(None, serves=("C3.2"))(seen)  # type: ignore[arg-type]  # the slip itself
    found = screens_serve_known_competencies(None)
    assert {error.id for error in found} == {"referential.E003"}
    assert all("test_evidence.seen" in error.msg for error in found)


def test_every_declared_code_is_a_criterion_and_the_shipped_file_is_sound() -> None:
    assert shipped_is_sound(None) == []
    assert registry.known_codes() <= set(shipped().criteria)
    assert not [one for one in run_checks() if (one.id or "").startswith("referential.")]


def test_attitude_climate_and_conviction_are_for_people() -> None:
    wordings = ("attitude", "climat favorable", "contact positif", "convaincant")
    criteria = (place.criterion for place in shipped().criteria.values())
    wanted = {one.code for one in criteria if any(word in one.wording for word in wordings)}
    assert len(wanted) == 7
    assert wanted <= registry.human_codes()
    assert all(str(registry.human_reason(code)).endswith(".") for code in registry.human_codes())


def test_each_state_has_a_label_of_its_own() -> None:
    assert set(LABELS) == {*State, UNCOVERED, UNREAD}
    assert len({str(label) for label in LABELS.values()}) == len(LABELS)


def test_the_evidence_of_every_room_was_imported_at_the_start() -> None:
    rooms = [app.name for app in apps.get_app_configs() if app.name.startswith("carnet.")]
    wanted = {f"{room}.evidence" for room in rooms if find_spec(f"{room}.evidence")}
    assert "carnet.referential.evidence" in wanted
    assert wanted <= set(sys.modules)
