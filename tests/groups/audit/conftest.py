import pytest


@pytest.fixture(autouse=True)
def own_list(settings, tmp_path):
    """Of who was erased, and a folder for files: each test has its own."""
    settings.MEDIA_ROOT, settings.ERASURES_FILE = tmp_path / "media", tmp_path / "erasures.txt"
