"""What axe-core, a checker of pages for people with disabilities, finds in a page."""

from pathlib import Path

from installs import need
from playwright.sync_api import Page

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"


def grave(page: Page) -> list[str]:
    """Return a sentence for each finding that is serious or critical."""
    need("" if AXE.is_file() else f"there is no {AXE}", "npm ci --prefix tests/browser")
    page.evaluate(AXE.read_text(encoding="utf-8"))  # past the page's policy, which allows no script
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert len(found["passes"]) > 10, "axe-core looked at nothing"
    return [
        f"{each['id']}: {each['help']}: {node['html']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
