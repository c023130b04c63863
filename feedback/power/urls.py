from django.urls import path

from feedback.power import views

urlpatterns = [
    path("topics/<int:topic_id>/final-say/", views.final_say, name="final_say"),
    path("topics/<int:topic_id>/how-much-say/", views.declare_influence, name="declare_influence"),
    path("topics/<int:topic_id>/map/add/", views.put_on_map, name="put_on_map"),
    path("topics/<int:topic_id>/map/<int:map_item_id>/", views.change_map_item, name="change_map_item"),
]
