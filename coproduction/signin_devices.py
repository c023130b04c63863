"""Where somebody is signed in, and how they end that."""

from allauth.account import views as account
from allauth.account.signals import authentication_step_completed
from allauth.usersessions import views as devices
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from coproduction.kit import browsers, clock
from groups.people import operations
from groups.signing_in import operations as signing_in


@receiver(authentication_step_completed)
def key_changed(request, reauthenticated=False, **kwargs):
    """Whoever showed that it is still them may do more: somebody who knew the session's key until now may not."""
    if reauthenticated:
        before = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


class SignOut(account.LogoutView):
    """Pages do not stay in a browser somebody else may use. What its person wrote without signal does, until it is sent."""

    def post(self, *args, **kwargs):
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


class Devices(devices.ListUserSessionsView):
    """Where somebody is signed in. The button ends every session but this one, those this list does not know included."""

    def get_context_data(self, **kwargs):
        told = super().get_context_data(**kwargs)
        for one in told["sessions"]:
            one.device = browsers.device(one.user_agent)
        return told

    def form_valid(self, form):
        person = self.request.user
        operations.sign_out_everywhere(by=person, now=clock.now())
        form.save(self.request)
        update_session_auth_hash(self.request, person)
        UserSession.objects.filter(user=person).delete()
        UserSession.objects.create_from_request(self.request)
        messages.success(self.request, _("You signed out everywhere else. You are still signed in here."))
        response = HttpResponseRedirect(self.get_success_url())
        signing_in.only_this_one(person=person, secret=browsers.remembered(self.request, response), now=clock.now())
        return response


def end_session(request, pk):
    """Signs out on one other device. One of somebody else, or the one in hand, is not found."""
    one = get_object_or_404(UserSession, pk=pk, user=request.user)
    if one.is_current():
        raise Http404
    one.end()
    operations.signed_out_on_one(by=request.user, now=clock.now())
    messages.success(request, _("You signed out there."))
    return redirect("usersessions_list")
