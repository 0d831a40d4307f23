import pytest

from rallies.services.edition import shelf


@pytest.fixture
def place(tmp_path, settings):
    """An empty shelf of its own."""
    settings.EDITIONS_DIR = tmp_path / "editions"
    return shelf.from_settings()
