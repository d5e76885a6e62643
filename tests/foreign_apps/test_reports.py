"""Logins that were reported as broken: the finding that names the cause, and no other; none once it is mended."""

from pathlib import Path

import pytest

from tests.foreign_apps.driver import ONE_FILE
from tests.foreign_apps.reports import REPORTS, Report
from tracer.findings import find


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_the_cause_of_a_reported_login_is_named(report: Report, tmp_path: Path) -> None:
    trace = report.play(ONE_FILE.load(tmp_path, *report.app, *report.fault))
    assert [finding.code for finding in find(trace)] == [report.code]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_nothing_is_found_once_it_is_mended(report: Report, tmp_path: Path) -> None:
    trace = report.play(ONE_FILE.load(tmp_path, *report.app))
    assert [finding.code for finding in find(trace)] == []
