"""Sessions in the database, read by a prepared query: every request begins with one."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from carnet.prepared import Prepared

_live = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key=str, now=datetime)


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> Session | None:
        found: Session | None = _live.instance(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
