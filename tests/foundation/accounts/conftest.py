"""An account that can really sign in, and a mail server that really listens."""

import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from allauth.account.models import EmailAddress
from django.test import Client

from carnet.foundation.accounts.models import User

PASSWORD = "une phrase assez longue"


@pytest.fixture
def claire(db: None) -> User:
    user = User.objects.create_user("claire@example.org", PASSWORD, name="Claire Morand")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def confirmed(client: Client, path: str):
    """A page that asks for the password once more before it shows."""
    asked = client.get(path)
    assert asked.status_code == 302
    assert "/compte/reauthenticate/" in asked.url
    assert client.post(asked.url, {"password": PASSWORD}).status_code == 302
    return client.get(path)


class Postman(Message):
    def __init__(self) -> None:
        super().__init__()
        self.letters: list[EmailMessage] = []

    def handle_message(self, message: EmailMessage) -> None:
        self.letters.append(message)


@pytest.fixture
def postman(settings: object) -> Iterator[Postman]:
    """Mail goes through SMTP on a port of this machine."""
    handler = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler
    controller.stop()
