#!/bin/sh
# Reads the QR codes of rendered papers with a decoder that nobody here wrote.
#
#   e2e/outside/qr.sh FILE.pdf...
#
# Prints one line for each code: file, page, text. Exit 1 if a file has none. Pages are rasterised
# by PDFium and read by ZXing (PyPI pypdfium2, zxing-cpp), kept in .cache/outside after the first run.
set -eu
[ $# -gt 0 ] || { echo "usage: $0 FILE.pdf..." >&2; exit 2; }
venv="$(cd "$(dirname "$0")/../.." && pwd)/.cache/outside"
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet pypdfium2 pillow zxing-cpp
fi
exec "$venv/bin/python" - "$@" <<'PYTHON'
import sys
import pypdfium2
import zxingcpp

missing = False
for path in sys.argv[1:]:
    found = 0
    for number, page in enumerate(pypdfium2.PdfDocument(path), start=1):
        # 150 dots per inch: a cheap office scanner.
        for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil()):
            print(path, number, code.text, sep="\t")
            found += 1
    if not found:
        print(f"{path}: no code found", file=sys.stderr)
        missing = True
sys.exit(1 if missing else 0)
PYTHON
