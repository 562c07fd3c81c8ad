"""What the worker is given: the number of a job, nothing personal."""

from django_tasks import task

from .performing import perform


@task()
def run_job(job_id: int) -> None:
    perform(job_id)
