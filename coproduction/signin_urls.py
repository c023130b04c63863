"""Addresses of signing in. Each of allauth's pages is named here one by one, so that each has its door."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as webauthn
from csp.decorators import csp_update
from django.conf import settings
from django.urls import path, re_path

from coproduction import signin, signin_again, signin_demo, signin_devices, signin_second
from coproduction.signin import door

with_square = csp_update({"img-src": ["data:"]})  # the square an app looks at is a picture inside the page: only there
still_you = reauthentication_required(app="account")
still_you_to_do_it = reauthentication_required(app="account", allow_get=True)
demo_only = [path("sign-in/as/<int:person_id>/", signin_demo.demo_sign_in, name="demo_sign_in")]

urlpatterns = [
    # The way in: for anybody.
    path("sign-in/", door(signin.SignIn.as_view(), open_to_all=True), name="account_login"),
    path("sign-in/code/", door(signin.AskForCode.as_view(), open_to_all=True), name="account_request_login_code"),
    path("sign-in/code/check/", door(signin.CheckCode.as_view(), open_to_all=True), name="account_confirm_login_code"),
    path("sign-in/second-step/", door(second.authenticate, open_to_all=True), name="mfa_authenticate"),
    path("sign-in/passkey/", door(webauthn.login_webauthn, open_to_all=True), name="mfa_login_webauthn"),
    path(
        "sign-in/closed/",
        door(account.account_inactive, open_to_all=True, methods=("GET",)),
        name="account_inactive",
    ),
    path(
        "sign-in/forgotten/", door(signin.ForgottenPassword.as_view(), open_to_all=True), name="account_reset_password"
    ),
    path(
        "sign-in/forgotten/sent/",
        door(account.password_reset_done, open_to_all=True, methods=("GET",)),
        name="account_reset_password_done",
    ),
    path(
        "sign-in/forgotten/changed/",
        door(account.password_reset_from_key_done, open_to_all=True, methods=("GET",)),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^sign-in/forgotten/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>.{1,200})/$",
        door(account.password_reset_from_key, open_to_all=True),
        name="account_reset_password_from_key",
    ),
    path("sign-out/", door(signin_devices.SignOut.as_view(), open_to_all=True), name="account_logout"),
    # Keeping it safe: for the person themselves.
    path("you/sign-in/still-you/", door(account.reauthenticate), name="account_reauthenticate"),
    path("you/sign-in/still-you/code/", door(second.reauthenticate), name="mfa_reauthenticate"),
    path("you/sign-in/still-you/passkey/", door(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("you/sign-in/still-you/letter/", door(signin_again.ByLetter.as_view()), name="reauthenticate_by_letter"),
    path("you/sign-in/password/", door(account.password_change), name="account_change_password"),
    path("you/sign-in/password/choose/", door(still_you(account.password_set)), name="account_set_password"),
    path("you/sign-in/ways/", door(second.index, methods=("GET",)), name="mfa_index"),
    path("you/sign-in/app/", door(with_square(signin_second.SetUpApp.as_view())), name="mfa_activate_totp"),
    path("you/sign-in/app/off/", door(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("you/sign-in/codes/", door(codes.view_recovery_codes, methods=("GET",)), name="mfa_view_recovery_codes"),
    path("you/sign-in/codes/new/", door(signin_second.MakeSpareCodes.as_view()), name="mfa_generate_recovery_codes"),
    path("you/sign-in/passkeys/", door(webauthn.list_webauthn, methods=("GET",)), name="mfa_list_webauthn"),
    path("you/sign-in/passkeys/add/", door(signin_second.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("you/sign-in/passkeys/<int:pk>/name/", door(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("you/sign-in/passkeys/<int:pk>/remove/", door(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("you/sign-in/devices/", door(still_you_to_do_it(signin_devices.Devices.as_view())), name="usersessions_list"),
    path(
        "you/sign-in/devices/<int:pk>/out/",
        door(still_you(signin_devices.end_session), methods=("POST",)),
        name="end_session",
    ),
    *(demo_only if settings.DEMO else []),
]
