"""What is said of loads and questions."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carnet.foundation.ui import formats
from carnet.foundation.ui.templatetags.carnet import language

from .queries import Found
from .rules.projection import PlaceInvalid
from .rules.target import CriteriaInvalid
from .store import About


def number(value: float, decimals: int = 0) -> str:
    return formats.number(value, language(), decimals)


def _kinds() -> dict[str, str]:
    return {
        "establishments": _("establishments (StockEtablissement)"),
        "units": _("legal units (StockUniteLegale)"),
        "places": _("geolocation"),
    }


def refused(error: Any) -> str:
    """The sentence of a refusal: what, where, and what to do."""
    if hasattr(error, "names"):
        return _file(error)
    if error.reason == "disk":
        return _(
            "The disk takes no more (%(detail)s). The version before still answers. Make room, then load again."
        ) % {"detail": error.detail}
    if error.reason == "running":
        return _("Another load is under way (process %(number)s). Wait until it has ended.") % {"number": error.by}
    return {
        "absent": _("No Sirene file has been loaded yet: manage.py sirene load StockEtablissement… StockUniteLegale…"),
        "no_cluster": _("No Spark cluster is named: set CARNET_SPARK_URL, as spark://host:7077."),
        "not_installed": _(
            "Spark is not installed here: install requirements-spark.txt, and Java 17. Without it, leave --engine out."
        ),
        "no_answer": _("The Spark cluster does not answer (%(detail)s)."),
        "too_long": _("The question takes too long. Narrow the zone or the activity."),
        "missing": _("The file of %(kind)s is missing: both stock files are needed."),
        "twice": _("Two files of %(kind)s were given. Give one of each."),
        "nothing": _(
            "Most rows of the file of %(kind)s have no usable number: were SIRETs turned into 3,25E+13 by a "
            "spreadsheet? Take the file of Insee as it is."
        ),
    }[error.reason] % {"kind": _kinds().get(getattr(error, "kind", ""), ""), "detail": getattr(error, "detail", "")}


def not_compared(error: Exception) -> str:
    return _(
        "The register answers, but the records of the files could not be compared with it: the database refuses "
        "(%(detail)s). Run manage.py migrate, then load again."
    ) % {"detail": str(error).splitlines()[0]}


def _file(error: Any) -> str:
    told = {"file": error.path.name, "names": ", ".join(error.names), "line": error.detail}
    return {
        "absent": _("There is no file %(file)s."),
        "empty": _("%(file)s is empty."),
        "zip": _("%(file)s is damaged or was not downloaded whole. Fetch it again. The version before still answers."),
        "zip_members": _("%(file)s must hold one CSV file; it holds: %(names)s."),
        "parquet": _("%(file)s is no readable Parquet file. Fetch it again."),
        "damaged": _("%(file)s cannot be read at line %(line)s: it was cut or edited. Fetch it again."),
        "encoding": _(
            "%(file)s is not in UTF-8, as Insee’s files are (line %(line)s). Take the file of Insee as it is."
        ),
        "swapped": _("In %(file)s the columns %(names)s are swapped: nothing would lie in France. Rename them."),
        "history": _("%(file)s is a file of history or of links. StockEtablissement and StockUniteLegale are needed."),
        "unknown": _("%(file)s has not the header of a Sirene stock file."),
        "missing": _("%(file)s lacks the columns: %(names)s."),
    }[error.reason] % told


def invalid(error: CriteriaInvalid) -> str:
    return _("%(field)s: “%(value)s” is not possible.") % {"field": error.field, "value": error.value}


def unknown_place(text: str) -> str:
    return _("No commune is called “%(text)s”.") % {"text": text}


def unreadable(name: str) -> str:
    return _("%(file)s cannot be read.") % {"file": name}


def place(error: PlaceInvalid, text: str) -> str:
    """Says what was probably meant; nothing is corrected by itself."""
    meant = f"{error.meant.lat:.5f},{error.meant.lon:.5f}" if error.meant else ""
    return {
        "shape": _("“%(text)s” is no place: give a latitude and a longitude, as 45.76,4.84, or a commune."),
        "swapped": _("“%(text)s” gives the longitude first. Did you mean %(meant)s?"),
        "lambert": _("“%(text)s” is in Lambert 93 metres. In degrees that is %(meant)s."),
        "abroad": _("“%(text)s” is not in France."),
        "area": _("“%(text)s” holds no zone: one GeoJSON polygon is needed, of one ring."),
        "area_swapped": _("“%(text)s” gives the latitude first: GeoJSON says the longitude first."),
        "area_abroad": _("The zone of “%(text)s” is not in France."),
    }[error.reason] % {"text": text, "meant": meant}


def step(name: str, figures: dict[str, Any]) -> str:
    labels = {
        **_kinds(),
        "offered": _("who can be prospected"),
        "parts": _("what questions look at"),
    }
    rows = next((value for key, value in figures.items() if key != "seconds"), 0)
    refused_rows = figures.get(f"{name}_refused", 0)
    said = ngettext("%(what)s: %(total)s row in %(seconds)s s", "%(what)s: %(total)s rows in %(seconds)s s", rows) % {
        "what": labels[name],
        "total": number(rows),
        "seconds": number(figures["seconds"], 1),
    }
    if not refused_rows:
        return said
    left = ngettext(
        "%(count)d row has no number that can be read", "%(count)d rows have no number that can be read", refused_rows
    )
    return f"{said} ({left % {'count': refused_rows}})"


def loaded(about: About) -> Iterator[str]:
    yield _("Version %(id)s answers: Insee, Sirene, stock of %(day)s.") % {
        "id": about.id,
        "day": f"{about.day:%d/%m/%Y}",
    }
    yield _(
        "%(near)s establishments can be prospected, %(exact)s of them at their own address. %(known)s SIRETs are known."
    ) % {
        "near": number(about.counts.get("offered", 0)),
        "exact": number(about.counts.get("at_address", 0)),
        "known": number(about.counts.get("known", 0)),
    }
    yield _("Activity codes: %(codes)s.") % {
        "codes": ", ".join(f"{name or '?'} {number(count)}" for name, count in about.nomenclatures.items()) or "–"
    }


def count(found: Found) -> str:
    one = ngettext("%(count)d establishment fits.", "%(count)d establishments fit.", found.count) % {
        "count": found.count
    }
    return _("%(sentence)s Insee, Sirene, %(day)s.") % {"sentence": one, "day": f"{found.about.day:%d/%m/%Y}"}


def online(error: Any) -> str:
    """The sentence of an OnlineRefused."""
    return {
        "off": _("The online search is not switched on."),
        "silent": _("The API does not answer: no network, or it is down. Try again later, or use the local register."),
        "busy": _("The API asks to wait %(detail)s s: too many questions. Then search again."),
        "broken": _("The API gave an answer that cannot be read. Try again later, or use the local register."),
        "too_far": _("Online, a zone reaches 50 km at most: draw a smaller one, or choose départements."),
        "nomenclature": _("Online, activities are asked by NAF rév. 2 codes."),
        "activity": _("Online, activities are asked by whole codes, such as 43.22A; none begins with %(detail)s."),
        "asked": _("The API refuses the question: %(detail)s"),
    }[error.reason] % {"detail": error.detail}
