"""QR codes of short links, for a screen and for print."""

from io import BytesIO

BORDER = 4
"""Modules of white around it, as ISO/IEC 18004 wants them."""
SCALE = 20


def svg(address: str) -> bytes:
    return _drawn(address, "svg")


def png(address: str) -> bytes:
    """At 20 points a module it prints sharply on some ten centimetres."""
    return _drawn(address, "png")


def _drawn(address: str, kind: str) -> bytes:
    # Here and not above: few pages draw one, and the library takes its time to load.
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=BORDER, box_size=SCALE)
    code.add_data(address)
    code.make(fit=True)
    out = BytesIO()
    if kind == "svg":
        code.make_image(image_factory=SvgPathFillImage).save(out)
    else:
        code.make_image().save(out)
    return out.getvalue()
