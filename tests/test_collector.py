"""The collector is paused, and on again whatever happens."""

import gc

import pytest

from benchbook.collector import paused


def fails_while_paused():
    with paused():
        assert not gc.isenabled()
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ZeroDivisionError


def test_it_is_paused_meanwhile_and_on_again_even_after_an_error():
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError):
        fails_while_paused()
    assert gc.isenabled()


def test_one_that_was_off_stays_off():
    gc.disable()
    try:
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
