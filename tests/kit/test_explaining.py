from django.utils.safestring import mark_safe

from coproduction.kit.explaining import Explaining


def explained(html, **known):
    page = Explaining(known)
    return page.marked(mark_safe(html)), page.found


def link(number, meaning, words):
    return (
        f'<a class="app-explained" id="word-{number}" href="#meaning-{number}" aria-describedby="meaning-{number}"'
        f' title="{meaning}">{words}</a>'
    )


def test_the_first_of_a_known_word_is_marked_in_any_case_and_the_others_are_left():
    html, found = explained("<p>Budget, then budget.</p>", budget="Money to spend")
    assert html == f"<p>{link(1, 'Money to spend', 'Budget')}, then budget.</p>"
    assert found == [("budget", "Money to spend")]


def test_a_word_is_marked_once_a_page_however_many_texts_stand_on_it():
    page = Explaining({"budget": "Money", "ward": "A part of a hospital"})
    assert "app-explained" in page.marked(mark_safe("A budget"))
    assert page.marked(mark_safe("The budget")) == "The budget"
    assert 'id="word-2"' in page.marked(mark_safe("The budget of a ward"))


def test_only_whole_words_count_and_the_longest_wins():
    html, found = explained("<p>careful: a care plan</p>", **{"care": "Help", "care plan": "What you agreed"})
    assert html == f"<p>careful: a {link(1, 'What you agreed', 'care plan')}</p>"
    assert [word for word, _ in found] == ["care plan"]


def test_tags_and_links_are_left_alone():
    html = '<p><a href="/budget/" rel="x">the budget</a> <em>budget</em> href</p>'
    marked, found = explained(html, budget="Money", href="x", em="y")
    assert '<a href="/budget/" rel="x">the budget</a>' in marked
    assert f"<em>{link(1, 'Money', 'budget')}</em> {link(2, 'x', 'href')}" in marked
    assert [word for word, _ in found] == ["budget", "href"]


def test_what_somebody_typed_stays_text():
    html, found = explained("<p>R&amp;D and &lt;b&gt;</p>", **{"R&D": '"><script>alert(1)</script>', "<b>": "bold"})
    assert "<script>" not in html and "&quot;&gt;&lt;script&gt;" in html
    assert link(2, "bold", "&lt;b&gt;") in html
    assert [word for word, _ in found] == ["R&D", "<b>"]


def test_nothing_known_changes_nothing():
    assert explained("<p>Budget</p>") == ("<p>Budget</p>", [])


def test_letters_that_change_length_in_another_case_do_no_harm():
    assert explained("<p>STRASSE straße ı İ</p>", straße="street", i="one")[0]


def test_an_escaped_sign_is_never_broken_by_a_word_that_looks_like_its_name():
    html, found = explained(
        "<p>1 &lt; 2 &amp; 3 &#x27;LT&#x27; &quot;amp&quot;</p>", LT="Leadership team", x27="A", Amp="B"
    )
    assert html == (
        f"<p>1 &lt; 2 &amp; 3 &#x27;{link(1, 'Leadership team', 'LT')}&#x27; &quot;{link(2, 'B', 'amp')}&quot;</p>"
    )
    assert [word for word, _ in found] == ["LT", "Amp"]


def test_a_word_with_a_sign_in_it_is_still_found():
    assert link(1, "Emergency", "A&amp;E") in explained("<p>&lt;A&amp;E&gt; &amp; more</p>", **{"A&E": "Emergency"})[0]
