"""What a program is told when something cannot be done: a code for it, a sentence for whoever reads its log."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from carnet.foundation.parties.custom import RequiredMissing
from carnet.foundation.parties.rules import PartyInvalid
from carnet.foundation.ui.screens import MissingPermission
from carnet.foundation.workspaces.permissions import Role, roles_with
from carnet.grow.customer_file.refusals import refusal


class Problem(Schema):
    """`fields`: a sentence for each field that is wrong. `details`: what helps to mend it."""

    code: str
    message: str
    fields: dict[str, str] = {}
    details: Any = None


class Refused(Exception):
    """An answer of its own status, code and sentence."""

    def __init__(
        self, status: int, code: str, message: str, *, fields: Mapping[str, str] | None = None, details: Any = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.problem = problem(code, message, fields=fields, details=details)


class ReadOnly(Exception):
    """A key that may only read was to change something."""


PROBLEMS = frozenset({400, 401, 403, 404, 409, 422, 429})


def problem(code: str, message: str, *, fields: Mapping[str, str] | None = None, details: Any = None) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": dict(fields or {}), "details": details}


def too_often() -> HttpResponse:
    told = problem("too_often", _("This key asks too often: wait a few seconds, then ask again."))
    return JsonResponse(told, status=429, headers={"Retry-After": "5"})


def install(api: NinjaAPI) -> None:
    """Every refusal in one shape; anything unforeseen stays a 500 without its cause."""

    @api.exception_handler(Refused)
    def _refused(_request: HttpRequest, error: Refused) -> HttpResponse:
        return JsonResponse(error.problem, status=error.status)

    @api.exception_handler(AuthenticationError)
    def _unknown(_request: HttpRequest, _error: Exception) -> HttpResponse:
        message = _("A standing key is needed, in this header: %(header)s") % {
            "header": "Authorization: Bearer carnet_…"
        }
        headers = {"WWW-Authenticate": 'Bearer realm="Carnet"'}
        return JsonResponse(problem("unauthenticated", message), status=401, headers=headers)

    @api.exception_handler(ReadOnly)
    def _read_only(_request: HttpRequest, _error: Exception) -> HttpResponse:
        message = _("This key may only read: make one that may also write.")
        return JsonResponse(problem("read_only_key", message), status=403)

    @api.exception_handler(MissingPermission)
    def _forbidden(_request: HttpRequest, error: MissingPermission) -> HttpResponse:
        roles = [str(Role(role).label) for role in roles_with(error.permission)]
        message = _("Your role does not allow this. It takes: %(roles)s.") % {"roles": ", ".join(roles)}
        return JsonResponse(problem("forbidden", message, details={"permission": str(error.permission)}), status=403)

    @api.exception_handler(Http404)
    def _missing(_request: HttpRequest, _error: Exception) -> HttpResponse:
        return JsonResponse(problem("not_found", _("There is no such record in this workspace.")), status=404)

    @api.exception_handler(PartyInvalid)
    def _invalid(_request: HttpRequest, error: PartyInvalid) -> HttpResponse:
        message = refusal(error, error.field)
        missing = [one.code for one in error.missing] if isinstance(error, RequiredMissing) else None
        told = problem("invalid", message, fields={error.field: message}, details=missing)
        return JsonResponse(told, status=422)

    @api.exception_handler(ValidationError)
    def _malformed(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {".".join(str(part) for part in one["loc"][1:]) or "body": _said(one) for one in error.errors}
        message = _("%(names)s: see “fields”.") % {"names": ", ".join(fields)}
        return JsonResponse(problem("invalid", message, fields=fields), status=422)

    @api.exception_handler(HttpError)
    def _other(_request: HttpRequest, error: HttpError) -> HttpResponse:
        message = _("This is not JSON as it should be written: %(why)s") % {"why": error.message}
        return JsonResponse(problem("malformed", message), status=error.status_code)


def _said(one: Mapping[str, Any]) -> str:
    """A sentence for what the reader of JSON found wrong; its own words where we have none."""
    if one["type"] == "extra_forbidden":
        return _("There is no such field here.")
    if one["type"] == "missing":
        return _("This field is needed.")
    if one["type"] == "string_too_long":
        return _("Too long: write at most %(total)s letters.") % {"total": one["ctx"]["max_length"]}
    return str(one["msg"])
