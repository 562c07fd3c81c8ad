"""The week on one clock, lunch taken out: what lets a solver without breaks plan a week with lunches.

Every day lasts 1 440 minutes after the one before. From the beginning of lunch on, the day is told `minutes` shorter;
whoever reads a plan back puts lunch in where it fits (`rules.judge` does, and refuses where it does not).
"""

from collections.abc import Iterator

from carnet.prospect.tours.rules.case import DAY, Case, Lunch, Visit, WorkDay

Window = tuple[int, int]


def squeezed(lunch: Lunch | None, minute: int) -> int:
    """The minute as the shortened day tells it; all of lunch falls on its beginning."""
    if lunch is None or minute <= lunch.early:
        return minute
    return max(lunch.early, minute - lunch.minutes)


def lunch_within(day: WorkDay) -> Lunch | None:
    """The lunch that cuts the working day; None when it can be had before leaving or after coming back."""
    lunch = day.lunch
    if lunch is None or day.begin >= lunch.late or day.end <= lunch.last_start:
        return None
    return lunch


def day_window(number: int, day: WorkDay) -> Window:
    lunch = lunch_within(day)
    end = squeezed(lunch, day.end)
    if lunch is not None and day.end < lunch.late:
        end = max(end, min(day.end, lunch.last_start))
    return number * DAY + squeezed(lunch, day.begin), number * DAY + end


def starts(case: Case, visit: Visit) -> list[Window]:
    """When the visit may begin, on the week's clock. Windows between which nobody works are one window."""
    found: list[Window] = []
    merge = True
    for number, day in enumerate(case.days):
        first, last = day_window(number, day)
        allowed = list(_starts_of(number, day, visit, (first, last - visit.minutes)))
        for window in allowed:
            if found and merge and window[0] <= first:
                found[-1] = (found[-1][0], window[1])
            else:
                found.append(window)
            merge = window[1] >= last - visit.minutes
        merge = merge and bool(allowed)
    return found


def _starts_of(number: int, day: WorkDay, visit: Visit, hours: Window) -> Iterator[Window]:
    lunch, base = lunch_within(day), number * DAY
    held: Window | None = None
    for first, last in visit.windows(day.on):
        window = max(base + squeezed(lunch, first), hours[0]), min(base + squeezed(lunch, last), hours[1])
        for early, late in _beside_lunch(window, base, lunch, visit):
            if early > late:
                continue
            if held is not None and early <= held[1] + 1:
                held = (held[0], max(held[1], late))
                continue
            if held is not None:
                yield held
            held = (early, late)
    if held is not None:
        yield held


def _beside_lunch(window: Window, base: int, lunch: Lunch | None, visit: Visit) -> Iterator[Window]:
    """A visit too long to leave room for lunch around it ends before it or begins after it."""
    if lunch is None or visit.is_lunch or visit.minutes <= lunch.last_start - lunch.early:
        yield window
        return
    yield window[0], min(window[1], base + lunch.last_start - visit.minutes)
    yield max(window[0], base + lunch.early), window[1]
