"""Every address of the interface, its own description at `openapi.json`."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern
from ninja import NinjaAPI

from . import companies, errors, house, opportunities, people

api = NinjaAPI(
    title="Carnet",
    version="1",
    description="The customer file and the deals of one workspace, for the programs of its members.",
    urls_namespace="api_v1",
    # The usual pages that show a description load their scripts from elsewhere.
    docs_url=None,
)
errors.install(api)
api.add_router("", house.router)
api.add_router("/companies", companies.router)
api.add_router("/people", people.router)
api.add_router("/opportunities", opportunities.router)


def addresses() -> list[URLPattern]:
    """No session opens them, hence no sign-in page either: a key does."""
    patterns, _app, _space = api.urls
    for pattern in patterns:
        pattern.callback = login_not_required(pattern.callback)
    return list(patterns)
