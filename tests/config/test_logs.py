import io
import logging

import pytest
from gunicorn.config import Config

from config.logs import AddressFilter, AddressFreeLogger, without_addresses


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Invalid request from ip=203.0.113.7: bad", "Invalid request from ip=[address]: bad"),
        ("from 2001:db8::7 came", "from [address] came"),
        ("from 2001:db8:0:0:0:0:0:7: bad", "from [address]: bad"),
        ("peer ::ffff:203.0.113.7", "peer [address]"),
        ("ip:203.0.113.7:443", "ip:[address]:443"),
        (" :203.0.113.7: odd", " :[address]: odd"),
        ("Invalid HTTP_HOST header: '198.51.100.4'", "Invalid HTTP_HOST header: '[address]'"),
    ],
)
def test_log_line_loses_addresses(line, shown):
    assert without_addresses(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        "Listening at: http://127.0.0.1:8000 (17)",
        "Listening at: http://0.0.0.0:8000",
        "at 12:30:05 on 2023-01-21",
        "Django 5.2.19, rallies::model",
        "999.1.1.1 is no address",
        "rallies.services: applied 131 rows",
    ],
)
def test_log_line_without_visitors_stays(line):
    assert without_addresses(line) == line


def test_filter_fills_in_arguments_before_it_looks():
    record = logging.LogRecord("x", logging.INFO, "x.py", 1, "from %s: %d", ("203.0.113.7", 4), None)
    assert AddressFilter().filter(record) is True
    assert record.getMessage() == "from [address]: 4"


def test_gunicorn_log_names_no_sender():
    log = AddressFreeLogger(Config())
    written = io.StringIO()
    for handler in log.error_log.handlers:
        handler.setStream(written)
    log.warning("Invalid request from ip=%s: %s", "203.0.113.7", "Invalid HTTP request line")
    assert "[address]: Invalid HTTP request line" in written.getvalue()
    assert "203.0.113.7" not in written.getvalue()
