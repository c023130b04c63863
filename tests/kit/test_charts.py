from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from coproduction.kit.charts import Box, bars, steps, strip, trend
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


def test_a_trend_has_a_mark_where_the_promise_stands_and_says_the_same_in_words_and_in_a_table():
    rows = [
        ("Spring", 4, 5, "4 working days", ["4", "9 in 10"]),
        ("Summer", 10, 5, "10 working days", ["10", "2 in 10"]),
    ]
    chart = trend(
        "To hear",
        rows,
        value="Middle time",
        target="Promise",
        head=("Quarter", "Middle", "Kept"),
        urls={"Spring": "/x/"},
    )
    page = BeautifulSoup(render_to_string("components/chart.html", {"chart": chart}), "html.parser")
    assert [(r["x"], r["width"]) for r in page.select(".app-bar--mark[x]")] == [("49.50", "0.80")] * 2
    assert page.select_one("svg title").get_text() == "Spring: 4 working days"
    assert page.select_one(".app-chart__label a")["href"] == "/x/"
    assert chart.table[1] == ["Summer", "10", "2 in 10"]
    without = trend("To hear", [("Spring", 4, None, "4", ["4"])], value="Middle time", target="Promise")
    assert [piece.label for piece in without.key] == ["Middle time"]


def test_a_strip_says_in_words_where_each_thing_stands_and_what_changed_and_hides_its_shapes_from_screen_readers():
    boxes = [
        Box("1", "Leaders", "Begun", "half", "Moved on, 24 June 2026", "on", "Members: partly", "/one/"),
        Box("2", "Reward", "Part of how we work", "full", "Moved on, 4 July 2026", "on", url="/two/"),
        Box("3", "Early", "Nobody has said yet", "none", url="/three/"),
    ]
    made = strip("Seven", boxes, counted=[("back", "moved back"), ("on", "moved on")])
    assert made.words == "2 moved on"
    page = BeautifulSoup(render_to_string("components/strip.html", {"strip": made}), "html.parser")
    assert page.ol["aria-label"] == "Seven"
    assert [one.get_text(" ", strip=True) for one in page.find_all("li")] == [
        "1. Leaders Begun Moved on, 24 June 2026 Members: partly",
        "2. Reward Part of how we work Moved on, 4 July 2026",
        "3. Early Nobody has said yet",
    ]
    assert [one["href"] for one in page.find_all("a")] == ["/one/", "/two/", "/three/"]
    assert {one["aria-hidden"] for one in page.find_all("svg")} == {"true"}
    assert len({str(one.find("svg")) for one in page.find_all("li")}) == 3  # a shape of its own for each state


def test_steps_lead_from_one_end_of_the_road_to_the_other():
    drawn = steps(5)
    assert [one.x for one in drawn] == ["10", "34", "58", "82", "106"]
    assert [one.begins for one in drawn] == [True, False, False, False, False]
    assert [one.arrives for one in drawn] == [False, False, False, False, True]
    assert [one.x for one in steps(1)] == ["10"]
