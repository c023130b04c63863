from bs4 import BeautifulSoup

HOME = "/groups/rivers-and-moors-co-production-group/"


def links(response):
    nav = BeautifulSoup(response.content, "html.parser").find("nav", class_="app-nav")
    return [(a.get_text(), a.get("aria-current")) for a in nav.find_all("a")] if nav else []


def test_a_member_can_go_to_the_pages_of_the_group_and_not_to_the_facilitators_tools(cast):
    names = [name for name, _ in links(cast.sam.client.get(HOME))]
    assert names == [
        "Home", "Meetings", "We said, We did", "Topics", "Talk", "Papers", "People", "About the group", "Overview",
    ]  # fmt: skip
    assert "Run the group" in [name for name, _ in links(cast.farah.client.get(HOME))]


def test_the_page_one_is_on_is_marked(cast):
    assert [name for name, current in links(cast.sam.client.get(HOME)) if current] == ["Home"]
    assert [name for name, current in links(cast.sam.client.get(f"{HOME}overview/")) if current] == ["Overview"]


def test_every_link_of_the_frame_leads_somewhere(cast):
    for player in cast.in_group:
        page = BeautifulSoup(player.client.get(HOME).content, "html.parser")
        for link in [*page.select(".app-nav a"), *page.select(".app-footer a"), *page.select(".app-account a")]:
            assert player.client.get(link["href"]).status_code == 200, (player.person.name, link["href"])


def test_the_brand_is_a_setting(cast, settings, visitor):
    settings.BRAND_NAME, settings.BRAND_STYLESHEET = "Rivershire together", "css/rivershire.css"
    page = visitor.get("/help/").content.decode()
    assert "Rivershire together" in page and 'href="/static/css/rivershire.css"' in page
