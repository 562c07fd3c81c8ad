import base64
import json
import os
import subprocess
import sys

import pytest

from carnet.foundation.documents import logo, rendering
from carnet.foundation.documents.rendering import CannotRender, Template

LETTER = Template("test.letter", "/foundation/documents/typst/letter.typ", 1)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_the_same_data_give_the_same_bytes_in_another_process(data, tmp_path):
    here = rendering.render(LETTER, data)
    program = (
        "import django, hashlib, json, sys; django.setup();"
        "from carnet.foundation.documents.rendering import Template, render;"
        "data = json.loads(sys.stdin.read());"
        f"sys.stdout.buffer.write(render(Template('test.letter', {LETTER.path!r}, 1), data))"
    )
    there = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(data).encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": "src", "DJANGO_SETTINGS_MODULE": "carnet.settings"},
    ).stdout
    assert here == there
    assert here.startswith(b"%PDF-")


def test_an_archival_pdf_says_so(data):
    assert b"pdfaid:part" in rendering.render(LETTER, data)
    assert b"pdfaid:part" not in rendering.render(LETTER, data, standard=None)


def test_a_logo_is_drawn_and_a_broken_one_is_left_out(data, caplog):
    plain = rendering.render(LETTER, data)
    assert rendering.render(LETTER, data, logo=PIXEL) != plain
    assert rendering.render(LETTER, data, logo=b"<svg/>") == plain


def test_sizes_are_read_from_the_picture():
    assert logo.size_of(PIXEL) == (1, 1)
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x20\x00\x40rest"
    assert logo.size_of(jpeg) == (64, 32)
    for bad in (b"", b"GIF89a", logo.PNG, b"\xff\xd8\xff\xe0\x00\x04ab", b"\xff\xd8ab", logo.PNG + bytes(40)):
        with pytest.raises(logo.BadLogo):
            logo.size_of(bad)


def test_data_that_the_template_refuses_is_a_named_failure(data):
    with pytest.raises(CannotRender, match=r"test\.letter"):
        rendering.render(LETTER, {**data, "date": "yesterday"})
