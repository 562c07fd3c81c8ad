"""Copy into `assets/` the few files of `node_modules` that Carnet serves or reads.

`assets/vendor` is served to browsers, `assets/fonts` is for Typst alone, `assets/naf` holds the labels of
activities. Source-map comments are cut: the hashed static storage would look for maps that nobody ships.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
ASSETS = ROOT / "assets"
SOURCE_MAP = re.compile(rb"(?://|/\*)[#@]\s*sourceMappingURL=[^\s*]+\s*(?:\*/)?")

WEB_FONT = "@fontsource-variable/inter"
PRINT_FONT = "@expo-google-fonts/inter"
# Regular, bold and their italics, and the two weights that headings and table heads use.
PRINT_FACES = ["400Regular", "400Regular_Italic", "500Medium", "600SemiBold", "700Bold", "700Bold_Italic"]
LEAFLET_LOOKS = "leaflet/dist/leaflet.css"
LEAFLET_IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png")

FILES = {
    "@socialgouv/codes-naf/index.json": "naf/rev2.json",
    "htmx.org/dist/htmx.min.js": "vendor/htmx.min.js",
    "leaflet/LICENSE": "vendor/leaflet/LICENSE",
    "leaflet/dist/leaflet.js": "vendor/leaflet/leaflet.js",
    LEAFLET_LOOKS: "vendor/leaflet/leaflet.css",
    # Not used, but its style sheet names them, and the hashed storage looks for what is named.
    **{f"leaflet/dist/images/{name}": f"vendor/leaflet/images/{name}" for name in LEAFLET_IMAGES},
    f"{WEB_FONT}/LICENSE": "vendor/inter/LICENSE",
    **{
        f"{WEB_FONT}/files/{name}": f"vendor/inter/{name}"
        for subset in ("latin", "latin-ext")
        for style in ("normal", "italic")
        for name in [f"inter-{subset}-wght-{style}.woff2"]
    },
    f"{PRINT_FONT}/LICENSE_FONT": "fonts/LICENSE",
    **{f"{PRINT_FONT}/{face}/Inter_{face}.ttf": f"fonts/Inter_{face}.ttf" for face in PRINT_FACES},
}


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in {".js", ".mjs", ".css"}:
        text = SOURCE_MAP.sub(b"", source.read_bytes())
        # In the lowest layer of carnet.css: a rule outside every layer would win over ours.
        target.write_bytes(b"@layer reset {\n" + text + b"}\n" if source == MODULES / LEAFLET_LOOKS else text)
    else:
        shutil.copyfile(source, target)


def main() -> int:
    missing = [source for source in FILES if not (MODULES / source).is_file()]
    if missing:
        print("These files are not in node_modules; run `npm ci`, or mend the list in scripts/assets.py:")
        print(*(f"  {source}" for source in missing), sep="\n")
        return 1
    # These folders hold nothing but this list, so that a file taken off it disappears.
    for folder in ("vendor", "fonts", "naf"):
        shutil.rmtree(ASSETS / folder, ignore_errors=True)
    for source, target in FILES.items():
        copy(MODULES / source, ASSETS / target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
