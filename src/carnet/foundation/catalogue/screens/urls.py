from django.urls import path

from . import views

app_name = "catalogue"

urlpatterns = [
    path("catalogue/", views.products, name="products"),
    path("catalogue/new/", views.create, name="create"),
    path("catalogue/<int:pk>/", views.product, name="product"),
    path("catalogue/<int:pk>/edit/", views.edit, name="edit"),
    path("catalogue/<int:pk>/price/", views.price, name="price"),
    path("catalogue/<int:pk>/sale/", views.sale, name="sale"),
]
