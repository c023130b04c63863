"""Adding files, taking them away, and the only way to read one: asked each time who asks."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, filing, pace, refusals
from feedback.attachments import forms, operations, queries
from feedback.attachments.models import Attachment
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.voice.models import Post
from groups.membership.access import member_page

BOTH = ("GET", "POST")


@member_page(FeedbackAbility.UPLOAD, methods=BOTH)
def attach_to_post(request, membership, post_id):
    post = get_object_or_404(Post.objects.visible_to(membership), pk=post_id)
    return _attach(request, membership, post=post)


@member_page(FeedbackAbility.UPLOAD, methods=BOTH)
def attach_to_said(request, membership, number):
    said = get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)
    return _attach(request, membership, said=said)


def _attach(request, membership, **where):
    """One page for the files of one's own words: those that are there, and a form for one more."""
    thing = where.get("post") or where["said"]
    if not queries.may_attach(membership, thing):
        raise Http404
    back = thing.get_absolute_url() if "said" in where else reverse("log", args=[membership.group.slug])
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form, now = forms.Attach(*data, cancel_url=back), clock.now()

    def act(typed):
        operations.attach(by=membership, now=now, content=typed["file"], description=typed["description"], **where)

    if refusals.done(request, form, act):
        messages.success(request, "You added it. Your group can open it; nobody outside the group can.")
        return redirect(request.path)
    files = queries.of_thing(membership, **where)
    return render(request, "feedback/attachments/attach.html", {"form": form, "thing": thing, "files": files})


@member_page(FeedbackAbility.DOWNLOAD)
@pace.file
def attachment(request, membership, file_id):
    """The only way to read one: asked each time who asks."""
    one = get_object_or_404(Attachment.objects.visible_to(membership).there(), pk=file_id)
    path = queries.file_of(one)
    if path is None:
        raise Http404
    return filing.saved_only(path, one.name, one.content_type)


@member_page(FeedbackAbility.UPLOAD, methods=BOTH)
def remove_attachment(request, membership, file_id):
    mine = Attachment.objects.visible_to(membership).there().filter(added_by=membership)
    one = get_object_or_404(mine.select_related("post", "said__group"), pk=file_id)
    slug = membership.group.slug
    back = one.said.get_absolute_url() if one.said else reverse("attach_to_post", args=[slug, one.post_id])
    form, now = forms.Remove(request.POST if request.method == "POST" else None, cancel_url=back), clock.now()
    if refusals.done(request, form, lambda typed: operations.remove(by=membership, now=now, attachment=one)):
        messages.success(request, "You took the file away. It is deleted.")
        return redirect(back)
    return render(request, "feedback/attachments/remove.html", {"form": form, "one": one, "back": back})
