"""The smallest application there is, for what is asked of the web server alone."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
