"""What an address of the interface asks of the key."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from carnet.foundation.ui.screens import MissingPermission
from carnet.foundation.workspaces.permissions import Permission

from .errors import ReadOnly


class Key(HttpBearer):
    """A standing key whose member has `permission`, and which may also write where it `writes`."""

    def __init__(self, permission: Permission | None = None, *, writes: bool = False) -> None:
        super().__init__()
        self.permission, self.writes = permission, writes

    def authenticate(self, request: HttpRequest, _token: str) -> Any:
        key = request.api_key
        if key is None:
            return None
        for needed in filter(None, (Permission.API_USE, self.permission)):
            if not request.member.may(needed):
                raise MissingPermission(needed)
        if self.writes and key.is_read_only:
            raise ReadOnly
        return key
