"""How a PDF is answered, frozen or previewed."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control


def pdf_response(pdf: bytes, filename: str, *, as_file: bool = False) -> HttpResponse:
    """A PDF to read in the browser, or to save."""
    response = HttpResponse(pdf, content_type="application/pdf")
    disposition = "attachment" if as_file else "inline"
    response["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_cache=True)
    return response
