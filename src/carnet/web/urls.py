"""Every address. A room's own stand in its `screens/urls.py`, all under its workspace."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from .home import home
from .preferences import theme


def rooms() -> URLResolver:
    """The addresses of each room that has screens, all under `/e/<workspace>/`, which is read once."""
    screens = [
        path("", include(f"{room}.screens.urls"))
        for room in settings.ROOMS
        if (settings.SOURCE_DIR.parent / room.replace(".", "/") / "screens/urls.py").exists()
    ]
    return path("e/<slug:workspace>/", include(screens))


def outside() -> list[URLResolver]:
    """The addresses of each room that need no workspace: a room keeps them in its `screens/outside.py`."""
    return [
        path("", include(f"{room}.screens.outside"))
        for room in settings.ROOMS
        if (settings.SOURCE_DIR.parent / room.replace(".", "/") / "screens/outside.py").exists()
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("theme/", theme, name="theme"),
    path("langue/", login_not_required(set_language), name="set_language"),
    path("compte/", include("allauth.urls")),
    *outside(),
    rooms(),
]

handler403 = "carnet.web.errors.forbidden"
handler404 = "carnet.web.errors.not_found"
