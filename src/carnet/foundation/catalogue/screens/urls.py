from django.urls import path

from . import objections, views

app_name = "catalogue"

urlpatterns = [
    path("catalogue/", views.products, name="products"),
    path("catalogue/nouveau/", views.create, name="create"),
    path("catalogue/objections/", objections.replies, name="replies"),
    path("catalogue/objections/nouvelle/", objections.reply_new, name="reply_new"),
    path("catalogue/objections/de-carnet/", objections.replies_adopt, name="replies_adopt"),
    path("catalogue/objections/<int:pk>/", objections.reply, name="reply"),
    path("catalogue/objections/<int:pk>/usage/", objections.reply_use, name="reply_use"),
    path("catalogue/<int:pk>/", views.product, name="product"),
    path("catalogue/<int:pk>/modifier/", views.edit, name="edit"),
    path("catalogue/<int:pk>/prix/", views.price, name="price"),
    path("catalogue/<int:pk>/vente/", views.sale, name="sale"),
]
