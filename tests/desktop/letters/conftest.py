"""The same small desk as for the tests about customers."""

from tests.desktop.customers.care_office import make_store, store, window

__all__ = ["make_store", "store", "window"]
