"""The WSGI application that granian serves. With LIUYOU_HTTPS=1 the headers of a proxy before it are believed."""

import os

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liuyou.config.settings")
application = get_wsgi_application()
if os.environ.get("LIUYOU_HTTPS") == "1":
    proxies = os.environ.get("LIUYOU_PROXIES", "127.0.0.1").split(",")
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies)
