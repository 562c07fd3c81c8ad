import pytest

from carnet.foundation.documents.rendering import Template


@pytest.fixture
def template():
    return Template("test.letter", "/foundation/documents/typst/letter.typ", 1)


@pytest.fixture
def data():
    return {
        "language": "fr",
        "title": "Lettre",
        "date": [2026, 11, 23],
        "draft": None,
        "words": {},
        "seller": {
            "name": "Ateliers du Nord",
            "legal": "Ateliers du Nord SAS",
            "color": "#1f46b4",
            "on_color": "#ffffff",
            "word_color": "#1f46b4",
            "contact": ["1 rue du Port", "59000 Lille"],
        },
        "body": [["Voulez-vous venir ?"]],
    }
