#!/usr/bin/env bash
# Reads the QR codes of rendered papers with a decoder that nobody here wrote.
#
#   e2e/outside/qr.sh FILE.pdf...
#
# Prints one line for each code: file, page, text. Exit 1 if a file has none. Pages are rasterised
# by PDFium and read by ZXing (PyPI pypdfium2, zxing-cpp).
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: $0 FILE.pdf..." >&2; exit 2; }
exec "$(dirname "$0")/python.sh" - "$@" <<'PYTHON'
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
