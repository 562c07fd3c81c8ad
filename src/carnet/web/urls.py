"""Every address. A room's own stand in its `screens/urls.py`, all under its workspace."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path


def rooms() -> list[URLResolver]:
    """The addresses of each room that has screens, all under `/e/<workspace>/`."""
    return [
        path("e/<slug:workspace>/", include(f"{room}.screens.urls"))
        for room in settings.ROOMS
        if (settings.SOURCE_DIR.parent / room.replace(".", "/") / "screens/urls.py").exists()
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("compte/", include("allauth.urls")),
    *rooms(),
]
