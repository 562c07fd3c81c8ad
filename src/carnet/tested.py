"""A question asked of each row that a list meets."""

from typing import Any

from django.db.models import BooleanField, QuerySet, Subquery, Value


class Tested(Subquery):
    """Whether `rows` (led back to the outer query by an OuterRef) has one, looked for row by row.

    Exists says the same, and PostgreSQL is free to turn it into a join of the two tables. It does where it takes the
    answers for few, which it cannot know of the values of own fields; it then joins all of them before it sorts, 160 ms
    where the walk along the list's order stops after 51 rows and 10. Only for what is known to be answered by many.
    """

    template = "((%(subquery)s) IS NOT NULL)"
    output_field = BooleanField()
    conditional = True

    def __init__(self, rows: QuerySet[Any], *, answered: int = 0) -> None:
        """`answered`: by about how many rows, where that is known; the narrowest question is best asked first."""
        self.answered = answered
        super().__init__(rows.order_by().annotate(found=Value(1)).values("found")[:1])
