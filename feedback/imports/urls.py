from django.urls import path

from feedback.imports import views

urlpatterns = [
    path("bring-in/", views.bring_in, name="bring_in"),
    path("bring-in/<int:import_id>/columns/<int:number>/", views.import_columns, name="import_columns"),
    path("bring-in/<int:import_id>/rows/", views.import_rows, name="import_rows"),
    path("bring-in/<int:import_id>/rows/<int:row_id>/", views.import_row, name="import_row"),
    path("bring-in/<int:import_id>/rows/<int:row_id>/leave-out/", views.leave_out_row, name="leave_out_row"),
    path("bring-in/<int:import_id>/check/", views.import_confirm, name="import_confirm"),
    path("bring-in/<int:import_id>/done/", views.import_done, name="import_done"),
    path("bring-in/<int:import_id>/take-out/", views.import_undo, name="import_undo"),
    path("bring-in/<int:import_id>/throw-away/", views.import_discard, name="import_discard"),
]
