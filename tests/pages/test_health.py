import ssl

from coproduction.pages import health


def test_the_site_says_it_is_up_to_anybody_without_touching_the_database(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = visitor.get("/health/live")
    assert response.status_code == 200
    assert not response.cookies


def test_the_site_is_ready_when_the_database_and_the_cache_answer(visitor):
    response = visitor.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {"database": True, "cache": True, "letters": True, "beat": True}


def test_the_site_is_not_ready_when_the_database_does_not_answer(visitor, monkeypatch, caplog):
    def broken():
        raise OSError("gone") from ssl.SSLCertVerificationError("gone from db.example.org")

    monkeypatch.setattr(health, "database_answers", broken)
    response = visitor.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["database"] is False
    assert caplog.messages[0] == "Not ready: OSError from SSLCertVerificationError" and "gone" not in caplog.text


def test_the_site_is_not_ready_when_the_cache_forgets(visitor, monkeypatch):
    monkeypatch.setattr(health.caches["passing"], "get", lambda key: None)
    assert visitor.get("/health/ready").status_code == 503
