from django.urls import path

from . import views

app_name = "catalogue"

urlpatterns = [
    path("catalogue/", views.products, name="products"),
    path("catalogue/nouveau/", views.create, name="create"),
    path("catalogue/<int:pk>/", views.product, name="product"),
    path("catalogue/<int:pk>/modifier/", views.edit, name="edit"),
    path("catalogue/<int:pk>/prix/", views.price, name="price"),
    path("catalogue/<int:pk>/vente/", views.sale, name="sale"),
]
