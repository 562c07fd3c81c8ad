"""A file goes in by the room's own services."""

from pathlib import Path

import pytest

from carnet.grow.imports.services import choose, launch, receive, verify
from tests.lists import own_list

SHARED = Path(__file__).resolve().parents[4] / "shared/data"


@pytest.fixture
def shared():
    """The bytes of a reference file, which not every machine has."""

    def read(name):
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"{name} is not on this machine")
        return path.read_bytes()

    return read


@pytest.fixture
def bring_in():
    def through(member, data, name="clients.csv", policy="skip", targets=None, **choices):
        if isinstance(data, str):
            data = data.encode()
        file = own_list(member, receive(member=member, name=name, chunks=[data]))
        mapping = [(targets or {}).get(header, to) for header, to in zip(file.headers, file.mapping, strict=True)]
        choose(member=member, file=file, mapping=mapping, **choices)
        verify(member=member, file=file)
        launch(member=member, file=file, policy=policy)
        assert file.job.state == "done", file.job.message
        return file

    return through
