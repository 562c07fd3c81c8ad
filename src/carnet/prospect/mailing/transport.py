"""One conversation with a mail server, cut where it matters: everything but the last dot, then the dot.

Until the dot (RFC 5321, 4.1.1.4) the server must drop the message if we vanish; after it, only its answer tells.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from .models import MailSettings

TIMEOUT = 20
"""Seconds for each answer; less than a worker's lease."""
PER_CONNECTION = 100


class End(StrEnum):
    """`hard`: the address is dead. `later`: try again. `refused`: this message, for good. `unknown`: the dot was sent
    and nothing came back. `lost`: another worker has the row. The rest stops the whole mailing."""

    SENT = "sent"
    HARD = "hard"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    LOST = "lost"
    LOGIN = "login"
    SENDER = "sender"
    TLS = "tls"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Outcome:
    end: End
    said: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """How to reach a server. `security`: starttls, tls or none."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, settings: MailSettings, password: str) -> Self:
        return cls(settings.host, settings.port, settings.security, settings.user, password)


class Refused(Exception):
    """The conversation cannot go on: what to do is in the outcome."""

    def __init__(self, end: End, said: object = "") -> None:
        self.outcome = Outcome(end, _plain(said))
        super().__init__(self.outcome.said)


def _plain(said: object) -> str:
    """What a server said, on one line; never a password, for it is only ever asked for."""
    if isinstance(said, tuple) and len(said) == 2:
        said = f"{said[0]} {said[1].decode(errors='replace') if isinstance(said[1], bytes) else said[1]}"
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:300]


class Line:
    """A connection kept for several messages. Use as a context; `deliver` opens it when needed."""

    def __init__(self, account: Account, hello: str) -> None:
        self.account = account
        self.hello = hello or "localhost"
        self.smtp: smtplib.SMTP | None = None
        self.used = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def open(self) -> smtplib.SMTP:
        """Raises Refused."""
        if self.smtp is not None and self.used < PER_CONNECTION:
            return self.smtp
        self.close()
        try:
            self.smtp = self._connected()
        except smtplib.SMTPAuthenticationError as error:
            temporary = 400 <= error.smtp_code < 500
            raise Refused(End.DOWN if temporary else End.LOGIN, (error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            raise Refused(End.TLS, error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Refused(End.DOWN, error) from error
        return self.smtp

    def _connected(self) -> smtplib.SMTP:
        one, safe = self.account, ssl.create_default_context()
        kind: Any = smtplib.SMTP_SSL if one.security == MailSettings.Security.TLS else smtplib.SMTP
        more = {"context": safe} if kind is smtplib.SMTP_SSL else {}
        smtp: smtplib.SMTP = kind(one.host, one.port, local_hostname=self.hello, timeout=TIMEOUT, **more)
        try:
            smtp.ehlo_or_helo_if_needed()
            if one.security == MailSettings.Security.STARTTLS:
                smtp.starttls(context=safe)
                smtp.ehlo()
            if one.user:
                smtp.login(one.user, one.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def close(self) -> None:
        if self.smtp is not None:
            smtp, self.smtp, self.used = self.smtp, None, 0
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def drop(self) -> None:
        """Let go at once, without a word: what was begun is void."""
        if self.smtp is not None:
            self.smtp.close()
            self.smtp, self.used = None, 0

    def deliver(
        self, sender: str, readers: Sequence[str], content: bytes, *, before_dot: Callable[[], bool]
    ) -> Outcome:
        """Hand one message over. `before_dot` writes down durably that the dot follows; False stops before it."""
        try:
            smtp = self.open()
        except Refused as error:
            return error.outcome
        self.used += 1
        try:
            if refusal := _envelope(smtp, sender, readers):
                smtp.rset()
                return refusal
            smtp.send(_dotted(content))
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            return Outcome(End.DOWN, _plain(error))
        if not before_dot():
            self.drop()
            return Outcome(End.LOST)
        return self._finish(smtp)

    def _finish(self, smtp: smtplib.SMTP) -> Outcome:
        try:
            smtp.send(b".\r\n")
            answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            return Outcome(End.UNKNOWN, _plain(error))
        if answer[0] == 421:
            self.drop()
        if 200 <= answer[0] < 300:
            return Outcome(End.SENT, _plain(answer))
        return Outcome(End.LATER if answer[0] < 500 else End.REFUSED, _plain(answer))


def _envelope(smtp: smtplib.SMTP, sender: str, readers: Sequence[str]) -> Outcome | None:
    """MAIL, RCPT and DATA; what stood in the way, if anything. The first reader is the one who counts."""
    answer = smtp.mail(sender)
    if answer[0] != 250:
        return Outcome(End.SENDER if answer[0] >= 500 else End.LATER, _plain(answer))
    for number, reader in enumerate(readers):
        answer = smtp.rcpt(reader)
        if answer[0] not in {250, 251, 252}:
            if number:
                return Outcome(End.SENDER if answer[0] >= 500 else End.LATER, _plain(answer))
            return Outcome(_of_reader(*answer), _plain(answer))
    smtp.putcmd("data")
    answer = smtp.getreply()
    if answer[0] != 354:
        return Outcome(End.LATER if answer[0] < 500 else End.REFUSED, _plain(answer))
    return None


def _of_reader(code: int, said: bytes) -> End:
    """What a refusal of the address means: 5.1.x names a dead one, other 5xx may be a rule of the server (RFC 3463)."""
    if code < 500:
        return End.LATER
    status = re.match(rb"\s*5\.(\d+)\.\d+", said)
    return End.HARD if status is None or status[1] in {b"1", b"2"} else End.REFUSED


def _dotted(content: bytes) -> bytes:
    """Lines as SMTP wants them, a dot at their beginning doubled (RFC 5321, 4.5.2), the last one ended."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def hello_name(public_url: str) -> str:
    host = re.sub(r"^https?://", "", public_url).split("/")[0].split(":")[0]
    return host or socket.gethostname()
