"""Pieces of a page that are drawn once: never another reader's, never another request's token or address."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from carnet.foundation.ui.templatetags.kept import Kept, pieces


class Counter:
    def __init__(self):
        self.drawn = 0

    def __str__(self):
        self.drawn += 1
        return f"drawn {self.drawn}"


@pytest.fixture(autouse=True)
def nothing_kept():
    pieces.clear()
    yield
    pieces.clear()


def show(template: str, **context: object) -> str:
    return Template(template).render(Context(context))


def test_a_piece_is_drawn_once_for_one_key_and_again_for_another():
    counter = Counter()
    page = '{% kept "menu" on reader %}{{ counter }}{% endkept %}'
    assert show(page, reader="bruno", counter=counter) == "drawn 1"
    assert show(page, reader="bruno", counter=counter) == "drawn 1"
    assert show(page, reader="alice", counter=counter) == "drawn 2"


def test_two_pieces_of_one_key_are_two():
    assert show('{% kept "a" %}A{% endkept %}{% kept "b" %}B{% endkept %}') == "AB"


def test_each_language_has_its_own():
    page = '{% kept "word" %}{% translate "Save" %}{% endkept %}'
    with translation.override("fr"):
        french = show(page)
    with translation.override("en"):
        assert (show(page), french) == ("Save", "Enregistrer")


def test_the_token_and_the_address_are_those_of_the_request():
    page = '{% kept "form" %}<form>{% csrf_token %}<input name="next" value="{{ page_path }}"></form>{% endkept %}'
    first = show(page, csrf_token="un-jeton", page_path="/e/nord/?q=a&b")
    second = show(page, csrf_token="un-autre", page_path='/e/nord/"><script>')
    assert 'value="un-jeton"' in first
    assert 'value="/e/nord/?q=a&amp;b"' in first
    assert 'value="un-autre"' in second
    assert "un-jeton" not in second
    assert "<script>" not in second


def test_what_is_used_least_goes_first():
    kept = Kept(most=2)
    kept.put("a", "A")
    kept.put("b", "B")
    assert kept.get("a") == "A"
    kept.put("c", "C")
    assert (kept.get("a"), kept.get("b"), kept.get("c"), len(kept)) == ("A", None, "C", 2)


def test_a_tag_written_wrong_is_refused():
    with pytest.raises(TemplateSyntaxError, match="kept"):
        Template('{% kept "menu" of reader %}{% endkept %}')


def test_two_readers_each_get_their_own_menus(alice_client, reader_client, bruno_client):
    """The pages themselves: nothing of the owner's menu or name reaches who reads after her."""
    for _ in range(2):
        owner = alice_client.get("/e/nord/").content.decode()
        rep = bruno_client.get("/e/nord/").content.decode()
        reads = reader_client.get("/e/nord/").content.decode()
        assert "Alice Martin" in owner
        assert "Alice Martin" not in reads.split('id="page"')[0]
        assert "/e/nord/import/" not in reads
        assert "Léa Roux" in reads
        assert "Bruno Petit" in rep
