"""What sings where something in a page runs, or asks the network for something."""

from playwright.sync_api import BrowserContext, Dialog, Page, Request

# Every payload opens a dialog or asks for something on this port, where nobody answers.
PORT = "49999"

# What a reader may do with a page: point at everything, move the focus over it, open and close what
# is folded, click each link that leads to no other page.
TOUCH = """scope => {
    for (const each of document.querySelectorAll(`${scope}, ${scope} *`)) {
        for (const kind of ["pointerover", "mouseover", "mouseenter", "focus", "toggle"])
            each.dispatchEvent(new Event(kind));
        const link = each.getAttribute("href") ?? each.getAttribute("xlink:href") ?? "";
        if (each.localName == "summary" || each.localName == "a" && !link.match(/^(http|mailto)/))
            each.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
    }
}"""


class Canary:
    """Listens to all pages of a context. songs: what ran or was asked for.

    home: the beginning of addresses that the page itself may ask for.
    """

    def __init__(self, context: BrowserContext, home: str = "file:"):
        self.songs: list[str] = []
        self.home = (home, "data:", "blob:")
        context.on("dialog", self._dialog)
        context.on("request", self._request)

    def touch(self, page: Page, scope: str = "body") -> list[str]:
        """Do what a reader may do within a part of a page, and return all songs so far."""
        page.evaluate(TOUCH, scope)
        page.wait_for_load_state("networkidle")
        return self.songs

    def _dialog(self, dialog: Dialog) -> None:
        self.songs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.home):
            self.songs.append(f"request: {request.url}")
