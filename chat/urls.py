from django.urls import path

from chat import views

app_name = "chat"
urlpatterns = [
    path("rooms/held/<uuid:uid>/", views.held, name="held"),
    path("desk/held/<uuid:uid>/", views.held_at_desk, name="held_at_desk"),
    path("rooms/<uuid:room>/", views.room, name="room"),
    path("rooms/<uuid:room>/faces/", views.faces, name="faces"),
    path("rooms/<uuid:room>/<uuid:message>/edit/", views.edit, name="edit"),
    path("rooms/<uuid:room>/<uuid:message>/remove/", views.remove, name="remove"),
    path("rooms/<uuid:room>/<uuid:message>/encourage/", views.encourage, name="encourage"),
    path("you/data/words/<uuid:membership>/", views.take_words_back, name="take_words_back"),
]
