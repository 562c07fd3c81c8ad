"""Notices of the BODACC: which ones speak against a record, in each shape that they come in."""

import io
import json
from contextlib import suppress
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from carnet.foundation.parties.services import create_company
from carnet.prospect.sourcing.models import Doubt
from carnet.prospect.sourcing.notices import Notice, NoticesUnreadable, Reading, from_text, latest, read
from carnet.prospect.sourcing.rules import DoubtKind

SIREN = "732829320"


def row(**more):
    return {
        "id": "A202600421234",
        "dateparution": "2026-10-20",
        "numeroannonce": 1234,
        "familleavis": "collective",
        "familleavis_lib": "Procédures collectives",
        "registre": ["732 829 320", "732829320"],
        "jugement": json.dumps(
            {
                "famille": "Jugement d'ouverture",
                "nature": "Jugement d'ouverture de liquidation judiciaire",
                "date": "2026-10-13",
            }
        ),
        "url_complete": "https://www.bodacc.fr/annonce/1234",
        **more,
    }


CSV = (
    "\ufeffid;dateparution;numeroannonce;familleavis;registre;jugement;url_complete\n"
    'A202600421234;2026-10-20;1234;collective;732 829 320,732829320;"{""nature"": '
    '""Jugement d\'ouverture de liquidation judiciaire"", ""date"": ""2026-10-13""}";https://www.bodacc.fr/annonce/1234\n'
)


@pytest.mark.parametrize(
    ("family", "nature", "kind"),
    [
        ("collective", "Jugement d'ouverture de liquidation judiciaire", DoubtKind.LIQUIDATION),
        ("collective", "Jugement de conversion en liquidation judiciaire", DoubtKind.LIQUIDATION),
        ("collective", "Jugement d'ouverture d'une procédure de redressement judiciaire", DoubtKind.INSOLVENCY),
        ("collective", "Jugement d'ouverture d'une procédure de sauvegarde", DoubtKind.INSOLVENCY),
        ("radiation", "", DoubtKind.STRUCK_OFF),
        ("vente", "", DoubtKind.SOLD),
        ("creation", "", None),
        ("dpc", "", None),
        ("modification", "", None),
    ],
)
def test_what_each_family_says(family, nature, kind):
    found = from_text(
        json.dumps([row(familleavis=family, jugement=json.dumps({"nature": nature}) if nature else None)])
    )
    assert [one.kind for one in found] == ([kind] if kind else [])


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([row()]),
        json.dumps([row()], indent=2),
        json.dumps({"total_count": 1, "results": [row()]}),
        json.dumps({"records": [{"fields": row()}]}),
        json.dumps(row()) + "\n" + "\n",
        CSV,
    ],
)
def test_each_shape_gives_the_same_notice(text):
    nature = "Jugement d'ouverture de liquidation judiciaire"
    url = "https://www.bodacc.fr/annonce/1234"
    assert from_text(text) == [Notice(SIREN, DoubtKind.LIQUIDATION, date(2026, 10, 13), nature, "A202600421234", url)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ("[{", "json"), ("\r0", "header"), ("nom;ville\nRoux;Lyon\n", "header"), ('{"a": \n', "json")],
)
def test_a_file_of_another_kind_is_refused(text, reason):
    with pytest.raises(NoticesUnreadable) as refused:
        from_text(text)
    assert refused.value.reason == reason


def test_a_bad_row_does_not_stop_the_others():
    reading = Reading()
    text = json.dumps([row(dateparution="hier", jugement=None), row(registre=[]), "rien", row()])
    assert len(list(read(io.StringIO(text), reading))) == 1
    assert (reading.rows, reading.bad) == (4, 3)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    with suppress(NoticesUnreadable):
        assert all(len(notice.siren) == 9 for notice in from_text(text))


def test_the_same_notice_twice_is_one_and_the_newest_comes_first():
    old = row(id="B1", jugement=json.dumps({"nature": "Redressement", "date": "2026-01-05"}))
    found = latest(from_text(json.dumps([old, row(), row()])))
    assert [one.key for one in found[SIREN]] == ["A202600421234", "B1"]


class TestCommand:
    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "annonces.json"
        path.write_text(json.dumps([row(), row(id="autre", registre=["552 100 554"])]))
        return path

    def test_flags_the_companies_concerned_once(self, alice, in_nord, path, capsys):
        company = create_company(member=alice, name="Clinique", siren=SIREN)
        call_command("bodacc", "load", str(path))
        call_command("bodacc", "load", str(path))
        doubt = Doubt.objects.get()
        assert (doubt.company, doubt.kind, doubt.source, doubt.is_grave) == (
            company,
            "liquidation",
            "BODACC, 13/10/2026",
            True,
        )
        out = capsys.readouterr().out
        assert "2 annonces lues. 1 concerne les fichiers et est nouvelle." in out
        assert "0 concerne" in out

    def test_a_file_that_cannot_be_read_is_said(self, db, tmp_path):
        path = tmp_path / "x.csv"
        path.write_text("nom;ville\n")
        with pytest.raises(CommandError, match="registre"):
            call_command("bodacc", "load", str(path))
        with pytest.raises(CommandError, match="Il n’y a pas de fichier"):
            call_command("bodacc", "load", str(tmp_path / "rien.csv"))
        with pytest.raises(CommandError, match="Aucun espace"):
            call_command("bodacc", "load", str(self.good(tmp_path)), "--workspace", "ailleurs")

    def good(self, tmp_path):
        path = tmp_path / "a.json"
        path.write_text(json.dumps([row()]))
        return path
