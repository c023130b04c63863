"""What somebody does with a post that is there. Saying something is elsewhere (`feedback.talk`)."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from coproduction.kit import clock, pace, refusals
from coproduction.kit.access import NotYours
from feedback.permissions import FeedbackAbility
from feedback.voice import forms, operations, queries
from feedback.voice.models import Post
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _post(membership, post_id):
    return get_object_or_404(Post.objects.visible_to(membership).with_people().select_related("group"), pk=post_id)


def _own(membership, post_id):
    post = _post(membership, post_id)
    if not post.is_by(membership):
        raise NotYours("These are not words under your name, so you cannot change them.")
    return post


def _ask(request, membership, post, form, template, act, done):
    if refusals.done(request, form, act):
        messages.success(request, done)
        return redirect(post)
    context = {"form": form, "post": post, "author": post.author(membership)}
    return render(request, f"feedback/voice/{template}.html", context)


@member_page(FeedbackAbility.CHANGE_OWN_POST, methods=BOTH)
def change_post(request, membership, post_id):
    post = _own(membership, post_id)
    initial = {"words": post.words, "content_note": post.content_note}
    form = forms.ChangePost(request.POST or None, initial=initial, cancel_url=post.get_absolute_url())
    act = partial(operations.change, by=membership, now=clock.now(), post=post)
    done = "You changed your words. Your group can still read what stood there before."
    return _ask(request, membership, post, form, "change_post", lambda typed: act(**typed), done)


@member_page(FeedbackAbility.CHANGE_OWN_POST, methods=BOTH)
def take_back_post(request, membership, post_id):
    post = _own(membership, post_id)
    form = forms.TakeBackPost(request.POST if request.method == "POST" else None, cancel_url=post.get_absolute_url())
    act = partial(operations.take_back, by=membership, now=clock.now(), post=post)
    done = "You took it back. The words are gone; a line stays that says so."
    return _ask(request, membership, post, form, "take_back_post", lambda typed: act(), done)


@member_page(FeedbackAbility.SHARE_POST, methods=BOTH)
def share_post(request, membership, post_id):
    post = _post(membership, post_id)
    if not queries.may_share(post, membership) and post.stands:
        raise NotYours("Words with a name are shared by whoever said them, all other words by facilitators.")
    form = forms.SharePost(request.POST if request.method == "POST" else None, cancel_url=post.get_absolute_url())
    act = partial(operations.share, by=membership, now=clock.now(), post=post)
    done = "You shared it with your point of contact. It shows no name, and you can undo this."
    return _ask(request, membership, post, form, "share_post", lambda typed: act(**typed), done)


def _deed(request, membership, post_id, act, done):
    post = _post(membership, post_id)
    refusals.at_once(request, lambda: act(by=membership, post=post), done)
    return redirect(post)


@member_page(FeedbackAbility.SHARE_POST, methods=("POST",))
def unshare_post(request, membership, post_id):
    act = partial(operations.unshare, now=clock.now())
    return _deed(request, membership, post_id, act, "It is not shared any more. What was read before was read.")


@member_page(FeedbackAbility.ME_TOO, methods=("POST",))
@pace.nameless
def me_too(request, membership, post_id):
    done = "You said me too. It is counted, and nobody sees who said it."
    return _deed(request, membership, post_id, operations.say_me_too, done)


@member_page(FeedbackAbility.ME_TOO, methods=("POST",))
@pace.nameless
def not_me_too(request, membership, post_id):
    return _deed(request, membership, post_id, operations.take_back_me_too, "You took your me too back.")
