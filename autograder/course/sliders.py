"""A picture that moves with sliders, and stays where there are none.

Picture and sliders are two outputs of a cell. The picture is a plain image that each move replaces,
so it is there in a saved notebook that is opened again, on a web page and in an editor without
widgets; the sliders say there what they would move.
"""

from dataclasses import dataclass

from IPython.display import display

from autograder.checking import words

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Slider:
    """A number that a reader may move: its label, its range and the step, and where it starts.

    With an integer as step it moves through integers.
    """

    label: str
    low: float
    high: float
    step: float
    start: float


class Controls:
    """A widget with a text in its place, for where there are no widgets."""

    def __init__(self, widget, text):
        self.widget = widget
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_mimebundle_(self, include=None, exclude=None):
        view = self.widget._repr_mimebundle_()[WIDGET_VIEW]
        return {WIDGET_VIEW: view, "text/plain": self.text}


def explore(draw, sliders):
    """Display the Picture draw(*numbers), and sliders that draw it again.

    draw: takes a number for each slider. sliders: a list of Slider. Without ipywidgets the picture
    stands alone.
    """
    picture = display(draw(*(slider.start for slider in sliders)), display_id=True)
    try:
        import ipywidgets
    except ImportError:
        return
    kinds = {int: ipywidgets.IntSlider, float: ipywidgets.FloatSlider}
    controls = [
        kinds[type(slider.step)](
            value=slider.start,
            min=slider.low,
            max=slider.high,
            step=slider.step,
            description=slider.label,
            layout={"width": "40em", "max_width": "100%"},
        )
        for slider in sliders
    ]

    def redraw(_):
        picture.update(draw(*(control.value for control in controls)))

    for control in controls:
        control.observe(redraw, "value")
    labels = ", ".join(slider.label for slider in sliders)
    display(Controls(ipywidgets.VBox(controls), words.SLIDERS.format(labels=labels)))
