"""What an instructor does in formgrader, in a frame of JupyterLab or in a tab of its own."""

from playwright.sync_api import FrameLocator, Page, expect


def choose_formgrader(page: Page) -> None:
    """Choose it in the menu of JupyterLab."""
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.locator(".lm-Menu").get_by_text("Formgrader", exact=True).click()


class Formgrader:
    """Formgrader in a page; `frame` is where in it, the page itself or a frame."""

    def __init__(self, page: Page, frame: Page | FrameLocator):
        self.page, self.frame = page, frame

    def follow(self, to: str) -> None:
        """Click on the link that leads to this page of formgrader."""
        self.frame.locator(f'a[href$="/formgrader/{to}"]').click()

    def row(self, text: str):
        """The row of a table that holds this text."""
        return self.frame.get_by_role("row").filter(has_text=text)

    def press(self, row: str, column: str) -> str:
        """Press the button in this column of a row, and return what it says when it is done."""
        self.row(row).locator(f"td.{column} a").click()
        dialog = self.frame.get_by_role("dialog")
        expect(dialog).to_be_visible()
        said = dialog.inner_text()
        dialog.get_by_role("button", name="OK").click()
        expect(dialog).to_have_count(0)
        return said

    def enter(self, field: str, text: str, saved_as: str) -> None:
        """Type into a field and leave it, and wait until formgrader has saved it."""
        with self.page.expect_response(
            lambda response: (
                f"/api/{saved_as}/" in response.url and response.request.method == "PUT"
            )
        ) as saved:
            self.frame.locator(f"#{field}").fill(text)
            self.frame.locator(f"#{field}").blur()
        assert saved.value.ok
