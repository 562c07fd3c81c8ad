"""The components and the shell: what they write, what they never write, and that both themes can be read."""

import gzip
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from carnet.web.screens.showcase import ShowcaseForm
from carnet.web.templatetags.shell import initials

WEB = settings.SOURCE_DIR / "web"
CSS = WEB / "static/carnet/carnet.css"
COTTON = sorted((WEB / "templates/cotton").glob("*.html"))
SCRIPTS = sorted((WEB / "static/carnet/js").glob("*.js"))
TEMPLATES = sorted([*(WEB / "templates").rglob("*.html"), *(WEB / "screens/templates").rglob("*.html")])
AA_TEXT, AA_SHAPE = 4.5, 3.0


def rendered(source: str, **context: object) -> str:
    request = RequestFactory().get("/e/nord/composants/?sort=-name&page=2")
    with translation.override("fr"):
        return Template(compiled(source)).render(Context({"request": request, "icons": "/i.svg", **context}))


def compiled(source: str) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    return CottonCompiler().process(source)


class Page(HTMLParser):
    """Tags with their attributes, and the ids and classes of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if attrs.get("id")]

    @property
    def classes(self) -> set[str]:
        return {one for _, attrs in self.tags for one in (attrs.get("class") or "").split()}


@pytest.fixture
def showcase(alice_client: Client) -> Page:
    return Page(alice_client.get("/e/nord/composants/").content.decode())


# The showcase.


def test_the_showcase_shows_every_component() -> None:
    shown = (WEB / "screens/templates/web/components.html").read_text()
    inside_others = {"field", "dialog_part"}
    missing = [
        path.stem
        for path in COTTON
        if f"<c-{path.stem.replace('_', '-')}" not in shown and path.stem not in inside_others
    ]
    assert missing == []


def test_the_showcase_writes_no_id_twice(showcase: Page) -> None:
    assert sorted(showcase.ids) == sorted(set(showcase.ids))


def test_every_reference_to_an_id_finds_it(showcase: Page) -> None:
    named = ("aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "for", "data-opens")
    wanted = {one for _, attrs in showcase.tags for name in named for one in (attrs.get(name) or "").split()}
    assert wanted - set(showcase.ids) == set()


def test_every_class_of_the_showcase_stands_in_the_stylesheet(showcase: Page) -> None:
    known = set(re.findall(r"\.(-?[a-zA-Z][\w-]*)", CSS.read_text()))
    # The plain look of a button and of a mark, and what Django itself writes.
    assert showcase.classes - known - {"plain", "missing", "errorlist", "nonfield"} == set()


def test_a_refused_form_answers_422_and_shows_its_errors(alice_client: Client) -> None:
    answer = alice_client.post("/e/nord/composants/", {"name": "", "city": "Vilurbane"})
    assert answer.status_code == 422
    assert "Vilurbane" in answer.content.decode()


def test_a_stranger_finds_nothing(stranger_client: Client) -> None:
    assert stranger_client.get("/e/nord/composants/").status_code == 404


# What a template or a script may never hold.


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_an_unsafe_policy(path: Path) -> None:
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on", text)
    # A block of JSON is data: no browser runs it, and no policy refuses it.
    assert not re.search(r"<script(?![^>]*(\ssrc=|\stype=\"application/json\"))", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_evaluates_or_speaks(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|document\.write", text)
    # Words belong to templates, where they are translated.
    assert not re.search(r"(textContent|ariaLabel)\s*=\s*[\"'`][A-Za-z]", text)
    # Under hashed names a module imported by its plain name would run twice.
    assert not re.search(r"^\s*import\s", text, flags=re.MULTILINE)


@pytest.mark.parametrize("path", COTTON, ids=lambda path: path.name)
def test_every_component_says_what_it_takes(path: Path) -> None:
    assert path.read_text().startswith("{% comment %}")


def test_the_stylesheet_weighs_under_20_kilobytes() -> None:
    assert len(gzip.compress(CSS.read_bytes(), 9)) < 20_000


# Both themes can be read (WCAG 2.2, 1.4.3 and 1.4.11).


def tokens() -> dict[str, tuple[str, str]]:
    return {
        name: (light, dark)
        for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", CSS.read_text())
    }


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    *[(text, ground, AA_TEXT) for text in ("ink", "ink-2", "ink-3", "blue") for ground in ("paper", "sheet", "rule-2")],
    *[(tone, ground, AA_TEXT) for tone in ("ok", "warn", "bad") for ground in ("paper", "sheet", f"{tone}-soft")],
    ("ink", "blue-soft", AA_TEXT),
    ("ink-2", "blue-soft", AA_TEXT),
    ("ink-3", "blue-soft", AA_TEXT),
    ("blue", "blue-soft", AA_TEXT),
    ("on-blue", "blue", AA_TEXT),
    ("on-blue", "blue-2", AA_TEXT),
    ("edge", "sheet", AA_SHAPE),
    ("edge", "paper", AA_SHAPE),
    ("margin", "paper", AA_SHAPE),
]


@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(text: str, ground: str, least: float, theme: int) -> None:
    colours = tokens()
    assert contrast(colours[text][theme], colours[ground][theme]) >= least


# Components, one by one.


def test_a_button_with_an_address_is_a_link() -> None:
    page = Page(rendered('<c-button href="/x/" tone="go" hx-get="/x/" kbd="N">Devis</c-button>'))
    (link,) = page.all("a")
    assert (link["href"], link["class"], link["hx-get"], link["data-shortcut"]) == ("/x/", "btn go", "/x/", "n")
    assert page.all("button") == []


def test_a_button_escapes_what_a_user_wrote() -> None:
    html = rendered('<c-button title="{{ name }}">{{ name }}</c-button>', name='"><script>alert(1)</script>')
    assert "<script" not in html


def test_an_icon_alone_bears_its_name() -> None:
    (button,) = Page(rendered('<c-button icon="more" label="Plus" />')).all("button")
    assert button["aria-label"] == "Plus"
    assert "square" in str(button["class"])


def field_of(name: str, data: dict[str, str] | None = None) -> Page:
    return Page(rendered('<c-field :field="field" />', field=ShowcaseForm(data)[name]))


def test_a_field_ties_label_help_and_error_to_its_input() -> None:
    page = field_of("name", {"name": ""})
    (box,) = page.all("input")
    (label,) = page.all("label")
    assert label["for"] == box["id"]
    assert box["aria-invalid"] == "true"
    assert str(box["aria-describedby"]).split() == ["id_name_helptext", "id_name_error"]
    assert set(str(box["aria-describedby"]).split()) <= set(page.ids)


@pytest.mark.parametrize(
    ("name", "tag"),
    [("city", "input"), ("size", "select"), ("notes", "textarea"), ("met_on", "input"), ("agrees", "input")],
)
def test_each_kind_of_field_has_a_label(name: str, tag: str) -> None:
    page = field_of(name)
    assert page.all("label")[0]["for"] == page.all(tag)[0]["id"]


@pytest.mark.parametrize("name", ["mood", "channels"])
def test_choices_stand_in_a_fieldset_with_a_legend(name: str) -> None:
    page = field_of(name)
    assert len(page.all("fieldset")) == len(page.all("legend")) == 1


def test_only_what_may_stay_empty_says_so() -> None:
    assert "facultatif" in rendered('<c-field :field="field" />', field=ShowcaseForm()["email"])
    assert "facultatif" not in rendered('<c-field :field="field" />', field=ShowcaseForm()["name"])


def test_a_hidden_field_shows_nothing() -> None:
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    page = Page(rendered('<c-field :field="field" />', field=Hidden()["token"]))
    assert page.all("label") == []


def test_a_sorted_column_says_which_way_and_turns_round() -> None:
    page = Page(
        rendered(
            '<table><tr><c-th key="name" sort="-name">Nom</c-th><c-th key="city" sort="-name">V</c-th></tr></table>'
        )
    )
    name, city = page.all("th")
    assert name["aria-sort"] == "descending"
    assert "aria-sort" not in city
    assert [link["href"] for link in page.all("a")] == ["?sort=name", "?sort=city"]


@pytest.mark.parametrize(
    ("value", "width"), [(Decimal("41.5"), "41.5%"), (0, "0%"), (-3, "0%"), (140, "100%"), (100, "100%")]
)
def test_a_bar_writes_figures_that_a_browser_reads(value: object, width: str) -> None:
    page = Page(rendered('<c-bar :value="value" tick="73" label="x" />', value=value))
    _, fill, tick = page.all("rect")
    assert (fill["width"], tick["x"]) == (width, "73%")
    assert page.all("svg")[0]["aria-label"] == "x"


def test_an_inline_cell_is_a_link_to_the_edit_page_without_javascript() -> None:
    source = (
        '<c-inline-cell name="phone" url="/save/" edit="/edit/" label="Téléphone" raw="{{ raw }}">04 72</c-inline-cell>'
    )
    (link,) = Page(rendered(source, raw='+33"4')).all("a")
    assert (link["href"], link["data-inline"], link["data-raw"]) == ("/edit/", "/save/", '+33"4')


def test_a_fact_without_a_value_shows_a_dash() -> None:
    assert "—" in rendered('<c-fact label="SIRET"></c-fact>')


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Claire Morand", "CM"),
        ("Jean-Pierre de la Tour", "JT"),
        ("sam.roux@example.org", "SR"),
        ("Élan", "É"),
        ("", ""),
    ],
)
def test_initials_are_two_letters_at_most(name: str, letters: str) -> None:
    assert initials(name) == letters


# The theme.


def test_the_theme_of_the_cookie_is_there_from_the_first_paint(alice_client: Client) -> None:
    alice_client.cookies["theme"] = "dark"
    assert ' data-theme="dark"' in alice_client.get("/e/nord/composants/").content.decode()


@pytest.mark.parametrize("value", ["", "pink", '"><script>'])
def test_any_other_theme_is_the_system_s(alice_client: Client, value: str) -> None:
    alice_client.cookies["theme"] = value
    assert "data-theme=" not in alice_client.get("/e/nord/composants/").content.decode().split("<head>")[0]


@pytest.mark.parametrize(("sent", "kept"), [("dark", "dark"), ("light", "light"), ("", ""), ("pink", "")])
def test_without_javascript_the_theme_is_kept_by_a_form(client: Client, db: None, sent: str, kept: str) -> None:
    answer = client.post(reverse("theme"), {"theme": sent, "next": "/compte/login/"})
    assert (answer.status_code, answer["Location"]) == (303, "/compte/login/")
    assert answer.cookies["theme"].value == kept


def test_the_theme_never_sends_to_another_site(client: Client, db: None) -> None:
    assert client.post(reverse("theme"), {"theme": "dark", "next": "https://example.org/"})["Location"] == "/"


def test_the_language_is_changed_before_signing_in_too(client: Client, db: None) -> None:
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/compte/login/"})
    assert answer["Location"] == "/compte/login/"
    assert '<html lang="en"' in client.get("/compte/login/").content.decode()


def test_the_showcase_shows_its_own_margin_and_lends_it_to_no_other_page(alice_client: Client) -> None:
    for _ in range(2):
        assert "C.15.4" in alice_client.get("/e/nord/composants/").content.decode()
        assert "C.15.4" not in alice_client.get("/e/nord/travaux/").content.decode()
