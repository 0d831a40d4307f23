import pytest


@pytest.fixture
def read(client):
    """Fetch a public page and return its text; the status must be the expected one."""

    def fetch(path, status=200):
        response = client.get(path)
        assert response.status_code == status, path
        return response.content.decode()

    return fetch
