"""The very bytes that browsers send: a form posted by somebody signed in, a page asked for."""

from __future__ import annotations

from urllib.parse import urlencode

from guanlian.web.bench.crowd import Visitor
from guanlian.web.bench.serving import HOST

AS_BROWSERS_DO = (
    "User-Agent: Mozilla/5.0 (bench)\r\nAccept: text/html\r\nAccept-Language: zh-CN,zh;q=0.9\r\n"
    "Accept-Encoding: gzip\r\nConnection: keep-alive\r\n"
)


def form(port: int, path: str, visitor: Visitor, **fields: str) -> bytes:
    """`fields` posted by `visitor` with their session and token."""
    body = urlencode({"csrfmiddlewaretoken": visitor.token} | fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{AS_BROWSERS_DO}"
        f"Cookie: sessionid={visitor.session}; csrftoken={visitor.token}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def page(port: int, path: str, visitor: Visitor | None = None) -> bytes:
    """A page, asked for signed out or by `visitor`."""
    cookie = f"Cookie: sessionid={visitor.session}\r\n" if visitor else ""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{AS_BROWSERS_DO}{cookie}\r\n".encode()
