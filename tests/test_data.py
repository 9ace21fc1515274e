"""Fisher's iris flowers, in a notebook and in the jail."""

import json

import numpy as np
from installs import need_linux
from patience import PATIENCE
from students import ROOT

from autograder import iris
from autograder.course.check import COURSE
from autograder.course.data import DATA

LOOK = """
from autograder import check, iris
measurements, species, names = iris
try:
    iris.measurements[0, 0] = 0
except ValueError as error:
    print(error)
print(measurements.shape, measurements.dtype, species.shape, species.dtype, names)
print(measurements.sum(axis=0).tolist(), [int(n) for n in np.bincount(species)])
""".replace("from autograder", "import numpy as np\nfrom autograder", 1)


def test_there_are_fifty_flowers_of_each_species_with_the_means_that_fisher_printed():
    assert np.bincount(iris.species).tolist() == [50, 50, 50]
    means = [iris.measurements[iris.species == place].mean(axis=0) for place in range(3)]
    printed = [[5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326]]
    np.testing.assert_allclose(means[:2], printed, atol=1e-12)
    np.testing.assert_allclose(means[2], [6.588, 2.974, 5.552, 2.026], atol=1e-12)
    assert iris.names == ("setosa", "versicolor", "virginica")


def test_their_figures_have_a_source():
    text = (ROOT / "autograder" / "course" / "iris.csv").read_text(encoding="utf-8")
    for said in ("R. A. Fisher", "1936", "datasets::iris", "UCI", "load_iris"):
        assert said in text


def test_they_are_the_data_of_the_course_that_a_check_knows():
    assert COURSE.data is DATA
    assert set(DATA) == {"iris"}


def test_a_cell_that_looks_at_them_shows_the_same_in_the_jail_as_in_a_notebook(warm, capsys):
    need_linux()
    exec(LOOK, {})
    here = capsys.readouterr().out
    with warm.jail({"autograder.py": b"raise SystemExit"}, data=DATA) as jail:
        succeeded, outputs = jail.run(LOOK, PATIENCE)
    assert succeeded, outputs
    assert "".join(output["text"] for output in json.loads(outputs)) == here
    assert here.startswith("assignment destination is read-only\n(150, 4) float64 (150,) int64")
