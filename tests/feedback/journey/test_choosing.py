"""What a facilitator can choose as evidence, and how it is told apart."""

from datetime import timedelta

from bs4 import BeautifulSoup

from tests import builders
from tests.feedback.journey.test_journey import at
from tests.groups.papers.arrange import added


def test_a_meeting_is_offered_with_its_day_and_a_paper_with_its_title(cast, now):
    starts = now - timedelta(days=5)
    builders.meeting(cast.group, cast.farah.membership, "Summer meeting", starts_at=starts)
    builders.meeting(cast.far_group, cast.fen.membership, "Their meeting", starts_at=starts)
    added(cast, "farah", title="Our plan")
    page = BeautifulSoup(cast.farah.client.get(at(cast, "propose_step", 5)).content, "html.parser")
    offered = {
        name: [one.text for one in page.find("select", {"name": name}).find_all("option")]
        for name in ("meeting", "paper")
    }
    assert offered == {"meeting": ["None", f"Summer meeting ({starts:%-d %B %Y})"], "paper": ["None", "Our plan"]}
