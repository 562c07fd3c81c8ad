"""The judge of French catalogues."""

from pathlib import Path

import polib
import pytest

from scripts import compile_messages, messages

NBSP, NARROW = "\u00a0", "\u202f"


def entry(
    msgid: str, msgstr: str, plural: str = "", plural_str: str = "", flags: list[str] | None = None
) -> polib.POEntry:
    if plural:
        return polib.POEntry(msgid=msgid, msgid_plural=plural, msgstr_plural={0: msgstr, 1: plural_str})
    return polib.POEntry(msgid=msgid, msgstr=msgstr, flags=flags or [])


@pytest.mark.parametrize(
    "good",
    [
        entry("Save", "Enregistrer"),
        entry("Are you sure?", f"Êtes-vous sûr{NARROW}?"),
        entry("Note: %(text)s", f"Note{NBSP}: %(text)s"),
        entry("At 9:30", "À 9:30"),
        entry('See <a href="%(url)s">this</a>', 'Voir <a href="%(url)s">ceci</a>'),
        entry("Separated by “;”", f"Séparé par «{NBSP};{NBSP}»"),
        entry("%(count)s sheet", "une fiche", "%(count)s sheets", "%(count)s fiches"),
        entry("Step %(step)s of %(steps)s", "Étape %(step)s sur %(steps)s"),
    ],
    ids=lambda good: good.msgid,
)
def test_a_well_set_entry_passes(good: polib.POEntry) -> None:
    assert list(messages.judge_entry(good)) == []


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (entry("Save", ""), "has no French"),
        (entry("Save", "Enregistrer", flags=["fuzzy"]), "is fuzzy"),
        (entry("%(count)s sheets", "%(count)s fiches"), "counts without ngettext"),
        (entry("%d sheets", "%d fiches"), "counts without ngettext"),
        (entry("file(s) read", "fichiers lus"), "counts without ngettext"),
        (entry("Hello %(name)s", "Bonjour %(nom)s"), "other placeholders"),
        (entry("Hello %(name)s", "Bonjour"), "other placeholders"),
        (entry("Sure?", "Sûr ?"), "narrow space"),
        (entry("Sure?", "Sûr?"), "narrow space"),
        (entry("Note: x", "Note : x"), "no-break space (U+00A0)"),
        (entry("The address", "L'adresse"), "’, not '"),
        (entry("“Quote”", "« Devis »"), "inside « »"),
        (entry("Wait", "Attendez..."), "three dots"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.msgstr,
)
def test_a_faulty_entry_is_told_its_fault(bad: polib.POEntry, fault: str) -> None:
    assert any(fault in told for told in messages.judge_entry(bad))


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> messages.Room:
    if not messages.has_gettext():
        pytest.skip("gettext is not installed; on Debian: apt-get install gettext")
    folder = tmp_path / "sell/closing"
    (folder / "screens").mkdir(parents=True)
    (folder / "apps.py").write_text("")
    (folder / "services.py").write_text('from x import gettext as _\nA = _("Quote sent — é")\n')
    (folder / "screens/list.html").write_text(
        "{% blocktranslate count n=n %}{{ n }} quote{% plural %}{{ n }} quotes{% endblocktranslate %}"
        '<c-button label="{% translate "Send" %}" />'
    )
    monkeypatch.setattr(messages, "SOURCES", tmp_path)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    return messages.Room(folder)


def test_a_room_gives_the_words_of_its_code_and_of_its_templates(room: messages.Room) -> None:
    assert sorted(found[1] for found in messages.extract(room)) == ["%(n)s quote", "Quote sent — é", "Send"]


def test_update_writes_a_sorted_catalogue_twice_the_same_and_keeps_the_french(room: messages.Room) -> None:
    known = {("", "Send", ""): entry("Send", "Envoyer")}
    assert messages.update(room, known) == 2
    first = room.catalogue.read_text()
    messages.update(room, {})
    assert room.catalogue.read_text() == first
    assert "#:" not in first
    assert "Date" not in first
    assert [one.msgid for one in polib.pofile(str(room.catalogue))] == ["%(n)s quote", "Quote sent — é", "Send"]
    assert messages.read(room)["", "Send", ""].msgstr == "Envoyer"


def test_check_tells_words_without_french_and_french_without_words(room: messages.Room) -> None:
    messages.update(room, {})
    (room.folder / "services.py").write_text('from x import gettext as _\nA = _("Quote won")\n')
    told = "\n".join(messages.judge(room))
    assert '"Quote won" is not in the catalogue' in told
    assert '"Quote sent — é" is in the catalogue and nowhere else' in told
    assert '"Send" has no French' in told


def test_the_same_words_in_two_rooms_say_the_same(room: messages.Room, tmp_path: Path) -> None:
    other = messages.Room(tmp_path / "sell/advice")
    other.folder.mkdir()
    (other.folder / "apps.py").write_text('A = _("Send")')
    messages.update(room, {("", "Send", ""): entry("Send", "Envoyer")})
    messages.update(other, {("", "Send", ""): entry("Send", "Expédier")})
    assert [told for told in messages.quarrels() if '"Send" is said in several ways' in told]


def test_compiling_leaves_fuzzy_words_out_and_happens_only_when_newer(tmp_path: Path) -> None:
    catalogue = tmp_path / "django.po"
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Send"\nmsgstr "Envoyer"\n\n#, fuzzy\nmsgid "Save"\nmsgstr "Sauver"\n'
    )
    assert compile_messages.is_stale(catalogue)
    compile_messages.compile_one(catalogue)
    assert not compile_messages.is_stale(catalogue)
    assert [one.msgid for one in polib.mofile(str(tmp_path / "django.mo"))] == ["Send"]
