from django.utils.safestring import mark_safe

from coproduction.kit.explaining import in_html


def explained(html, **known):
    return in_html(mark_safe(html), known)


def test_the_first_of_a_known_word_is_marked_in_any_case_and_the_others_are_left():
    html, found = explained("<p>Budget, then budget.</p>", budget="Money to spend")
    assert html == '<p><abbr title="Money to spend">Budget</abbr>, then budget.</p>'
    assert found == ["budget"]


def test_only_whole_words_count_and_the_longest_wins():
    known = {"care": "Help", "care plan": "What you agreed"}
    html, found = in_html(mark_safe("<p>careful: a care plan</p>"), known)
    assert html == '<p>careful: a <abbr title="What you agreed">care plan</abbr></p>'
    assert found == ["care plan"]


def test_tags_and_links_are_left_alone():
    html = '<p><a href="/budget/" rel="x">the budget</a> <em>budget</em> href</p>'
    marked, found = explained(html, budget="Money", href="x", em="y")
    assert '<a href="/budget/" rel="x">the budget</a>' in marked
    assert '<em><abbr title="Money">budget</abbr></em> <abbr title="x">href</abbr>' in marked
    assert found == ["budget", "href"]


def test_what_somebody_typed_stays_text():
    known = {"R&D": '"><script>alert(1)</script>', "<b>": "bold"}
    html, found = in_html(mark_safe("<p>R&amp;D and &lt;b&gt;</p>"), known)
    assert "<script>" not in html and "&quot;&gt;&lt;script&gt;" in html
    assert '<abbr title="bold">&lt;b&gt;</abbr>' in html
    assert found == ["R&D", "<b>"]


def test_nothing_known_changes_nothing():
    assert explained("<p>Budget</p>") == ("<p>Budget</p>", [])


def test_letters_that_change_length_in_another_case_do_no_harm():
    assert in_html(mark_safe("<p>STRASSE straße ı İ</p>"), {"straße": "street", "i": "one"})[0]
