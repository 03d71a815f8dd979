"""Headers for both apps. The Content-Security-Policy starts from none; each exception carries its reason."""

from __future__ import annotations

from flask import Flask, Response

_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",  # one style sheet, ours
    "script-src": "'self'",  # one script, ours; every page works without it
    "img-src": "'self'",  # posters and drawings of the bundle
    "media-src": "'self'",  # films of the bundle
    "form-action": "'self'",  # the search form, the desk's forms
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def secure(app: Flask, *, https: bool, cache: str) -> None:
    """Put the headers on every response of an app, errors included. `cache` is its default Cache-Control."""
    policy = "; ".join(f"{name} {value}" for name, value in _POLICY.items())

    @app.after_request
    def add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        response.headers.setdefault("Cache-Control", cache)
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
