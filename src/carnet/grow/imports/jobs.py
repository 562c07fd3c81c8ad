"""The long work of this room."""

from carnet.foundation.jobs.registry import job

from . import checking, reverting, running

job("imports.check")(checking.run)
job("imports.run")(running.run)
job("imports.revert")(reverting.run)
