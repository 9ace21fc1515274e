"""The attacks on the examination, as data, and correct work that must lose nothing."""

from attacks.attack import Attack
from attacks.correct_work import CORRECT_WORK
from attacks.crashing import CRASHING
from attacks.escaping import ESCAPING
from attacks.files import FILES
from attacks.flooding import FLOODING
from attacks.forging_cells import FORGING_CELLS
from attacks.forging_libraries import FORGING_LIBRARIES
from attacks.forging_notebook import FORGING_NOTEBOOK
from attacks.forging_values import FORGING_VALUES
from attacks.forging_wire import FORGING_WIRE
from attacks.hanging import HANGING
from attacks.leaving import LEAVING
from attacks.network import NETWORK
from attacks.pages import PAGES
from attacks.reading import READING

FORGING = FORGING_LIBRARIES + FORGING_VALUES + FORGING_CELLS + FORGING_WIRE + FORGING_NOTEBOOK

ATTACKS = (
    FORGING + READING + LEAVING + ESCAPING + CRASHING + HANGING + FLOODING + NETWORK + FILES + PAGES
)

__all__ = ["ATTACKS", "CORRECT_WORK", "Attack"]
