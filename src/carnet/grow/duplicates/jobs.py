"""The long work of this room."""

from carnet.foundation.jobs.registry import job

from . import searching

job("duplicates.search")(searching.run)
