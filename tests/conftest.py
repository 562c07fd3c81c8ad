"""The people of every test: Alice owns the workspace, Bruno sells in it, a stranger has another one."""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.utils import translation
from django_scopes import scope
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from carnet.foundation.accounts.models import User
from carnet.foundation.audit.consultations import forget_told
from carnet.foundation.workspaces.models import Membership, Workspace
from carnet.foundation.workspaces.permissions import Role
from tests import guards

guards.stay_here()
guards.shuffle_the_unordered()
# A busy machine makes examples slowly and runs them slowly: that says nothing of the code.
settings.register_profile("carnet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("carnet")

PASSWORD = "un mot de passe de test"


def person(email: str, name: str) -> User:
    user = User(email=email, name=name)
    # A cheap hash: these tests are not about passwords.
    user.password = "pbkdf2_sha256$1$x$"
    user.save()
    return user


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """PostgreSQL removes no database that somebody still looks at: a killed worker's session may outlive its test."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(autouse=True)
def _in_french() -> None:
    """Whatever language a test before left active: tests run in any order."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture
def nord(db: None) -> Workspace:
    return Workspace.objects.create(slug="nord", name="Ateliers du Nord")


@pytest.fixture
def sud(db: None) -> Workspace:
    return Workspace.objects.create(slug="sud", name="Ateliers du Sud")


@pytest.fixture
def alice(nord: Workspace) -> Membership:
    user = person("alice@example.org", "Alice Martin")
    return Membership.objects.create(workspace=nord, user=user, role=Role.MANAGER, is_owner=True)


@pytest.fixture
def bruno(nord: Workspace) -> Membership:
    return Membership.objects.create(workspace=nord, user=person("bruno@example.org", "Bruno Petit"), role=Role.REP)


@pytest.fixture
def reader(nord: Workspace) -> Membership:
    return Membership.objects.create(workspace=nord, user=person("lea@example.org", "Léa Roux"), role=Role.READER)


@pytest.fixture
def stranger(sud: Workspace) -> Membership:
    user = person("stranger@example.org", "Sam Étranger")
    return Membership.objects.create(workspace=sud, user=user, role=Role.MANAGER, is_owner=True)


@pytest.fixture
def in_nord(nord: Workspace) -> Iterator[Workspace]:
    """The scope of Nord is open for the whole test."""
    with scope(workspace=nord):
        yield nord


def signed_in(member: Membership) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def alice_client(alice: Membership) -> Client:
    return signed_in(alice)


@pytest.fixture
def bruno_client(bruno: Membership) -> Client:
    return signed_in(bruno)


@pytest.fixture
def reader_client(reader: Membership) -> Client:
    return signed_in(reader)


@pytest.fixture
def stranger_client(stranger: Membership) -> Client:
    return signed_in(stranger)


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    """What a process has already written to the log of looks went back with the test before."""
    forget_told()
