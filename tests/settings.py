"""The settings of Carnet with the two guards that must be in place before Django is set up."""

from carnet.settings import *  # noqa: F403
from carnet.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES
from tests.guards import Undefined

INSTALLED_APPS = ["zeal", *INSTALLED_APPS]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True
# An address without which no row is read twice for each of its neighbours; each exception says why it is none.
ZEAL_ALLOWLIST = [
    # Django and allauth read the session twice when signing in gives it a new key: two reads, whatever the number of rows.
    {"model": "sessions.Session", "field": "get()"},
    # allauth asks for the address to confirm once to show it and once to send to it, from one line of its own.
    {"model": "account.EmailAddress", "field": "get()"},
]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
