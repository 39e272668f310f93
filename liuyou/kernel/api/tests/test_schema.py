"""The OpenAPI file is what is served, and what is served keeps to it, whatever is sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from liuyou.kernel.api.serving import fresh

FILE = Path(__file__).resolve().parents[4] / "docs" / "openapi.yaml"
WRITE_IT = "run: python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml"


def test_the_file_in_the_repository_is_current(db):
    assert FILE.read_bytes() == fresh(), WRITE_IT


def test_the_file_is_sound_and_without_warnings(db, tmp_path):
    from django.core.management import call_command

    target = tmp_path / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    assert target.read_bytes() == FILE.read_bytes()


def test_every_register_has_an_address_of_its_own_with_its_fields(db):
    import yaml

    from liuyou.kernel.web.screens import SCREENS

    described = yaml.safe_load(FILE.read_text("utf-8"))
    ids = [each["operationId"] for path in described["paths"].values() for each in path.values()]
    assert len(ids) == len(set(ids))
    for code in SCREENS:
        assert f"/api/v1/records/{code}/" in described["paths"]
        assert f"/api/v1/records/{code}/{{number}}/" in described["paths"]
    values = described["components"]["schemas"]["AidPaymentValues"]["properties"]
    assert {"amount", "programme", "person"} <= set(values)
    file = described["components"]["schemas"]["AidFileValues"]["properties"]
    assert not {"income", "bank_card", "detail", "illness_cost"} & set(file)


@pytest.fixture
def kept_open():
    """The transaction of the test is not closed with each request, as the server would."""
    from django.core import signals
    from django.db import close_old_connections

    both = (signals.request_started, signals.request_finished)
    for each in both:
        each.disconnect(close_old_connections)
    yield
    for each in both:
        each.connect(close_old_connections)


EACH = 2
"""Requests made up for each address."""


@pytest.mark.parametrize("part", range(4))
def test_made_up_requests_are_answered_as_described(county, program, monkeypatch, kept_open, part):
    """Good and bad ones from the file itself, always the same: no fault of ours, and every answer has its shape."""
    import schemathesis
    import yaml
    from hypothesis import HealthCheck, Phase, given, seed, settings
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    from liuyou.config.wsgi import application
    from liuyou.kernel.api import counting

    payment = county.pay(county.east1, county.people("王小明")[0], "500", date(2016, 1, 28))
    rights = ["aid.read", "aid.record", "aid.correct", "aid.apply", "aid.verify", "aid.check", "aid.approve"]
    rights += ["bargaining.read", "activities.read", "people.read", "figures.read", "documents.read", "documents.write"]
    client = program(county.root, *rights)
    described = yaml.safe_load(FILE.read_text("utf-8"))
    schema = schemathesis.openapi.from_dict(described)
    schema.app = application
    found = sorted((each.ok() for each in schema.get_all_operations()), key=lambda each: (each.path, each.method))
    monkeypatch.setattr(counting, "most", lambda: 10**9)

    kept = (
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    )

    def of(operation):
        @seed(20160101)
        @settings(
            max_examples=EACH,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            if "number" in (case.path_parameters or {}) and "papers" not in operation.path:
                case.path_parameters["number"] = payment.pk
            answer = case.call(headers={"Authorization": f"Bearer {client.text}"})
            case.validate_response(answer, checks=kept)

        return ask

    for operation in found[part::4]:
        of(operation)()
