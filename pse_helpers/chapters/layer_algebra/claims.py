"""What chapter "Layer algebra" says, recomputed."""

import math
from itertools import product

import numpy as np
import pandas as pd
import torch

from pse_helpers.algebra import linear_regions_upper, log_pieces
from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.chapters.layer_algebra.torchvision_networks import built


@exact(r"The totals of the package are those by hand: the complexity is $\ln 77$, about 4.34 nats, and the intrinsic "
       r"power $\ln 2$, about 0.69.")
def totals_are_those_by_hand(table):
    complexity, power = table.attrs["complexity"], table.attrs["intrinsic_power"]
    return (math.isclose(complexity, math.log(77)) and math.isclose(power, math.log(2)),
            {"77": round(math.exp(complexity)), "4.34": complexity, "2": round(math.exp(power)), "0.69": power})


@exact("With three and four units on two inputs none can: at most 59 pieces of 77.")
def no_weights_reach_this_bound(sharper):
    return {"59": sharper(2, 3, 4), "77": round(np.exp(linear_regions_upper([2, 3, 4])))}


@exact("Every count stays below its bound, 77 and 484.")
def counts_stay_below_their_bounds(bounds, counts):
    small, large = bounds.values()
    return (all(max(found) < bounds[title] for title, found in counts.items()),
            {"77": round(small), "484": round(large)})


@fixed_seed("Of the 100 small networks none has more than 36 pieces, of the 20 larger ones none more than 111.")
def most_pieces_of_drawn_networks(counts):
    small, large = counts.values()
    return {"100": len(small), "36": max(small), "20": len(large), "111": max(large)}


# Three lines have seven pieces with probability one. The count misses some where two of them, or a line and the
# square's border, meet farther out than a million: at most one in ten thousand of sixty pairs.
@statistical("The distance comes from depth: a single hidden layer in general position reaches its bound, and 20 of "
             "20 networks with one layer of three units have the 7 pieces of three lines.", rate=0.006)
def one_layer_reaches_its_bound(bounds, chain, counts, pieces):
    single = [len(pieces(chain([2, 3], seed), 1e6)) for seed in range(20)]
    bound = round(np.exp(log_pieces(3, 2)))
    return (all(max(found) < bounds[title] for title, found in counts.items()),
            {"20": (single.count(bound), len(single)), "7": bound})


@exact("A corner within rounding of a line counts as on it: three lines through one point make 6 pieces, and no "
       "splinters.")
def lines_through_one_point_leave_no_splinters(chain, pieces):
    model = chain([2, 3])
    with torch.no_grad():
        model[0].weight[:] = torch.tensor([[1, 0], [0, 1], [1, 1]]) / 3
        model[0].bias[:] = -model[0].weight @ torch.tensor([0.7, 0.1], dtype=torch.double)
    found = pieces(model, 1e6)
    return np.isclose(sum(map(_area, found)), (2e6)**2, rtol=1e-12), {"6": len(found)}


def _area(corners):
    (x, y), (next_x, next_y) = corners.T, np.roll(corners, -1, axis=0).T
    return abs(np.sum(x * next_y - next_x * y)) / 2


@exact("The zigzag has all 16 pieces that the bound permits, so for this structure no better bound is possible.")
def zigzag_reaches_the_bound(folded_up):
    return folded_up == round(np.exp(linear_regions_upper([1, 3, 3]))), {"16": folded_up}


@fixed_seed("Of 30 random networks of the same structure none shows more than 9.")
def drawn_networks_stay_far_below_the_zigzag(drawn):
    return {"30": len(drawn), "9": max(drawn)}


@exact("From the first image to the last class all five ImageNet networks {cite}`deng2009` have the same intrinsic "
       "power, 5.014 nats, and could have no other: gains multiply to output size over input size, "
       r"$\ln(150528 / 1000)$.")
def intrinsic_power_is_settled_by_the_task(imagenet, recipe, totals, KEYS):
    images = {3 * recipe(KEYS[name]).transforms().crop_size[0]**2 for name in imagenet}
    classes = {math.prod(table.output_shape.iloc[-1]) for table in imagenet.values()}
    powers = totals.intrinsic_power[list(imagenet)]
    return (len(imagenet) == 5 and len(images) == len(classes) == 1 and np.allclose(powers, np.log(150528 / 1000)),
            {"5.014": powers.mean(), "150528": max(images), "1000": max(classes)})


@exact(r"Squeezed to two numbers, every layer sees a plane: $7 \cdot 11 \cdot 16$ pieces at most, against "
       r"$8 \cdot 15 \cdot 26$.")
def squeeze_makes_every_layer_see_a_plane(fork_tables):
    squeezed, free = fork_tables.values()
    factors = [[round(np.exp(c)) for c in table.complexity if c] for table in (squeezed, free)]
    return (factors == [[7, 11, 16], [8, 15, 26]] and set(squeezed.dimension) == {2} and set(free.dimension) == {3}, {})


@exact("For chains the total complexity is Montúfar's bound, quoted and sharpened by Serra and others "
       "{cite}`serra2018`.")
def complexity_of_chains_is_a_bound_that_was_sharpened(arranged, beside, sharper):
    bounds = beside.iloc[:, 0].to_numpy()
    sharpened = np.array([math.log(sharper(*widths)) for widths in arranged])
    return (np.allclose(bounds, list(map(linear_regions_upper, arranged))) and (sharpened[1:] < bounds[1:]).all())


@exact("The gap still widens with depth, from nothing to a factor of 1.6 in nats.")
def gap_of_the_region_bounds_widens(beside):
    gap = beside.iloc[:, 0] / beside.iloc[:, 1]
    return np.isclose(gap.iloc[0], 1) and gap.is_monotonic_increasing, {"1.6": gap.iloc[-1]}


@exact("Four layers of 64 units look bad for the upper bound: it is 177.4 nats, and the lower one as stated, with all "
       "64 inputs folded, 44.4.")
def bound_with_all_inputs_folded_looks_weak(arranged, beside):
    inputs, *units = arranged[2]
    upper, _, stated = beside.iloc[2]
    return (units == [64] * 4 and np.isclose(stated, log_pieces(64, 64)),
            {"64": (units[0], inputs), "177.4": upper, "44.4": stated})


@exact("A network that ignores two thirds of its inputs folds each of the others four times, and reaches 126.2: more "
       "than half of the gap was the lower bound's fault.")
def fewer_inputs_fold_better(beside):
    """Of 64 inputs 21 are folded, by three units each, in three layers."""
    upper, best, stated = beside.iloc[2]
    return (np.isclose(best, 3 * 21 * math.log(4) + log_pieces(64, 21)) and abs(1 - 21 / 64 - 2 / 3) < 0.01
            and (best - stated) / (upper - stated) > 0.55, {"126.2": best})


@exact("The sharper bound counts those with the fewest off first:")
def fewest_off_are_counted_first(counts, folded_up, sharper, structures):
    """The recursion is the sum of the theorem, term by term, and no counted network has more."""
    chains = [*structures.values(), [1, 3, 3], [3, 2, 4, 3], [5, 4, 3, 3, 2], [2, 1, 1, 1]]
    counted = all(max(found) <= sharper(*structures[name]) for name, found in counts.items())
    return counted and folded_up == sharper(1, 3, 3) and all(_of_the_theorem(one) == sharper(*one) for one in chains)


def _of_the_theorem(widths):
    """Serra, Tjandraatmadja and Ramalingam (2018), Theorem 1: a sum over the numbers of units that are off."""
    inputs, *units = widths

    def allowed(off):
        left = [inputs, *(n - j for n, j in zip(units, off))]
        return all(j <= min(left[:layer + 1]) for layer, j in enumerate(off))

    return sum(math.prod(map(math.comb, units, off)) for off in product(*(range(n + 1) for n in units)) if allowed(off))


@exact("Between 126.2 and 175.5 nats we do not know the truth.")
def truth_lies_between_the_sharper_bounds(arranged, beside, sharper):
    upper, best, _ = beside.iloc[2]
    sharpened = math.log(sharper(*arranged[2]))
    return 0 < upper - sharpened < 0.05 * (upper - best), {"126.2": best, "175.5": sharpened}


@exact("The others are 43 networks of 10 families.")
def networks_and_families(nets):
    return {"43": len(nets), "10": nets.family.nunique()}


@exact("Their multiply-adds agree with those that torchvision publishes, to its last digit.")
def multiply_adds_are_those_of_torchvision(nets):
    return (nets.multiply_adds / 1e9 - nets.published_ops).abs().max() <= 0.0005001


@exact("Published top-1 accuracy on ImageNet of 43 networks against total complexity and three plain sizes.")
def networks_in_the_figure_of_accuracies(nets, titles):
    return len(titles) == 1 + 3 and nets[list(titles)].notna().all(axis=None), {"43": nets.accuracy.count()}


@exact("Accuracy rises with complexity, though not to the end: the four DenseNets are among the highest in complexity "
       "and have 74 to 77 per cent.")
def densenets_are_complex_and_not_first(nets):
    four = nets[nets.family == "DenseNet"]
    return (nets.complexity.rank(ascending=False)[four.index] <= 10).all() and len(four) == 4, {
        "74": round(four.accuracy.min()), "77": round(four.accuracy.max())}


@exact("Total complexity has the highest rank correlation with accuracy of all five, 0.80, and parameters the "
       "lowest, 0.33.")
def complexity_has_the_highest_correlation(alone):
    found = alone.correlation
    return (len(found) == 5 and found.idxmax() == "complexity" and found.idxmin() == "parameters",
            {"0.80": found["complexity"], "0.33": found["parameters"]})


@exact("They are not 43 independent observations: the networks of one family are variations of one design.")
def networks_come_in_families(nets):
    return nets.family.nunique() < len(nets), {"43": len(nets)}


@fixed_seed("Drawn by families, the interval of complexity goes from 0.55 to 0.92, and overlaps with all the others.")
def interval_of_complexity_overlaps_with_all(by_family):
    ours, others = by_family.loc["complexity"], by_family.drop("complexity")
    return ((others.high > ours.low) & (others.low < ours.high)).all(), {"0.55": ours.low, "0.92": ours.high}


@fixed_seed("By 0.04, with an interval from −0.20 to 0.30.")
def how_far_complexity_is_ahead_of_outputs(drawn_anew, known, partial):
    gap, gaps = (partial(one, "complexity") - partial(one, "outputs") for one in (known, drawn_anew))
    low, high = np.percentile(gaps, [2.5, 97.5])
    return {"0.04": gap, "−0.20": low, "0.30": high}


@exact("Nine times complexity stays first.")
def complexity_stays_first_without_a_family(without):
    return (without.idxmax(axis=1) == "complexity").sum() == 9


@exact("Without VGG it is not: outputs have 0.94, multiply-adds 0.85, complexity 0.83 and parameters 0.79.")
def complexity_is_not_first_without_vgg(without):
    left = without.loc["VGG"]
    return left.idxmax() != "complexity", {"0.94": left.outputs, "0.85": left.multiply_adds,
                                           "0.83": left.complexity, "0.79": left.parameters}


@exact("The first place of complexity, and the last of parameters, depend on the eight networks of a single family.")
def both_places_hang_on_vgg(nets, without):
    first, last = without.idxmax(axis=1), without.idxmin(axis=1)
    return (list(first.index[first != "complexity"]) == list(last.index[last != "parameters"]) == ["VGG"]
            and (nets.family == "VGG").sum() == 8)


@exact("Given depth, complexity keeps 0.66 and outputs keep 0.80.")
def both_given_depth(rest):
    found = rest.correlation
    return {"0.66": found["complexity, given depth"], "0.80": found["outputs, given depth"]}


@fixed_seed("Given outputs, complexity keeps 0.43; given complexity, outputs keep 0.22; both intervals include zero.")
def each_given_the_other(rest):
    complexity, outputs = (rest.loc[name] for name in ("complexity, given outputs", "outputs, given complexity"))
    return (complexity.low < 0 < complexity.high and outputs.low < 0 < outputs.high,
            {"0.43": complexity.correlation, "0.22": outputs.correlation})


@fixed_seed("Given depth too, the order turns round: −0.28 (−0.60 to 0.39) for complexity, 0.65 (−0.01 to 0.91) for "
            "outputs.")
def each_given_the_other_and_depth(rest):
    complexity, outputs = (rest.loc[f"{one}, given depth and {other}"] for one, other in (
        ("complexity", "outputs"), ("outputs", "complexity")))
    return (complexity.low < 0 < complexity.high and outputs.low < 0 < outputs.high,
            {"−0.28": complexity.correlation, "−0.60": complexity.low, "0.39": complexity.high,
             "0.65": outputs.correlation, "−0.01": outputs.low, "0.91": outputs.high})


@exact("Complexity and outputs have a rank correlation of 0.87.")
def complexity_goes_with_outputs(nets):
    return {"0.87": nets.complexity.corr(nets.outputs, method="spearman")}


@exact("Complexity is close to this count: their rank correlation is 0.97.")
def complexity_is_close_to_a_count_of_relus(nets, read):
    return {"0.97": nets.complexity.corr(_relus(nets, read), method="spearman")}


@exact("The count itself has 0.73 with accuracy.")
def a_count_of_relus_does_no_better(nets, read):
    return {"0.73": nets.accuracy.corr(_relus(nets, read), method="spearman")}


@exact("DenseNet is high in both, because its layers rectify the outputs of earlier layers again.")
def densenet_rectifies_again(nets, read):
    """It alone has more ReLUs than outputs, and its networks are among the ten with the most."""
    relus = _relus(nets, read)
    dense = nets.family == "DenseNet"
    return (list(relus > 1.1 * nets.outputs) == list(dense)
            and (relus.rank(ascending=False)[dense] <= 10).all()
            and (nets.complexity.rank(ascending=False)[dense] <= 10).all())


def _relus(nets, read):
    """How many ReLUs every network has, clipped ones included."""
    numbers = {name: read(name)[read(name).pieces.isin([2, 3])].output_shape.map(math.prod).sum()
               for name in nets.index}
    return pd.Series(numbers, dtype=float)


@exact("A single graph shows what structure leaves open: ResNet-50 has published weights of two recipes, and with them "
       "accuracies of 76.1 and 80.9 per cent:")
def one_structure_has_two_accuracies(two_recipes):
    first, second = (one.meta["_metrics"]["ImageNet-1K"]["acc@1"] for one in two_recipes)
    one, other = (weights.meta["recipe"] for weights in two_recipes)
    return one != other, {"76.1": first, "80.9": second}


@exact("Nor do the 43 share one recipe: five were trained later, by another.")
def five_have_a_later_recipe(nets, recipe, trained_later):
    return len(trained_later) == 5 and sorted(trained_later) == sorted(_later(nets, recipe)), {"43": len(nets)}


def _later(nets, recipe):
    """Networks whose weights name one of three later changes of torchvision as their recipe."""
    later = "pull/5906", "pull/5935", "pull/6019"
    return [name for name in nets.index if recipe(name).meta["recipe"].endswith(later)]


@exact("Without these five, complexity has 0.84, outputs have 0.77, and given outputs and depth complexity keeps "
       "−0.12.")
def the_verdict_holds_for_one_recipe(COLUMNS, SIZES, nets, partial, rank_correlations, recipe):
    left = rank_correlations(nets.drop(_later(nets, recipe))[COLUMNS].to_numpy(float))
    alone = dict(zip(SIZES, left[-1], strict=False))
    return {"0.84": alone["complexity"], "0.77": alone["outputs"],
            "−0.12": partial(left, "complexity", ["outputs", "depth"])}


@exact("ResNeXt-101 with 32 groups of 8 channels and with 64 groups of 4 have the same complexity:")
def groups_count_for_nothing(nets):
    pair = ["resnext101_32x8d", "resnext101_64x4d"]
    complexity, other = nets.complexity[pair]
    (groups, width), (groups_2, width_2) = ((net.groups, net.base_width) for net in map(built, pair))
    return complexity == other, {"32": groups, "8": width, "64": groups_2, "4": width_2}


@exact("The network of zeros has 4.34 nats and a single piece.")
def complexity_of_zeros(complexity_of, pieces, zero):
    return len(pieces(zero, 1e6)) == 1, {"4.34": complexity_of(zero)}


@exact("The useless branch raises the total from 4.34 to 11.57 nats, and the function is the same.")
def useless_branch_raises_the_total(anywhere, complexity_of, plain, useless):
    return (torch.equal(plain(anywhere), useless(anywhere)),
            {"4.34": complexity_of(plain), "11.57": complexity_of(useless)})


@exact(r"Six lines make at most 22 pieces, and two times three lines, counted branch by branch, $7 \cdot 7 = 49$.")
def total_belongs_to_the_notation(complexity_of, relus, split, whole):
    whole_layer, both, half = (round(np.exp(complexity_of(model))) for model in (whole, split, relus(2, 3)))
    return {"22": whole_layer, "7": (half, half), "49": both}


@fixed_seed("Of 40 such chains none shows more than 5 patterns where the bound is 4096.")
def narrow_chains_stay_far_below_their_bound(chain, complexity_of, thin, thinnest):
    return {"40": len(thinnest), "5": max(thinnest), "4096": round(np.exp(complexity_of(chain(thin))))}


@exact("The sharper bound gives 13.")
def sharper_bound_of_a_narrow_chain(sharper, thin):
    return {"13": sharper(*thin)}
