"""Make failing-check.png of what a check says: `python docs/pictures/failing_check.py`.

The picture carries the text of the report, by which a test knows whether it is still the same.
"""

import io
import os
from pathlib import Path

import numpy as np
from PIL import Image, PngImagePlugin
from playwright.sync_api import sync_playwright
from scipy import special

from autograder import CheckFailed, check
from autograder.checking.report import Report
from autograder.course.check import COURSE, NOTEBOOK

PLACE = Path(__file__).with_name("failing-check.png")
TEXT = "Description"
COLOURS = 48

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 12px; width: 700px; background: #fff; color: #222;
        font: 14px/1.4 "DejaVu Sans", sans-serif }}
.code {{ padding: 6px 10px; margin-bottom: 8px; background: #f5f5f5; border: 1px solid #ddd;
         font-family: "DejaVu Sans Mono", monospace }}
</style><div class="code">check(softmax_jacobian)</div>{report}"""


def softmax_jacobian(z):
    """The answer of the picture: the terms of two different indices are missing."""
    s = special.softmax(z)
    return np.diag(s * (1 - s))


def report() -> Report:
    """What the check says of this answer."""
    found = []
    with NOTEBOOK.active(found.append):
        try:
            check(softmax_jacobian)
        except CheckFailed:
            return Report(found[0], COURSE)
    raise AssertionError("the check passes")


def draw() -> None:
    """Write the picture."""
    said = report()
    html = PAGE.format(report=said._repr_mimebundle_()["text/html"])
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = chromium.new_page(
            viewport={"width": 724, "height": 100}, device_scale_factor=2, color_scheme="light"
        )
        page.set_content(html)
        image = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        chromium.close()
    text = PngImagePlugin.PngInfo()
    text.add_itxt(TEXT, str(said))
    image.convert("RGB").quantize(COLOURS).save(PLACE, optimize=True, pnginfo=text)


if __name__ == "__main__":
    draw()
