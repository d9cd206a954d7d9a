"""The arms of the experiment, named by what they vary and in the words of the chapter."""

from pse_helpers.chapters.trained_networks.experiment.design import base_of

# Longer names first: each is looked for in what the ones before have left.
WORDS = {
    "same clock, rate 0.005": "rate 0.005, decay 0.005",
    "same clock, AdamW": "AdamW",
    "fashion, images 60000": "60 000 clothes",
    "fashion": "clothes",
    "label noise 0.5": "half random labels",
    "label noise 1": "random labels",
}


def begun_from(tables, *starts):
    """Of tables of contrasts, {column: table}, the arms with these starting points, as `figures.contrasts` takes them.

    >>> import pandas as pd
    >>> from pse_helpers.chapters.trained_networks.experiment import begun_from
    >>> table = pd.DataFrame({"difference": [0.5, 0.1]}, index=["plain, label noise 1", "normalised, decay 0"])
    >>> begun_from({"score": table}, "plain")
    {'difference\\nin score':                difference
    random labels         0.5}
    """
    return {f"difference\nin {column.split()[0]}":
            table[[base_of(arm) in starts for arm in table.index]].rename(in_words)
            for column, table in tables.items()}


def in_words(arm):
    """What an arm varies; a residual network is called so, since it shares a figure with perceptrons.

    >>> from pse_helpers.chapters.trained_networks.experiment.arm_names import in_words
    >>> in_words("plain, fashion, images 60000, decay 0"), in_words("residual, label noise 1")
    ('60 000 clothes, decay 0', 'residual, random labels')
    """
    for name, words in WORDS.items():
        arm = arm.replace(name, words)
    return arm.removeprefix("plain, ").removeprefix("normalised, ")
