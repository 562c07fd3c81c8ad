"""From an address to a workspace: resolved once, its scope open for the whole view."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django_scopes import scope

from .queries import place_of

View = Callable[..., HttpResponseBase]

LAST_WORKSPACE = "workspace"
"""The cookie that takes a person back to the workspace they used last."""
YEAR = 365 * 24 * 3600


class WorkspaceMiddleware:
    """Set `request.member` and `request.workspace` from `/e/<workspace>/`; open that scope and time zone.

    A workspace that does not exist and one where the user has no place both answer 404. Costs one query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.member = request.workspace = None
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        slug = kwargs.pop("workspace", None)
        if slug is None or not request.user.is_authenticated:
            return None
        member = place_of(request.user.pk, str(slug))
        if member is None:
            raise Http404
        member.user = request.user
        request.member, request.workspace = member, member.workspace
        with scope(workspace=member.workspace), timezone.override(member.workspace.time_zone):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        if request.COOKIES.get(LAST_WORKSPACE) != slug:
            secure = request.is_secure()
            response.set_cookie(LAST_WORKSPACE, str(slug), max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
        return response
