"""How much one request may send, known before any of it is read: nobody fills the disk, signed in or not."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST = 256 << 20
"""Bytes of a whole request, several files together; each file has its own limit where it is taken."""


class Quota(FileUploadHandler):
    """The first of the upload handlers; it keeps nothing and lets the others go on."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        if content_length > MOST:
            raise RequestDataTooBig(f"{content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
