"""The attribute that has a text area checked as one types."""

from django.templatetags.static import static
from django.utils.functional import lazy

_static = lazy(static, str)


def checked() -> dict[str, object]:
    """For a widget's `attrs`: where the browser finds the words."""
    return {"data-wording": _static("carnet/wording/words.json")}
