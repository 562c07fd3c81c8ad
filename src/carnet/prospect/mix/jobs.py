"""The long work of this room."""

from carnet.foundation.jobs.registry import job

from .launching import REVERT, RUN, run, run_back

job(RUN)(run)
job(REVERT)(run_back)
