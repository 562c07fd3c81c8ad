"""The addresses for programs: the key names the workspace."""

from django.urls import include, path

from carnet.api.v1.server import addresses

urlpatterns = [path("api/v1/", include((addresses(), "api_v1")))]
