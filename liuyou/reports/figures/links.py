"""Addresses of pages that other parts serve; empty where that part is not installed."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def to(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def record(register: str, number: int) -> str:
    return to("record", register, number)


def register(code: str) -> str:
    """The list of a register."""
    return to("records", code)
