"""The window around every page: navigation, search, status, banners, calls."""
