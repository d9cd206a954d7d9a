"""The chapters' own things: what exactly one chapter uses stands in a folder of its name.

In it are its `figures`, the checkers of its `exercises` and its `claims`; beside the folders stand
what all chapters share, the machinery of claims (`claims`) and of exercises
(`exercises`, `verdicts`), and the numbers that papers print (`published`). The
library imports nothing from here.
"""
