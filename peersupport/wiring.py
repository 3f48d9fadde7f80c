"""The only place where siblings meet: signals of one app joined to services of another."""


def connect() -> None:
    """Called once, when every app is ready."""
