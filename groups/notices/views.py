from django.http import Http404
from django.shortcuts import render
from django.utils.safestring import mark_safe

from coproduction.kit.access import signed_in_page
from coproduction.kit.paging import page_of
from groups.carriers import queries as carriers
from groups.choices import queries as choices
from groups.looks import queries as looks
from groups.notices import queries
from groups.notices.models import Letter
from groups.permissions import GroupAbility
from groups.reach import queries as reach


@signed_in_page(GroupAbility.SEE_OWN_LETTERS)
def your_letters(request):
    """What did we send? And: does your email reach you?"""
    letters = Letter.objects.visible_to_person(request.user).listed()
    shown = {
        "page": page_of(request, letters),
        "unreached": reach.standing(request.user.email),
        "untexted": carriers.standing(request.user),
        "unposted": bool(carriers.not_posted([request.user])),
        "zone": choices.zone_of(request.user),
    }
    return render(request, "groups/notices/your_letters.html", shown)


@signed_in_page(GroupAbility.SEE_OWN_LETTERS)
def your_letter(request, letter_id):
    """One letter, as its reader got it."""
    mine = Letter.objects.visible_to_person(request.user)
    letter = mine.select_related("group", "carriage").filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    look = choices.preference_of(request.user).look
    shown = {
        "letter": letter,
        "middle": mark_safe(looks.on_page(look, letter.html, letter.easy)),  # noqa: S308 (our own templates escaped it)
        "parts": mine.filter(batch=letter).order_by("id"),
        "offers": queries.offers_of(letter),
        "read_by_operator": queries.reveals_of(letter),
        "zone": choices.zone_of(request.user),
        "look": look,
        **looks.told(request.user, of_group=bool(letter.group_id)),
    }
    return render(request, "groups/notices/your_letter.html", shown)
