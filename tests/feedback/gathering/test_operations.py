"""Several things people said become one, and nobody is lost on the way."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from feedback.answers import operations as answers
from feedback.deeds import queries as deeds
from feedback.drafts import operations as drafts
from feedback.gathering import emails, operations, queries
from feedback.gathering.models import KeptAsTalk, MinorityView, Piece, Strength
from feedback.log import operations as log
from feedback.log import queries as log_queries
from feedback.log.models import Said, Step
from feedback.voice.models import Post
from groups.history.models import Event
from groups.membership import operations as membership
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain
from tests.feedback.gathering import pieces

GATHER = "feedback/gathering/emails"


def letters(stem):
    return list(Letter.objects.filter(stem=f"{GATHER}/{stem}").order_by("id"))


def by(player, now, **rest):
    return {"by": player.membership, "now": now} | rest


def refused(deed):
    with pytest.raises(DatabaseError), transaction.atomic():
        deed()


def test_each_persons_own_words_stand_in_the_joined_draft(cast, now):
    said = pieces.joined(cast, now)
    made = {piece.words: piece for piece in said.pieces.all()}
    assert set(made) == {pieces.OWN, pieces.OURS, "I was too afraid to ask.", chain.WORDS}
    assert (said.stage, said.shown_as, said.words, said.said_by) == ("DRAFT", "GROUP", pieces.JOINT, None)
    assert {piece.said_by for piece in made.values()} == {cast.sam.membership, None}
    assert made[pieces.OWN].added_by == cast.farah.membership
    step = said.steps.get()
    assert (step.kind, step.headline, step.inside_only) == ("GATHERED", "Put together from 4 things people said", True)


def test_a_joined_draft_says_which_number_it_went_into(cast, now):
    draft = chain.drafted(cast, now)
    said = pieces.joined(cast, now, drafts=[draft])
    draft.refresh_from_db()
    assert draft.stage == "WITHDRAWN" and draft.words == chain.WORDS
    assert draft.steps.last().headline == f"Joined into number {said.number}"
    assert draft.steps.last().by == cast.farah.membership


def test_a_member_who_gathers_from_the_group_is_kept_nowhere(cast, now):
    said = pieces.joined(cast, now, by=cast.jo, posts=[pieces.unnamed(cast, now)], drafts=[chain.drafted(cast, now)])
    assert {step.by for step in Step.objects.filter(kind__in=("GATHERED", "WITHDRAWN"))} == {None}
    assert set(said.pieces.values_list("added_by", "said_by")) == {(None, None)}
    assert not Event.objects.filter(by=cast.jo.person, what__startswith="said_gathered").exists()


def test_a_named_draft_is_joined_only_by_its_author_and_keeps_their_name(cast, now):
    draft = chain.drafted(cast, now, shown_as="NAME")
    with pytest.raises(operations.NotThereAnyMore):
        operations.gather(**by(cast.jo, now, words="x", drafts=[draft]))
    said = operations.gather(**by(cast.sam, now, words="x", drafts=[draft]))
    assert said.pieces.get().said_by == cast.sam.membership
    assert draft.steps.get(kind="WITHDRAWN").by == cast.sam.membership
    assert letters("joined") == []  # they did it themselves


def test_whoever_said_it_with_their_name_is_told_at_once_in_their_own_words(cast, now):
    said = pieces.joined(cast, now)
    (letter,) = letters("joined")
    assert letter.person == cast.sam.person
    assert letter.text.index(pieces.OWN) < letter.text.index(pieces.JOINT)
    piece = said.pieces.get(said_by=cast.sam.membership)
    assert letter.path == f"/groups/{cast.group.slug}/we-said/{said.number}/pieces/{piece.pk}/take-out/"
    assert emails.still_joined([letter], now) == {letter.pk}
    operations.take_out(**by(cast.sam, now, piece=piece))
    assert emails.still_joined([letter], now) == set()


def test_nothing_that_is_in_an_entry_is_joined_a_second_time(cast, now):
    post, draft = pieces.named(cast, now), chain.drafted(cast, now)
    pieces.joined(cast, now, posts=[post], drafts=[draft])
    for again in ({"posts": [post]}, {"drafts": [draft]}):
        with pytest.raises(operations.NotThereAnyMore):
            operations.gather(**by(cast.jo, now, words="x", **again))
    assert Said.objects.filter(words="x").count() == 0


def test_what_cannot_be_joined(cast, now):
    theirs = builders.said(cast.other_group, stage="DRAFT")
    about = pieces.named(cast, now, said=chain.sent(cast, now))
    gone = pieces.named(cast, now)
    pieces.take_back(gone, now)
    system = pieces.of_the_contact(cast, now)
    for given in ({"drafts": [theirs]}, {"posts": [about]}, {"posts": [gone]}, {"posts": [system]}):
        with pytest.raises(operations.NotThereAnyMore):
            operations.gather(**by(cast.farah, now, words="x", **given))
    with pytest.raises(operations.ChooseWhatPeopleSaid):
        operations.gather(**by(cast.farah, now, words="x"))
    for words, refusal in (("", log.SayWhat), ("x" * 4001, log.TooLong)):
        with pytest.raises(refusal):
            operations.gather(**by(cast.farah, now, words=words, posts=[pieces.named(cast, now)]))


def test_only_the_group_itself_gathers(cast, now):
    post = pieces.named(cast, now)
    for player in (cast.sol, cast.priya, cast.okoro, cast.nia):
        with pytest.raises(log.NotYourPart):
            operations.gather(**by(player, now, words="x", posts=[post]))
    with pytest.raises(operations.NotThereAnyMore):
        operations.gather(**by(cast.hal, now, words="x", posts=[post]))


def test_an_entry_holds_the_words_of_a_hundred(cast, now, monkeypatch):
    monkeypatch.setattr(operations, "MOST", 2)
    posts = [pieces.named(cast, now) for _ in range(3)]
    with pytest.raises(operations.TooMany):
        operations.gather(**by(cast.farah, now, words="x", posts=posts))


def test_more_is_joined_to_a_draft_and_only_to_a_draft_that_is_joined(cast, now):
    said = pieces.joined(cast, now)
    operations.add(**by(cast.farah, now, said=said, posts=[pieces.named(cast, now, who=cast.jo, words="Me too.")]))
    assert said.pieces.count() == 5
    assert said.steps.last().headline == "1 more thing people said joined"
    assert [letter.person for letter in letters("joined")] == [cast.sam.person, cast.jo.person]
    more = [pieces.named(cast, now)]
    with pytest.raises(operations.NotJoined):
        operations.add(**by(cast.farah, now, said=chain.drafted(cast, now), posts=more))
    pieces.put(cast, now, said)
    with pytest.raises(operations.NotADraft):
        operations.add(**by(cast.farah, now, said=said, posts=more))


def test_a_post_taken_out_stands_in_the_talk_as_before_and_its_author_is_told(cast, now):
    said = pieces.joined(cast, now)
    piece = said.pieces.get(said_by=cast.sam.membership)
    operations.take_out(**by(cast.jo, now, piece=piece))
    assert not said.pieces.filter(words=pieces.OWN).exists()
    assert piece.post in queries.posts(cast.jo.membership)
    (letter,) = letters("taken_out")
    assert letter.person == cast.sam.person and "They stand in the group’s talk as before" in letter.text
    assert said.steps.last().by is None
    with pytest.raises(operations.InAnEntry):
        operations.take_out(**by(cast.jo, now, piece=piece))


def test_a_draft_taken_out_is_a_draft_again(cast, now):
    draft = chain.drafted(cast, now)
    said = pieces.joined(cast, now, drafts=[draft])
    operations.take_out(**by(cast.farah, now, piece=said.pieces.get(draft=draft)))
    again = Said.objects.latest("number")
    assert (again.stage, again.words, again.said_by) == ("DRAFT", chain.WORDS, None)
    assert again.why_it_matters == draft.why_it_matters
    assert again.steps.get().headline == f"Written down again: it was taken out of number {said.number}"


def test_a_named_draft_taken_out_is_its_authors_again_unless_they_have_left(cast, now):
    for gone in (False, True):
        draft = chain.drafted(cast, now, shown_as="NAME", words=f"Mine {gone}")
        said = operations.gather(**by(cast.sam, now, words="x", drafts=[draft]))
        if gone:
            membership.leave(membership=cast.sam.membership, now=now)
        operations.take_out(**by(cast.jo, now, piece=said.pieces.get()))
        again = Said.objects.latest("number")
        assert again.words == f"Mine {gone}"
        assert again.said_by == (None if gone else cast.sam.membership)
    (letter,) = letters("taken_out")
    assert "They are your draft again" in letter.text


def test_ones_own_words_come_out_until_it_is_sent_and_others_only_from_a_draft(cast, now):
    said = pieces.joined(cast, now)
    own, other = said.pieces.get(said_by=cast.sam.membership), said.pieces.get(words=pieces.OURS)
    for player in (cast.sol, cast.priya):
        with pytest.raises(log.NotYourPart):
            operations.take_out(**by(player, now, piece=own))
    said = pieces.put(cast, now, said)
    with pytest.raises(log.NotYourPart):
        operations.take_out(**by(cast.jo, now, piece=other))
    mine = {piece.pk: queries.may_take_out(piece, cast.sam.membership) for piece in said.pieces.select_related("said")}
    assert [pk for pk, may in mine.items() if may] == [own.pk]
    drafts.send(**by(cast.farah, now, said=said))
    with pytest.raises(operations.SentAlready):
        operations.take_out(**by(cast.sam, now, piece=own))


def test_words_taken_back_in_the_talk_go_from_the_entry_at_once_and_for_good(cast, now):
    said = pieces.joined(cast, now)
    piece = said.pieces.get(said_by=cast.sam.membership)
    pieces.take_back(piece.post, now)
    piece = Piece.objects.with_people().select_related("said").get(pk=piece.pk)
    assert piece.is_taken_back and piece.as_shown == "These words were taken back."
    assert queries.made_of(said, cast.jo.membership).number == "3 people’s words"
    assert (piece.words, piece.said_by, str(piece)) == ("", None, "")


def test_words_taken_back_just_before_sending_do_not_go_with_it(cast, now):
    said = pieces.joined(cast, now)
    pieces.take_back(said.pieces.get(said_by=cast.sam.membership).post, now)
    pieces.sent(cast, now, said)
    assert not Piece.objects.filter(words=pieces.OWN).exists()


def test_words_taken_back_after_sending_stay_in_what_was_sent(cast, now):
    said = pieces.sent(cast, now)
    pieces.take_back(said.pieces.get(said_by=cast.sam.membership).post, now)
    assert pieces.OWN in [part.words for part in queries.made_of(said, cast.jo.membership).parts]


def test_hidden_words_are_hidden_in_the_entry_too(cast, now):
    said = pieces.joined(cast, now)
    post = said.pieces.get(said_by=cast.sam.membership).post
    Post.objects.filter(pk=post.pk).update(hidden_at=now, hidden_because="UNKIND")
    words = [part.words for part in queries.made_of(said, cast.jo.membership).parts]
    assert "These words are hidden." in words and pieces.OWN not in words


def test_what_an_entry_is_made_of_is_the_groups_own_and_outside_only_about_so_many(cast, now):
    said = pieces.sent(cast, now)
    for player in cast.in_group:
        made = queries.made_of(said, player.membership)
        assert len(made.parts) == (4 if player.membership.inside else 0)
        assert made.number == ("4 people’s words" if player.membership.inside else "Fewer than 8 people’s words")
    assert Piece.objects.visible_to(cast.okoro.membership).count() == 0
    assert Piece.objects.visible_to(cast.hal.membership).count() == 0
    plain = chain.sent(cast, now)
    assert queries.made_of(plain, cast.sam.membership) is None
    assert queries.made_of(plain, cast.okoro.membership) is None


def test_one_persons_words_are_counted_as_one(cast, now):
    said = pieces.joined(cast, now, posts=[pieces.named(cast, now)], drafts=[])
    assert queries.made_of(said, cast.sam.membership).number == "1 person’s words"


def test_names_stand_only_beside_what_was_said_with_a_name(cast, now):
    made = queries.made_of(pieces.joined(cast, now), cast.jo.membership)
    assert sorted(part.who for part in made.parts) == ["Sam", *["Someone in the group"] * 3]


# --- strength and minority view ---


def test_how_strongly_people_feel_is_said_changed_and_taken_away_without_a_name(cast, now):
    said = pieces.joined(cast, now)
    for words in ("Very.", "Very much so."):
        operations.say_strength(**by(cast.jo, now, said=said, words=words))
    assert Strength.objects.get().words == "Very much so."
    assert Event.objects.filter(what="strength_said", by=None).count() == 2
    operations.say_strength(**by(cast.farah, now, said=said, words=" "))
    assert not Strength.objects.exists()


def test_each_member_says_what_they_see_differently_and_nobody_says_it_for_them(cast, now):
    said = pieces.joined(cast, now)
    for player, words in ((cast.sam, "Not always."), (cast.jo, "Not me."), (cast.sam, "Not on Mondays.")):
        operations.see_differently(**by(player, now, said=said, words=words))
    assert sorted(MinorityView.objects.values_list("words", flat=True)) == ["Not me.", "Not on Mondays."]
    operations.see_differently(**by(cast.jo, now, said=said, words=""))
    assert MinorityView.objects.get().held_by == cast.sam.membership
    for player in (cast.farah, cast.sol, cast.priya):
        with pytest.raises(log.NotYourPart):
            operations.see_differently(**by(player, now, said=said, words="x"))
    assert MinorityView.objects.visible_to(cast.okoro.membership).count() == 0


def test_both_go_to_the_system_without_names_and_never_change_afterwards(cast, now):
    said = pieces.joined(cast, now)
    operations.say_strength(**by(cast.farah, now, said=said, words="Nobody had two words for it."))
    operations.see_differently(**by(cast.jo, now, said=said, words="On Mondays it is fine."))
    said = pieces.sent(cast, now, said)
    details = said.steps.get(kind="SENT").details
    assert ["How strongly people feel", "Nobody had two words for it."] in details
    assert ["Someone in the group sees it differently", "On Mondays it is fine."] in details
    letter = Letter.objects.get(stem="feedback/drafts/emails/sent", person=cast.okoro.person)
    assert "On Mondays it is fine." in letter.text and "Jo" not in letter.text
    page = cast.okoro.client.get(said.get_absolute_url()).content.decode()
    assert "On Mondays it is fine." in page and "Nobody had two words for it." in page and ">Jo" not in page
    for deed in (operations.say_strength, operations.see_differently):
        with pytest.raises(operations.SentAlready):
            deed(**by(cast.jo, now, said=said, words="Other"))
    for model in (Piece, Strength, MinorityView):
        refused(lambda model=model: model.objects.update(words="Other"))
        refused(lambda model=model: model.objects.all().delete())
    refused(lambda: MinorityView.objects.create(said=said, held_by=cast.sam.membership, held_at=now, words="x"))


def test_only_what_is_joined_has_a_strength(cast, now):
    with pytest.raises(operations.NotJoined):
        operations.say_strength(**by(cast.jo, now, said=chain.drafted(cast, now), words="x"))


# --- told back ---


def test_whoever_said_a_part_is_told_back_in_their_own_words_first(cast, now):
    post = pieces.named(cast, now, who=cast.col, words="My chair does not fit.")
    said = pieces.sent(cast, now, pieces.joined(cast, now, posts=[pieces.named(cast, now), post], drafts=[]))
    told = log_queries.whose_words(said)
    assert {one.pk for one in told} == {cast.sam.membership.pk, cast.jo.membership.pk, cast.col.membership.pk}
    answers.decide(**by(cast.okoro, now, said=said, kind="CANNOT", **chain.ANSWER, **chain.REASON))
    got = {one.person: one for one in Letter.objects.filter(stem="feedback/answers/emails/does_it_answer")}
    assert got[cast.sam.person].text.startswith(f"You said: “{pieces.OWN}”")
    assert got[cast.col.person].text.startswith("You said: “My chair does not fit.”")
    assert "<blockquote><p>My chair does not fit.</p></blockquote>" in got[cast.col.person].html
    assert "You said" not in got[cast.jo.person].text
    assert "Please say if that answers" in got[cast.jo.person].text
    assert "The members of your group say if that answers it" in got[cast.col.person].text  # a co-facilitator does not
    said.refresh_from_db()
    assert deeds.tally(said).asked == 2


def test_whoever_has_left_is_not_told_back(cast, now):
    said = pieces.joined(cast, now, posts=[pieces.named(cast, now, who=cast.col)], drafts=[])
    membership.leave(membership=cast.col.membership, now=now)
    assert cast.col.membership not in log_queries.whose_words(said)


# --- what is not in an entry ---


def waiting_line(membership, now):
    *_, number = queries.waiting(membership, now).get()
    return queries.waiting_line(number)


def test_what_was_said_long_ago_and_is_in_no_entry_is_counted_until_somebody_decides(cast, now):
    long_ago = now - pieces.LONG_AGO
    mine = cast.farah.membership
    assert waiting_line(mine, now) == ""
    post = pieces.named(cast, long_ago)
    pieces.named(cast, now)
    assert waiting_line(mine, now) == "1 thing people said is not in an entry yet"
    draft = chain.drafted(cast, long_ago)
    assert waiting_line(mine, now) == "2 things people said are not in an entry yet"
    kept = operations.keep_as_talk(**by(cast.farah, now, post=post, because="It was a joke."))
    operations.gather(**by(cast.farah, now, words="x", drafts=[draft]))
    assert waiting_line(mine, now) == ""
    operations.no_longer_talk(**by(cast.col, now, kept=kept))
    assert waiting_line(mine, now) == "1 thing people said is not in an entry yet"
    with pytest.raises(operations.InAnEntry):
        operations.no_longer_talk(**by(cast.col, now, kept=kept))


def test_a_great_many_are_not_counted_one_by_one(cast, now, monkeypatch):
    monkeypatch.setattr(queries, "MANY", 1)
    for _ in range(3):
        pieces.named(cast, now - pieces.LONG_AGO)
    assert waiting_line(cast.farah.membership, now) == "More than 1 things people said are not in an entry yet"


def test_a_thread_kept_as_talk_keeps_its_answers_too(cast, now):
    post = pieces.named(cast, now)
    pieces.from_the_group(cast, now, parent=post)
    operations.keep_as_talk(**by(cast.farah, now, post=post, because="Only a chat."))
    assert not queries.posts(cast.farah.membership).exists()


def test_what_stays_talk_has_a_reason_and_whoever_said_it_is_told(cast, now):
    post = pieces.named(cast, now)
    with pytest.raises(operations.SayWhyItStays):
        operations.keep_as_talk(**by(cast.farah, now, post=post, because=" "))
    operations.keep_as_talk(**by(cast.farah, now, post=post, because="It was for Jo."))
    (letter,) = letters("stays_talk")
    assert letter.person == cast.sam.person and pieces.OWN in letter.text and "It was for Jo." in letter.text
    with pytest.raises(operations.KeptAlready):
        operations.keep_as_talk(**by(cast.col, now, post=post, because="x"))
    with pytest.raises(log.NotYourPart):
        operations.keep_as_talk(**by(cast.sam, now, post=pieces.named(cast, now), because="x"))


def test_what_is_in_an_entry_does_not_stay_talk_and_a_draft_may(cast, now):
    post, draft = pieces.named(cast, now), chain.drafted(cast, now)
    pieces.joined(cast, now, posts=[post], drafts=[])
    with pytest.raises(operations.InAnEntry):
        operations.keep_as_talk(**by(cast.farah, now, post=post, because="x"))
    kept = operations.keep_as_talk(**by(cast.farah, now, draft=draft, because="We said it before."))
    assert kept in KeptAsTalk.objects.visible_to(cast.sam.membership)
    assert not KeptAsTalk.objects.visible_to(cast.okoro.membership).exists()
    assert not queries.drafts(cast.farah.membership).filter(pk=draft.pk).exists()


def test_words_of_an_entry_that_was_taken_back_can_be_joined_again(cast, now):
    post, draft = pieces.named(cast, now), chain.drafted(cast, now)
    said = pieces.joined(cast, now, posts=[post], drafts=[draft])
    drafts.withdraw(**by(cast.sam, now, said=said, reason="Not like this."))
    again = operations.gather(**by(cast.jo, now, words="Better.", posts=[post], drafts=[draft]))
    assert set(again.pieces.values_list("words", flat=True)) == {pieces.OWN, chain.WORDS}


def test_the_tables_refuse_a_name_on_what_has_none(cast, now):
    said, post = chain.drafted(cast, now), pieces.unnamed(cast, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Piece.objects.create(
            said=said, post=post, words="x", shown_as="UNNAMED", said_by=cast.sam.membership, added_at=now
        )
