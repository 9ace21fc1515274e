"""How well text stands out from what is behind it, as a browser paints it."""

from dataclasses import dataclass
from functools import reduce

from playwright.sync_api import Locator

# What WCAG asks of text of ordinary size.
READABLE = 4.5

# Text by text: what it says, its colour, and all colours behind it up to the first opaque one.
COLOURS = """
root => {
    const rgba = text => {
        const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number)
        return [r, g, b, a]
    }
    const behind = element => {
        const layers = []
        for (; element; element = element.parentElement) {
            layers.push(rgba(getComputedStyle(element).backgroundColor))
            if (layers.at(-1)[3] === 1) return layers
        }
        return [...layers, [255, 255, 255, 1]]
    }
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = []
    while (texts.nextNode()) {
        const text = texts.currentNode.data.trim(), element = texts.currentNode.parentElement
        if (text && element.checkVisibility()) {
            found.push([text, rgba(getComputedStyle(element).color), behind(element)])
        }
    }
    return found
}
"""


@dataclass(frozen=True)
class Text:
    """A text on the page, and the ratio of contrast between it and its background, 1 to 21."""

    text: str
    contrast: float


def texts(locator: Locator) -> list[Text]:
    """Every visible text in an element, none of which may lie on a picture."""
    return [
        Text(text, _ratio(colour, background))
        for text, colour, background in locator.evaluate(COLOURS)
    ]


def _ratio(colour, background):
    *layers, opaque = background
    paper = reduce(_over, reversed(layers), opaque[:3])
    dark, bright = sorted((_luminance(paper), _luminance(_over(paper, colour))))
    return (bright + 0.05) / (dark + 0.05)


def _over(paper, layer):
    *channels, alpha = layer
    return [alpha * c + (1 - alpha) * p for c, p in zip(channels, paper, strict=True)]


def _luminance(colour):
    units = (channel / 255 for channel in colour)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in units]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
