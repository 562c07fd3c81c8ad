"""What an importer says of an ordinary list of their own."""

from datetime import date

from carnet.grow.imports.rules.origins import Statement
from carnet.grow.imports.telling import tell_origin

OWN = Statement("own", collected_on=date(2026, 11, 3), basis="interest", notice="collection")


def own_list(member, file):
    tell_origin(member=member, file=file, said=OWN)
    return file
