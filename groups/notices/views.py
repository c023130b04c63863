from django.http import HttpResponse

from coproduction.kit.access import signed_in_page, token_page
from groups.permissions import GroupAbility


@signed_in_page(GroupAbility.SEE_OWN_LETTERS)
def your_letters(request):
    return HttpResponse("soon")


@signed_in_page(GroupAbility.SEE_OWN_LETTERS)
def your_letter(request, letter_id):
    return HttpResponse("soon")


@signed_in_page(GroupAbility.CHOOSE_LETTERS, methods=("GET", "POST"))
def letter_choices(request):
    return HttpResponse("soon")


@token_page(GroupAbility.STOP_LETTERS)
def stop_letters(request, token):
    return HttpResponse("soon")
