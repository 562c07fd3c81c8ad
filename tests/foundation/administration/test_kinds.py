"""The history's rooms have words."""

from carnet.foundation.administration.screens.kinds import KINDS
from carnet.foundation.audit.sentences import written_codes


def test_every_room_that_writes_in_the_history_is_named_in_words() -> None:
    rooms = {code.partition(".")[0] for code in written_codes()}
    assert rooms - KINDS.keys() == set()
    assert {"parties", "tours"} <= rooms
