"""How every form field is drawn."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.template import loader

# These have a look of their own and are wrapped in a label.
UNSTYLED = {"checkbox", "radio", "hidden", "file"}


class FieldRenderer(DjangoTemplates):
    """Django's widgets, our field template. Text inputs, selects and text areas get the class `field`."""

    field_template_name = "components/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("components/"):
            return loader.get_template(template_name)
        return super().get_template(template_name)

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        widget: dict[str, Any] = (context.get("widget") if isinstance(context, dict) else None) or {}
        plain = widget and widget.get("type") not in UNSTYLED and "optgroups" not in widget
        if plain or widget.get("template_name", "").endswith("/select.html"):
            attrs = widget["attrs"]
            attrs["class"] = f"field {attrs['class']}" if attrs.get("class") else "field"
        return super().render(template_name, context, request)
