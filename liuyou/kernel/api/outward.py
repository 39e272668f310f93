"""One POST to an address that somebody has typed: only where it may go, to the very address that was looked up.

Guards against requests forged through us (SSRF): private, loopback and other special addresses are refused unless the
installation names their network in LIUYOU_WEBHOOK_NETWORKS; redirects are not followed; the answer is not read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from liuyou.kernel.base.errors import LiuyouError, Refused

TIMEOUT = 10.0
LONGEST = 20.0
"""Seconds for all of it: one that answers a letter at a time would never run into the other."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
THROUGH = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of IPv4 hosts as seen through NAT64."""


class Unreachable(LiuyouError):
    """Nobody answered there."""


def check_url(url: str) -> SplitResult:
    """Refused unless it is https, or http to this machine or a network that the installation names."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
        host.encode("idna")
    except (ValueError, UnicodeError):
        raise Refused("地址读不懂：写法如 https://接收方域名/路径。") from None
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.password or port == 0:
        raise Refused("地址应以 https:// 开头，不能带用户名和密码：写法如 https://接收方域名/路径。")
    if any(sign.isspace() or not sign.isprintable() or ord(sign) > 126 for sign in f"{parts.path}{parts.query}"):
        raise Refused("地址里有空格或中文：请换成转义后的写法（如 %E5%B7%A5）。")
    return parts


def addresses(host: str, port: int) -> list[str]:
    """What a host's name stands for, if all of it may be gone to."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise Unreachable("域名查不到：请核对地址。") from None
    literal = [str(each).partition("%")[0] for each in found]
    if not literal or not all(allowed(each) for each in literal):
        raise Refused(
            "这个地址在内部网络里，不能往那里发送：确有需要的，请系统管理员在 LIUYOU_WEBHOOK_NETWORKS 中写明。"
        )
    return sorted(literal)


def allowed(text: str) -> bool:
    address = plain(ipaddress.ip_address(text))
    if named(address):
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def plain(address: Address) -> Address:
    """The IPv4 address within an IPv6 one, where there is one."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if address in THROUGH:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def named(address: Address) -> bool:
    networks = (ipaddress.ip_network(each) for each in settings.API_WEBHOOK_NETWORKS)
    return any(address in network for network in networks)


def check(url: str) -> tuple[SplitResult, str, int]:
    """The parts of an address, where to connect, and the port. Refused where it may not be gone to."""
    parts = check_url(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    where = addresses(parts.hostname or "", port)[0]
    if parts.scheme == "http" and not named(plain(ipaddress.ip_address(where))):
        raise Refused("地址应以 https:// 开头：不加密的 http 只能用于系统管理员写明的内部网络。")
    return parts, where, port


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was checked, and asks there for the certificate of the host."""

    def __init__(self, host: str, port: int, where: str, secure: bool) -> None:
        self._secure = ssl.create_default_context() if secure else None
        super().__init__(host, port, timeout=TIMEOUT)
        self._where = where

    def connect(self) -> None:
        plain_socket = socket.create_connection((self._where, self.port), TIMEOUT)
        self.sock = self._secure.wrap_socket(plain_socket, server_hostname=self.host) if self._secure else plain_socket

    def cut(self) -> None:
        """From another thread: whoever waits here is told that the connection is gone."""
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """The status code answered. Refused where it may not go; Unreachable with the reason."""
    parts, where, port = check(url)
    connection = _Pinned(parts.hostname or "", port, where, parts.scheme == "https")
    cut = threading.Timer(LONGEST, connection.cut)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        cut.start()
        connection.request("POST", target, body, {"Content-Type": "application/json; charset=utf-8", **headers})
        return connection.getresponse().status
    except ssl.SSLError:
        raise Unreachable("对方的证书不可信或已过期。") from None
    except TimeoutError:
        raise Unreachable(f"{TIMEOUT:.0f} 秒内没有应答。") from None
    except (OSError, http.client.HTTPException):
        raise Unreachable("连接不上，或应答不合 HTTP 规范。") from None
    finally:
        cut.cancel()
        connection.close()
