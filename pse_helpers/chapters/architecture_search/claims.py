"""What chapter "Architecture search" says, recomputed."""

from itertools import combinations

import numpy as np
import pandas as pd

from pse_helpers import networks
from pse_helpers.cascade import cpse
from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.layers import LayerSpectra
from pse_helpers.measures import log_switch_determinant
from pse_helpers.networks import digits
from pse_helpers.statistics import filtered_search_regret

FREE = ["width", "weights", "cPSE, untrained", "switch patterns", "synaptic flow"]


# -- in brief -------------------------------------------------------------------

@fixed_seed("the tolerance decides where the rule stops; task and training move it less.")
def the_tolerance_moves_the_stop_most(on_digits, trained, untrained, untrained_there):
    down, across = _moves(on_digits, trained, untrained, untrained_there)
    return across.max() < down.min()


@fixed_seed("Networks that never saw an image are stopped as well: on digits at nearly the same depths, on CIFAR-10 up "
            "to seven layers sooner.")
def where_untrained_networks_are_stopped(on_digits, trained, untrained, untrained_there):
    on_cifar, there = trained - untrained.median(), on_digits.median() - untrained_there.median()
    stopped = untrained.notna().all(axis=None) and untrained_there.notna().all(axis=None)
    return stopped and len(there) == 5 and there.abs().max() <= 1 and on_cifar.min() > 0 and on_cifar.max() == 7


@fixed_seed("the width, which anyone can read off, chooses a better network than cPSE or synaptic flow does.")
def the_width_chooses_better(result):
    return result.regret["width"] < result.regret[["cPSE, untrained", "synaptic flow"]].min()


@fixed_seed("train the first two by width, by weights or by switch patterns, and you do better than with two drawn at "
            "random, on average; by cPSE or synaptic flow, worse. But a third of all pairs do as well as the best of "
            "these.")
def which_filters_let_better_pairs_pass(regrets, seen, truth):
    two = regrets.loc[2]
    better, worse = two[["width", "weights", "switch patterns"]], two[["cPSE, untrained", "synaptic flow"]]
    as_good = (_regrets_of_pairs(seen, truth) <= better.min() + 1e-9).mean()
    return better.max() < two.random < worse.min() and 0.30 < as_good < 0.37


@exact("Four trainings drawn at random are needed to match the width alone.")
def four_trainings_match_the_width(at_random, counts, result):
    enough = [k for k, lost in zip(counts, at_random) if round(lost, 2) <= round(result.regret["width"], 2)]
    return min(enough) == 4


# -- when to stop ---------------------------------------------------------------

@exact("The rule stops at the first small distance, after 11 to 18 layers whether 20 or 56 were built; in the last "
       "layer each of the four is far above 0.01 again.")
def the_rule_stops_at_the_first_small_distance(cascades):
    stops = [cascade.depths[cascade.distances < 0.01].min() for cascade in cascades.values()]
    last = [cascade.distances[-1] for cascade in cascades.values()]
    return len(last) == 4 and min(last) > 10 * 0.01, {
        "11": min(stops), "18": max(stops), "20": min(cascades), "56": max(cascades)}


@fixed_seed("Down the table the stop moves by 14 to 19 layers, across it by 7 at most.")
def the_tolerance_decides(on_digits, trained, untrained, untrained_there):
    down, across = _moves(on_digits, trained, untrained, untrained_there)
    return {"14": down.min(), "19": down.max(), "7": across.max()}


@fixed_seed("On digits training moves the median by one layer at most.")
def training_hardly_moves_the_stop_on_digits(on_digits, untrained_there):
    return len(on_digits) == 5 and (on_digits.median() - untrained_there.median()).abs().max() == 1


@fixed_seed("The network trained on CIFAR-10 is stopped later than each of its twins with only two of the five "
            "tolerances.")
def twins_are_stopped_as_well(trained, untrained):
    return untrained.shape == (19, 5) and (trained > untrained.max()).sum() == 2 and untrained.notna().all(axis=None)


@exact("Whoever grows one does not know its $N_{\\max}$ yet; with that of the layers so far the rule stops at 4 to 18 "
       "layers instead of 4 to 23.)")
def where_the_rule_stops_a_growing_network(deep, stopped, tolerances, trained):
    grown = {layers: cpse(LayerSpectra(deep.names[:layers], deep.shapes[:layers], deep.values[:layers])).distances[-1]
             for layers in range(3, len(deep))}
    stops = [min(layers for layers, last in grown.items() if last < tolerance) for tolerance in tolerances]
    return stops == stopped([cpse(deep)], 16 / 64).loc[0].to_list(), {
        "4": (min(stops), trained.min()), "18": max(stops), "23": trained.max()}


@exact("The finished network with 56 layers has the smallest test error of the four.")
def the_deepest_network_is_the_best():
    errors = _errors_on_cifar()
    return len(errors) == 4 and errors.idxmin() == errors.index.max(), {"56": errors.index.max()}


@fixed_seed("Here $l$, one less than in the table, goes from 3 to 22, and for the median of the twins from 2 to 16: "
            "not quite tenfold: the law is for layers that are alike.")
def a_hundred_times_smaller_tolerance(trained, untrained):
    (large, *_, small), median = sorted(trained.index, reverse=True), untrained.median()
    return np.isclose(large / small, 10**2), {
        "3": trained[large] - 1, "22": trained[small] - 1, "2": median[large] - 1, "16": median[small] - 1}


@exact("More depth does not help: from 8 to 56 layers the mean test error goes up and down, and ends higher than "
       "it began.")
def more_depth_does_not_help_on_digits(by_depth):
    mean = by_depth.test_error.mean()
    steps = mean.diff()
    return (steps > 0).any() and (steps < 0).any() and mean.iloc[-1] > mean.iloc[0], {
        "8": mean.index[0], "56": mean.index[-1]}


@exact("(One image more or less is 0.11 per cent, and three to five runs fix a mean to about as much.)")
def one_image_and_the_errors_of_means(by_depth):
    runs = by_depth.test_error.count()
    error = by_depth.test_error.std() / runs**0.5
    return runs.min() == 3 and runs.max() == 5 and error.between(0.08, 0.15).all(), {"0.11": 100 / _test_images()}


@exact(r"The longest spectrum $N_{\max}$ is 32 on digits and 64 on CIFAR-10, so distances on digits are doubled "
       "before they meet the tolerances.")
def longest_spectra_of_two_tasks(deep, deepest):
    [own] = {_longest(spectra) for spectra in deepest}
    return 2 * own == _longest(deep), {"32": own, "64": _longest(deep)}


@exact("Besides, the networks of the two tasks differ in width, 8 against 16.")
def widths_of_two_tasks(deep, deepest):
    [own] = {spectra.shapes[0][0] for spectra in deepest}  # the filters of the first convolution
    return {"8": own, "16": deep.shapes[0][0]}


@exact("So with $0.003$ the rule lets the digits networks of 56 layers go on to 23 or more where 8 do as well, and on "
       "CIFAR-10 says 23 where the network of 56 is better than that of 20.")
def the_rule_does_not_know_the_task(by_depth, deepest, on_digits, trained):
    errors = _errors_on_cifar()
    return errors[56] < errors[20] and len(on_digits) == len(deepest), {
        "23": (on_digits[0.003].min(), trained[0.003]), "8": by_depth.test_error.mean().idxmin(),
        "56": (set(map(len, deepest)).pop(), errors.idxmin())}


# -- fifteen candidates ---------------------------------------------------------

@exact("Every candidate is worth considering: all but one of the 45 runs are better than the baseline of chapter 7, "
       "logistic regression with a test error of 3.78 per cent.")
def nearly_all_runs_beat_the_baseline(grid):
    baseline = digits.baseline_error()
    return (grid.test_error >= baseline).sum() == 1, {"45": len(grid), "3.78": baseline}


@exact("(The images are the same 899 in both cases, which leaves signals that are test errors an advantage.)")
def number_of_test_images():
    return {"899": _test_images()}


@exact(r"(The longest spectrum $N_{\max}$ is 16, 32 and 64 for the three widths, and distances grow with it.")
def longest_spectra(seen):
    longest = seen.final.map(_longest).groupby(seen.width)
    numbers = longest.unique().map(lambda values: values.item())
    one = seen.final.iloc[0]
    return cpse(_every_value_twice(one)).value > cpse(one).value, dict(zip(("16", "32", "64"), numbers))


@exact("The test error depends on width: in every row but the first it falls from left to right.")
def the_test_error_depends_on_width(on_grid, truth):
    falls = (np.diff(on_grid(truth), axis=1) < 0).all(axis=1)
    return not falls[0] and falls[1:].all()


@fixed_seed("cPSE of untrained networks depends on depth: it falls from top to bottom.")
def untrained_cpse_depends_on_depth(on_grid, signals):
    return _falls_with_depth(on_grid(signals["cPSE, untrained"]))


# -- correlations ---------------------------------------------------------------

@fixed_seed("The width, the most obvious of the free signals, is also the best: its rank correlation with the test "
            "error is 0.84.")
def the_width_is_the_best_free_signal(result):
    found = result.correlation
    return found[FREE].idxmax() == "width", {"0.84": found["width"]}


@fixed_seed("The number of weights comes to 0.62 and switch patterns to 0.43; synaptic flow has −0.03 and cPSE of "
            "untrained networks −0.07.")
def the_other_free_signals(result):
    found = result.correlation
    return {"0.62": found["weights"], "0.43": found["switch patterns"],
            "−0.03": found["synaptic flow"], "−0.07": found["cPSE, untrained"]}


@fixed_seed("All of them put the five networks in one order, the deeper the better, and that does not help: width by "
            "width, the rank correlation of that order with the test error is 0.1, −0.8 and −0.4.")
def within_a_width_all_prefer_depth(on_grid, signals, truth):
    errors = on_grid(truth)
    help_of_depth = -errors.corrwith(errors.index.to_series(), method="spearman")
    falls = all(_falls_with_depth(on_grid(signals[name])) for name in FREE[1:])
    return falls and len(errors) == 5, dict(zip(("0.1", "−0.8", "−0.4"), help_of_depth))


@fixed_seed("(With batch normalisation in evaluation mode switch patterns do not quite follow depth, and come to "
            "0.56.)")
def switch_patterns_in_evaluation_mode(images, on_grid, seen, truth):
    values = [-log_switch_determinant(digits.untrained(run).eval(), images) for run in seen.run]
    return not _falls_with_depth(on_grid(values)), {"0.56": _rank_correlation(values, truth)}


@fixed_seed("The best of eleven reaches 0.67 in one case of twenty, if the candidates are independent draws.")
def luck_of_the_best(luck, signals):
    return len(signals) == 11, {"0.67": luck}


@statistical("Of the eleven signals two go beyond the luck of the best of eleven: the width, which is free, and the "
             "test error of a full training.", rate=1e-4)
def two_signals_go_beyond_luck(luck, result):
    found = result.correlation.abs()
    return len(found) == 11 and found.index[found > luck].to_list() == ["width", "test error, 20 epochs"]


@exact("Here is a stricter control: shuffle the three errors of each depth among its widths, in all "
       "7776 ways.")
def ways_to_shuffle_within_depths(shuffled, rows):
    return rows.shape == (5, 3), {"7776": len(shuffled)}


@exact("Of the 15 pairs of one depth 14 are in order, the wider the better; as many are so by luck with a "
       "probability of 0.0014.")
def width_helps_within_a_depth(in_order, rows):
    columns = [(narrow, wide) for narrow in range(3) for wide in range(narrow + 1, 3)]
    steps = np.array([rows[:, wide] - rows[:, narrow] for narrow, wide in columns])
    all_but_one = (1 + 5 * 2) / 6**5  # orders of three with all pairs right: one; with one pair wrong: two
    return (steps < 0).sum() == in_order, {"15": steps.size, "14": in_order, "0.0014": all_but_one}


@fixed_seed("For cPSE of untrained networks and for synaptic flow the interval includes a moderate help and a moderate "
            "harm; the number of weights, with 0.62, lies at the edge of what the best of the five free signals "
            "reaches by luck.")
def intervals_are_wide(by_luck, free, result):
    wide, weights = result.loc[["cPSE, untrained", "synaptic flow"]], result.correlation["weights"]
    moderate = (wide.low < -0.3).all() and (wide.high > 0.3).all()
    return free == FREE and moderate and abs(weights - by_luck(free)) < 0.03, {"0.62": weights}


@fixed_seed("After training, cPSE comes to −0.19 and the corrected score to −0.56, the wrong sign for a search that "
            "prefers small values.")
def trained_cpse_has_the_wrong_sign(result):
    found = result.correlation
    return {"−0.19": found["cPSE, 20 epochs"], "−0.56": found["score, 20 epochs"]}


@fixed_seed("Besides, the score goes along with width, with a rank correlation of 0.49, and width with the error; "
            "within one width the rank correlation of score and error takes both signs.")
def the_score_goes_along_with_width(luck, result, seen, signals, truth):
    score, widths = signals["score, 20 epochs"], seen.width.to_numpy()
    within = [_rank_correlation(score[widths == one], truth[widths == one]) for one in np.unique(widths)]
    return result.correlation["width"] > luck and min(within) < 0 < max(within), {
        "0.49": _rank_correlation(score, widths)}


@exact("After five epochs even the test error is no help: −0.06.")
def five_epochs_are_too_few(result):
    return {"−0.06": result.correlation["test error, 5 epochs"]}


@exact("The yardstick, a full training from one seed, has a rank correlation of 0.92 with the mean of the other two.")
def the_yardstick(result):
    return {"0.92": result.correlation["test error, 20 epochs"]}


# -- regret ---------------------------------------------------------------------

@fixed_seed("Every free signal loses less; but so would ten of the fifteen candidates, so that says little.")
def free_signals_against_a_blind_draw(at_random, costs, result, spent, truth):
    blind, lost = at_random[0], truth - truth.min()
    at_equal_cost = (costs[FREE] == spent[0]).all() and result.regret[FREE].max() < blind
    return at_equal_cost and len(lost) == 15 and (lost < blind).sum() == 10


@fixed_seed("Two candidates drawn at random and trained (40 epochs) do better on average than every free signal but "
            "the width.")
def free_signals_against_random_search(at_random, result, spent):
    width, others = result.regret["width"], result.regret[FREE].drop("width")
    return width < at_random[1] < others.min(), {"40": spent[1]}


@exact("A blind draw loses 0.98 points on average.")
def a_blind_draw(at_random, truth):
    return np.isclose(at_random[0], truth.mean() - truth.min()), {"0.98": at_random[0]}


@exact("One of the five widest networks, whichever comes first, loses 0.29 on average, for 20 epochs; the best of four "
       "candidates drawn from all, for 80 epochs, loses as much.")
def the_width_against_random_search(at_random, costs, result, seen, spent):
    return (seen.width == seen.width.max()).sum() == 5 and round(at_random[3], 2) == 0.29, {
        "0.29": result.regret["width"], "20": costs["width"], "80": spent[3]}


@fixed_seed("The signals that need five epochs of every candidate do not pay: random search does better on average for "
            "60 epochs than each of them for 90.")
def random_search_beats_five_epochs(at_random, costs, result, seen, spent):
    five_epochs = result.index[result.index.str.endswith(", 5 epochs")]
    less = at_random[2] < result.regret[five_epochs].min()
    return less and len(five_epochs) == 3 and (costs[five_epochs] == 5 * len(seen) + 15).all(), {
        "60": spent[2], "90": costs[five_epochs].max()}


@fixed_seed("Eight of the fifteen candidates lose no more than the largest network, which is one of them, and nine no "
            "more than that of smallest cPSE; the mean of a blind draw is high because some candidates are bad.")
def a_blind_draw_is_often_as_good(result, truth):
    lost = truth - truth.min()
    as_good = [(lost <= result.regret[name] + 1e-9).sum() for name in ("weights", "cPSE, untrained")]
    return len(lost) == 15 and as_good == [8, 9] and lost.mean() > np.median(lost)


# -- filters --------------------------------------------------------------------

@fixed_seed("Three of five do so, for every number short of all fifteen.")
def three_filters_beat_random_search(regrets):
    beat = [name for name in FREE if (regrets[name] < regrets.random)[:14].all()]
    return beat == ["width", "weights", "switch patterns"]


@fixed_seed("With two candidates trained width, weights and switch patterns lose 0.19, 0.17 and 0.17 points, and "
            "random search 0.55.")
def what_the_three_filters_lose(regrets):
    two = regrets.loc[2]
    return {"0.19": two["width"], "0.17": (two["weights"], two["switch patterns"]), "0.55": two["random"]}


@fixed_seed("cPSE is not one of the three: with two candidates and with three its filter loses more than random "
            "search, with other numbers now more and now less.")
def what_cpse_loses_as_a_filter(regrets):
    more = regrets["cPSE, untrained"] > regrets.random + 1e-9
    return more[[2, 3]].all() and set(more.drop([2, 3])) == {True, False}


@fixed_seed("At no $k$ does it lose less than the filter by width or the one by weights.")
def cpse_is_never_the_better_filter(regrets):
    return (regrets[["width", "weights"]].max(axis=1) <= regrets["cPSE, untrained"] + 1e-9).all()


@fixed_seed("But so does nearly one in five filters that know nothing.")
def blind_filters_that_stay_below(below):
    return below.shape == (1000, 14) and 0.17 < below.all(axis=1).mean() < 0.2


@fixed_seed("With two candidates 43 per cent of them lose less than the mean, and nearly one in five stays below it "
            "throughout, as the three do.")
def random_orders_as_filters(at_random, below, blind):
    with_two, throughout = below[:, 1].mean(), below.all(axis=1).mean()
    unbiased = np.abs(blind.mean(axis=0) - at_random).max() < 0.1  # four errors of a mean of a thousand
    return below.shape == (1000, 14) and unbiased and 0.17 < throughout < 0.2, {"43": 100 * with_two}


@fixed_seed("Of the 105 pairs of candidates 37 lose no more than the pair that the number of weights lets pass, and 84 "
            "no more than that of cPSE.")
def pairs_as_good_as_those_let_pass(regrets, seen, truth):
    lost = _regrets_of_pairs(seen, truth)
    weights, of_cpse = ((lost <= regrets[name][2] + 1e-9).sum() for name in ("weights", "cPSE, untrained"))
    return {"105": len(lost), "37": weights, "84": of_cpse}


@exact("Successive halving loses 0.44 points with two or three candidates kept, for 105 or 120 epochs; five tries of "
       "random search, 100 epochs, lose 0.24 on average.")
def what_successive_halving_loses(at_random, curves, spent):
    costs, lost = curves["successive halving"]
    return np.isclose(lost[1], lost[2]), {
        "0.44": lost[1], "105": costs[1], "120": costs[2], "100": spent[4], "0.24": at_random[4]}


# -- shared ---------------------------------------------------------------------

def _moves(on_digits, trained, untrained, untrained_there):
    """By how many layers the stop moves down each column of the table, and across each row."""
    table = pd.DataFrame({0: trained, 1: untrained.median(), 2: on_digits.median(), 3: untrained_there.median()})
    return [np.ptp(table.to_numpy(), axis=axis) for axis in (0, 1)]


def _errors_on_cifar():
    """The test error of the residual networks trained on CIFAR-10, by depth."""
    known = networks.available().query("weights == 'CIFAR10'")
    return known.set_index(known.name.str.removeprefix("resnet").astype(int)).test_error


def _regrets_of_pairs(seen, truth):
    """What is lost when one pair of candidates is trained, for every pair."""
    pairs = [1.0 * ~np.isin(range(len(truth)), pair) for pair in combinations(range(len(truth)), 2)]
    return np.array([filtered_search_regret(pair, seen.test_error, truth, 2) for pair in pairs])


def _test_images():
    """The number of digits on which networks are tested."""
    _, (_, labels) = digits.images_and_labels(digits.RESNET_SIDE)
    return len(labels)


def _longest(spectra):
    return max(map(min, spectra.shapes))


def _every_value_twice(spectra):
    """The same densities with twice as many eigenvalues in each."""
    shapes = tuple((2 * rows, 2 * columns) for rows, columns in spectra.shapes)
    return LayerSpectra(spectra.names, shapes, tuple(np.repeat(values, 2) for values in spectra.values))


def _falls_with_depth(table):
    return (np.diff(table, axis=0) < 0).all()


def _rank_correlation(first, second):
    return pd.Series(first).corr(pd.Series(second), method="spearman")
