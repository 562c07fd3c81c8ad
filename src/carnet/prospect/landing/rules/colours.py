"""A company's colour on a public page: what can be read on it. Contrast as WCAG 2.2 defines it."""

INK, WHITE = "#1c2130", "#ffffff"


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`. Source: WCAG 2.2, definition of relative luminance, read 2026-11."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable_on(colour: str) -> str:
    """White, or ink where it reads better: one of the two always has a contrast above 4.5 except on middle greys."""
    return max((WHITE, INK), key=lambda text: contrast(text, colour))


def fit(colour: str) -> str:
    """The colour itself, or a darker one where neither white nor ink can be read on it (below 4.5)."""
    found = colour.lower()
    while contrast(readable_on(found), found) < 4.5:
        found = "#" + "".join(f"{int(int(found[place : place + 2], 16) * 0.94):02x}" for place in (1, 3, 5))
    return found
