"""A référentiel as plain, frozen values, and the questions that the rest of Carnet asks it.

English names for official French terms: bloc = bloc, composante = component, activité = activity,
compétence = competency, livrable = deliverable, groupe de critères (« indicateur ») = criteria group,
critère = criterion, voie = route, finalité = purpose.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of the certification; `is_probable` where the title is a reading and not a quotation."""

    title: str
    certifier: str = ""
    level: str = ""
    nsf: str = ""
    rncp: str = ""
    certainty: str = ""
    ground: str = ""
    source: str = ""
    is_probable: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Competency:
    """`wording` is official and French; `short` is ours, by language, and may be empty."""

    code: str
    official_code: str
    wording: str
    activity: str = ""
    short: Mapping[str, str] = field(default_factory=dict)
    is_transversal: bool = False

    def short_title(self, language: str) -> str:
        return self.short.get(language) or self.short.get("fr", "")


@dataclass(frozen=True, slots=True)
class Deliverable:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Condition:
    """How a candidate of one route is evaluated; `is_to_define` where the source says nothing."""

    route: str
    label: str = ""
    modalities: tuple[str, ...] = ()
    work: str = ""
    forms: tuple[str, ...] = ()
    is_to_define: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """`proposed_competencies` is our reading of which competencies of the group it speaks for; often empty."""

    code: str
    wording: str
    proposed_competencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriteriaGroup:
    """`competencies` is official; `proposed_deliverables` is our reading."""

    code: str
    competencies: tuple[str, ...]
    indicator: str
    criteria: tuple[Criterion, ...]
    proposed_deliverables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    code: str
    number: str
    title: str
    purpose: str
    activities: tuple[Activity, ...]
    competencies: tuple[Competency, ...]
    transversal: str
    scope: str
    production_code: str
    production: str
    deliverables: tuple[Deliverable, ...]
    conditions: tuple[Condition, ...]
    groups: tuple[CriteriaGroup, ...]

    def competencies_of(self, activity: str) -> tuple[Competency, ...]:
        return tuple(one for one in self.competencies if one.activity == activity)


@dataclass(frozen=True, slots=True)
class Bloc:
    code: str
    number: str
    title: str
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a criterion stands."""

    criterion: Criterion
    group: CriteriaGroup
    component: Component
    bloc: Bloc

    @property
    def competencies(self) -> tuple[str, ...]:
        return self.criterion.proposed_competencies or self.group.competencies


@dataclass(frozen=True)
class Referential:
    """The whole référentiel. Immutable, so that one parsed copy serves a whole process."""

    slug: str
    version: str
    sha256: str
    schema: str
    identity: Identity
    blocs: tuple[Bloc, ...]
    transversal: Competency | None = None
    glossary: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def components(self) -> tuple[Component, ...]:
        return tuple(component for bloc in self.blocs for component in bloc.components)

    @cached_property
    def activities(self) -> dict[str, Activity]:
        return {one.code: one for component in self.components for one in component.activities}

    @cached_property
    def competencies(self) -> dict[str, Competency]:
        """By code, in the official order, the transversal one last."""
        found = {one.code: one for component in self.components for one in component.competencies}
        return found | ({self.transversal.code: self.transversal} if self.transversal else {})

    @cached_property
    def deliverables(self) -> dict[str, Deliverable]:
        return {one.code: one for component in self.components for one in component.deliverables}

    @cached_property
    def criteria(self) -> dict[str, Place]:
        return {place.criterion.code: place for place in self._places()}

    def _places(self) -> Iterator[Place]:
        for bloc in self.blocs:
            for component in bloc.components:
                for group in component.groups:
                    for criterion in group.criteria:
                        yield Place(criterion, group, component, bloc)

    @cached_property
    def criteria_by_competency(self) -> dict[str, tuple[Place, ...]]:
        """Criteria of the groups that name the competency, less those that our reading gives to another one."""
        found: dict[str, list[Place]] = {code: [] for code in self.competencies}
        for place in self.criteria.values():
            for code in place.competencies:
                found.setdefault(code, []).append(place)
        return {code: tuple(places) for code, places in found.items()}

    def groups_answered_by(self, deliverable: str) -> tuple[CriteriaGroup, ...]:
        groups = (group for component in self.components for group in component.groups)
        return tuple(group for group in groups if deliverable in group.proposed_deliverables)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Keyed as the `comptes` of the file, so that the two can be compared."""
        groups = [group for component in self.components for group in component.groups]
        transversal = self.transversal.code if self.transversal else ""
        return {
            "blocs": len(self.blocs),
            "composantes": len(self.components),
            "activites": len(self.activities),
            "competences": sum(len(component.competencies) for component in self.components),
            "competence_transversale": int(self.transversal is not None),
            "productions": sum(bool(component.production_code) for component in self.components),
            "livrables": len(self.deliverables),
            "groupes_criteres": len(groups),
            "criteres": len(self.criteria),
            "criteres_transversaux": sum(transversal in place.group.competencies for place in self.criteria.values()),
        }


def normalise(text: str) -> str:
    """Lower case, without accents, with one apostrophe and single spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).lower().split())


def matches(query: str, *texts: str) -> bool:
    """Whether each word of `query` stands in one of the texts; codes match with or without their dots."""
    haystack = normalise(" ".join(texts))
    compact = haystack.replace(".", "")
    return all(word in haystack or word.replace(".", "") in compact for word in normalise(query).split())


def same_competency(home: Referential, other: Referential, code: str) -> str | None:
    """Return the code under which `other` holds the competency that `home` calls `code`.

    A code is only a number: a renewed title renumbers it. The wording tells whether it is the same competency.
    """
    if home is other:
        return code if code in home.competencies else None
    if not (wanted := home.competencies.get(code)):
        return None
    found = [one.code for one in other.competencies.values() if normalise(one.wording) == normalise(wanted.wording)]
    return code if code in found else next(iter(found), None)


def same_criterion(home: Referential, other: Referential, code: str) -> str | None:
    """Return the code under which `home` holds the criterion that `other` calls `code`; None if in doubt.

    A check answers a sentence, not a number: under another wording the same code is another criterion. A wording
    that `home` holds several times (the RSE one) is recognised only under its own code.
    """
    if home is other:
        return code if code in home.criteria else None
    if not (place := other.criteria.get(code)):
        return None
    wording = normalise(place.criterion.wording)
    found = [known for known, one in home.criteria.items() if normalise(one.criterion.wording) == wording]
    if code in found:
        return code
    return found[0] if len(found) == 1 else None
