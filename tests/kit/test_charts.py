from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from coproduction.kit.charts import bars
from coproduction.kit.words import rounded

SERIES = [("We did", "did"), ("Doing", "doing")]


def test_bars_carry_the_same_figures_in_words_and_in_a_table():
    chart = bars("Where things stand", SERIES, [("Planning", [6, 2]), ("Choice", [0, 0])], first_heading="Topic")
    page = BeautifulSoup(render_to_string("components/chart.html", {"chart": chart}), "html.parser")
    assert page.select_one("svg title").get_text() == "Planning: We did 6 · Doing 2"
    assert [c.get_text(strip=True) for c in page.select("tbody tr")[0].select("td")] == [
        "TopicPlanning",
        "We did6",
        "Doing2",
    ]
    assert "Nothing here yet" in page.get_text()
    assert [(r["x"], r["width"]) for r in page.select(".app-chart__bar rect")] == [
        ("0.00", "74.70"),
        ("75.00", "24.70"),
    ]


def test_a_chart_of_nothing_is_still_a_table():
    assert bars("Empty", SERIES, []).table == []


def test_rounded_numbers_say_the_same_in_every_place():
    chart = bars("People", SERIES, [("Planning", [5, 10])], shown=rounded)
    assert chart.rows[0].words == "We did fewer than 8 · Doing about 10"
    assert chart.table == [["Planning", "fewer than 8", "about 10"]]
