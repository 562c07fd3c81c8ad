"""The two acts that the référentiel's grid and the house's paper take part in: debrief, and freeze the report."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from carnet.foundation.documents.models import Document
from carnet.foundation.documents.services import freeze
from carnet.foundation.interviews import services as interviews
from carnet.foundation.interviews.models import Debrief, Interview
from carnet.foundation.interviews.services import Analysis, Follow, InterviewRefused
from carnet.foundation.workspaces.models import Membership
from carnet.foundation.workspaces.queries import seller as seller_of

from . import printing, words
from .grid import grid_of


@transaction.atomic
def debrief(
    *,
    member: Membership,
    interview: Interview,
    marks: Mapping[str, tuple[int, str]],
    analysis: Analysis,
    follow: Follow | None,
    at: datetime | None = None,
) -> Debrief:
    """Judge a prospecting interview on every point of the grid, say what follows, freeze the report.

    Raises InterviewRefused, CannotRender.
    """
    grid = grid_of(member.workspace)
    if set(marks) != {point.code for point in grid}:
        raise InterviewRefused("no_marks")
    made = interviews.debrief_interview(
        member=member,
        interview=interview,
        marks=marks,
        analysis=analysis,
        follow=follow,
        text=words.contact_text(interview.notes),
        at=at,
    )
    freeze_report(member=member, interview=interview)
    return made


@transaction.atomic
def freeze_report(*, member: Membership, interview: Interview) -> Document:
    """The deliverable « entretien de prospection » as it stands; it follows the version frozen last.

    Raises CannotRender.
    """
    rows = Interview.objects.select_related("company", "person", "member__user", "task", "meeting", "report")
    one = rows.get(pk=interview.pk)
    made = Debrief.objects.get(interview=one)
    data = printing.report_data(member, one, one.sheets.first(), made, grid_of(member.workspace))
    held = one.report
    document = freeze(
        member=member,
        kind="interviews.report",
        template=printing.PAPER,
        data=data,
        title=data["title"],
        number=f"ENTRETIEN-{one.planned_at:%Y-%m-%d}-{one.pk}",
        language=printing.LANGUAGE,
        previous=held if held and not Document.objects.filter(previous=held).exists() else None,
        logo=seller_of(member.workspace)["logo"],
    )
    Interview.objects.filter(pk=one.pk).update(report=document)
    return document
