"""The whitelist: which words outsiders may read at all."""

import dataclasses
import inspect

import pytest

from rallies.formats import payload

SHAPES = [shape for _name, shape in inspect.getmembers(payload, dataclasses.is_dataclass)]
PRIVATE = {
    "note",
    "contact",
    "contacts",
    "sealed",
    "review",
    "by",
    "user",
    "version",
    "journal",
    "email",
    "phone",
}
KEYS = {"id", "pk", "geonames_id"}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_shape_has_no_room_for_what_is_private(shape):
    names = {field.name for field in dataclasses.fields(shape)}
    assert names & (PRIVATE | KEYS) == set()


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_shape_is_frozen_and_takes_no_further_field(shape):
    assert shape.__dataclass_params__.frozen
    assert "__slots__" in vars(shape)


def test_rally_is_read_by_its_public_number_only():
    names = {field.name for field in dataclasses.fields(payload.RallyCard)}
    assert {name for name in names if name.endswith("_id")} == {"public_id"}


def test_text_is_true_where_there_is_one():
    assert not payload.Text()
    assert payload.Text("Rally")
