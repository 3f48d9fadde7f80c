"""Making accounts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager[Any]):
    def _create_user(self, sign_in_name: str, password: str | None, **fields: Any) -> Any:
        user = self.model(sign_in_name=sign_in_name.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, sign_in_name: str, email: str = "", password: str | None = None, **fields: Any) -> Any:
        """An ordinary account; `email` may be empty."""
        return self._create_user(sign_in_name, password, email=email, **fields)

    def create_superuser(self, sign_in_name: str, password: str | None = None, **fields: Any) -> Any:
        fields.update(is_staff=True, is_superuser=True)
        return self._create_user(sign_in_name, password, **fields)
