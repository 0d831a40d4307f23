import re

import pytest
from cryptography.fernet import Fernet

from rallies import tokens


def test_public_id_is_16_letters_and_digits_fit_for_a_path():
    assert re.fullmatch(r"[a-z2-7]{16}", tokens.public_id())


def test_public_ids_do_not_repeat():
    assert len({tokens.public_id() for _ in range(2000)}) == 2000


def test_sealed_text_is_unreadable_and_opens_again():
    keys = [Fernet.generate_key().decode()]
    sealed = tokens.seal("Анна, anna@example.org", keys=keys)
    assert b"anna" not in sealed
    assert tokens.unseal(sealed, keys=keys) == "Анна, anna@example.org"


def test_the_same_text_is_sealed_differently_each_time():
    keys = [Fernet.generate_key().decode()]
    assert tokens.seal("anna", keys=keys) != tokens.seal("anna", keys=keys)


def test_unseal_takes_the_memory_that_a_database_driver_returns():
    keys = [Fernet.generate_key().decode()]
    assert tokens.unseal(memoryview(tokens.seal("anna", keys=keys)), keys=keys) == "anna"


def test_the_first_key_seals_and_every_key_opens():
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    assert tokens.unseal(tokens.seal("anna", keys=[old]), keys=[new, old]) == "anna"
    assert tokens.unseal(tokens.seal("anna", keys=[new, old]), keys=[new]) == "anna"


def test_unseal_without_the_right_key_is_refused():
    sealed = tokens.seal("anna", keys=[Fernet.generate_key().decode()])
    with pytest.raises(tokens.SealError):
        tokens.unseal(sealed, keys=[Fernet.generate_key().decode()])


@pytest.mark.parametrize("sealed", [b"", b"plain text", b"gAAAAA"])
def test_unseal_of_what_was_never_sealed_is_refused(sealed):
    with pytest.raises(tokens.SealError):
        tokens.unseal(sealed, keys=[Fernet.generate_key().decode()])


def test_unseal_of_a_changed_value_is_refused():
    keys = [Fernet.generate_key().decode()]
    sealed = bytearray(tokens.seal("anna", keys=keys))
    sealed[20] ^= 1
    with pytest.raises(tokens.SealError):
        tokens.unseal(bytes(sealed), keys=keys)


def test_unseal_without_any_valid_key_is_refused():
    sealed = tokens.seal("anna", keys=[Fernet.generate_key().decode()])
    with pytest.raises(tokens.SealError):
        tokens.unseal(sealed, keys=["destroyed"])


def test_unseal_without_any_key_is_refused():
    sealed = tokens.seal("anna", keys=[Fernet.generate_key().decode()])
    with pytest.raises(tokens.SealError):
        tokens.unseal(sealed, keys=[])
