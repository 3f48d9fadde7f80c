"""The demo community that `make run` starts with. It is made by the same services that people use."""

from peersupport.demo.people import PASSWORD, SIGN_INS

__all__ = ["PASSWORD", "SIGN_INS"]
