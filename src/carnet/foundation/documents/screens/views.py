"""The frozen document itself, byte for byte."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition

from carnet.foundation.documents.models import Document
from carnet.foundation.documents.queries import with_content
from carnet.foundation.documents.responses import pdf_response
from carnet.foundation.ui.screens import screen
from carnet.foundation.workspaces.permissions import Permission


def _etag(request: HttpRequest, pk: int) -> str | None:
    sha256 = Document.objects.filter(pk=pk).values_list("sha256", flat=True).first()
    return f'"{sha256}"' if sha256 else None


@screen(Permission.DOCUMENT_READ, serves=("C11.2",))
@condition(etag_func=_etag)
# Readers built into browsers put the PDF in an object of their own.
@csp_replace({"object-src": ["'self'"]})
def download(request: HttpRequest, pk: int) -> HttpResponse:
    document = with_content(pk)
    if document is None:
        raise Http404
    return pdf_response(bytes(document.content.pdf), document.filename, as_file="save" in request.GET)
