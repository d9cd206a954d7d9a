"""What chapter "Equivalent architectures" says, recomputed."""

from math import comb

import numpy as np
from scipy.stats import norm

from pse_helpers import networks
from pse_helpers.chapters.claims import exact, fixed_seed, here
from pse_helpers.conjugate import grouping
from pse_helpers.networks import digits

VGG = {"vgg11", "vgg13", "vgg16", "vgg19"}
DEEP_RESNETS = {"resnet32", "resnet44", "resnet56"}


@fixed_seed("Chance alone exceeds 3 in less than 1 of 100 cases: more often than a normal number would, for the law of "
            "a distance is skewed.")
def the_law_of_a_distance_is_skewed(by_seed, masses_of, moved, noise):
    rng = np.random.default_rng(8)
    drawn = [moved(noise(masses_of(seeds), rng) - noise(masses_of(seeds), rng)) for seeds in by_seed.values()]
    beyond = [(one > one.mean() + 3 * one.std()).mean() for one in drawn]
    return norm.sf(3) < min(beyond) and max(beyond) < 1 / 100


@fixed_seed("The package gives the same distance, the same $z$ and bound but for the draws of the bootstrap, and the "
            "exact $p$:")
def the_package_gives_the_same(by_hand, four):
    distance, z, bound = four.iloc[0][["distance", "z", "upper_bound"]]
    return np.isclose(by_hand["D"], distance) and abs(by_hand["z"] - z) < 0.2 and abs(by_hand["bound"] - bound) < 0.002


@fixed_seed("No seed is told apart from the others at $z > 3$, and all five impostors are beyond 9.")
def impostors_are_caught(tested):
    return (tested["as trained"] <= 3).all() and (tested["impostor"] > 9).all() and len(tested) == 5


@fixed_seed("First pair: told apart, and equivalent within a tenth. Second: not told apart, and equivalent. Third: "
            "told apart, and not equivalent. Fourth: neither.")
def all_four_answers_are_given(four):
    answers = [tuple(row) for row in zip(four.z > 3, four.upper_bound <= 0.1)]
    return answers == [(True, True), (False, True), (True, False), (False, False)]


@fixed_seed(r"Of these 120 pairs, 119 stay within $z \le 3$ among the trained networks, and all among the twins.")
def seeds_are_rarely_told_apart(pairs):
    within = (pairs <= 3).sum()
    return within["Gaussian twins"] == len(pairs), {"120": len(pairs), "119": within["trained"]}


@fixed_seed("The one beyond, at 4.9, is of VGG-11 BN, whose ten pairs have a mean $z$ of 1.2.")
def one_architecture_scatters_more(by_seed, pairs):
    of = np.repeat([*by_seed], 10)
    own = pairs["trained"][of == "vgg11_bn"]
    return len(of) == len(pairs) and pairs["trained"].max() == own.max(), {"4.9": own.max(), "1.2": own.mean()}


@exact("There are thirteen, but from one seed a VGG with batch normalisation has the same random weights as the one "
       "without, since batch normalisation draws nothing.")
def batch_normalisation_draws_nothing(nine, untrained):
    def same_values(name):
        twin = networks.spectra(f"{name}_bn", "random")
        return all(map(np.array_equal, twin.values, untrained[name].values))
    shipped = networks.available().query("weights == 'random' and shipped").name
    with_norm = {f"{name}_bn" for name in VGG}
    return len(shipped) == 13 and set(shipped) == {*nine, *with_norm} and all(map(same_values, VGG))


@fixed_seed("Every two of the nine networks are told apart at $z > 3$: large networks hardly vary from draw to draw, "
            "so the smallest differences are certain.")
def all_untrained_networks_are_told_apart(circle, untrained):
    return len(untrained) == 9 and (circle.z > 3).all()


@fixed_seed("Yet within a margin of one twentieth they form four classes.")
def untrained_networks_form_four_classes(circle):
    return len(grouping(circle, 1 / 20, "upper_bound")) == 4


@exact("The measured distances and those computed from shapes agree to within a hundredth in all 36 pairs.")
def shapes_give_the_untrained_distances(circle, from_shapes):
    off = (circle.distance - from_shapes.distance).abs()
    return off.max() < 0.01, {"36": len(off)}


@fixed_seed("Grouped within a twentieth, the computed ones give the same four classes.")
def shapes_give_the_untrained_classes(four_classes, from_shapes):
    computed = grouping(from_shapes, 1 / 20)
    return len(computed) == 4 and {*map(frozenset, computed)} == {*map(frozenset, four_classes)}


@exact("ResNet-18 and 34 have two convolutions of 3 × 3 in every block, which are wide matrices; the deeper ones have "
       "bottlenecks of 1 × 1, which are less so.")
def bottlenecks_are_less_wide(untrained):
    basic, deeper = ("resnet18", "resnet34"), ("resnet50", "resnet101", "resnet152")
    shallow = [_kernel(untrained[name], f"layer1.1.conv{k}.weight") for name in basic for k in (1, 2)]
    deep = [_kernel(untrained[name], f"layer1.1.conv{k}.weight") for name in deeper for k in (1, 3)]
    width = {name: np.mean([max(one) / min(one) for one in untrained[name].shapes]) for name in untrained}
    wider = min(width[name] for name in basic) > max(width[name] for name in deeper)
    return wider, {"3": (min(shallow), max(shallow)), "1": (min(deep), max(deep))}


def _kernel(spectra, name):
    """The side of the kernels of a convolution, whose channels are those that the layer before it gives."""
    place = spectra.names.index(name)
    return (spectra.shapes[place][1] / spectra.shapes[place - 1][0])**0.5


@fixed_seed("No two of the nine are told apart there, and within 0.05 all are equivalent: the largest bound is 0.02.")
def beside_the_block_nothing_is_left(accounted):
    return (accounted.z <= 3).all() and (accounted.upper_bound <= 0.05).all(), {"0.02": accounted.upper_bound.max()}


@fixed_seed("There the mark is large: every trained network is at a distance of 0.37 or more from every twin, with a "
            "$z$ of 36 at least, while no two twins are told apart.")
def training_leaves_a_mark(both, kind):
    beside_twin = both[kind == "trained and twin"]
    return beside_twin.z.min() >= 36 and both.z[kind == "both twins"].max() <= 3, {"0.37": beside_twin.distance.min()}


@fixed_seed(r"At $z \le 3$ there are many small classes beside the circle, and two beside the block: in the first VGG "
            "without batch normalisation and the ResNets of 32 and more layers, in the second VGG with batch "
            "normalisation and ResNet-20.")
def the_block_makes_two_classes(by_seed, on_block, on_circle):
    first, second = map(set, grouping(on_block, 3, "z"))
    return (first == VGG | DEEP_RESNETS and second == set(by_seed) - first
            and len(grouping(on_circle, 3, "z")) > 4)


@fixed_seed("Of the 35 pairs across, 20 are told apart.")
def most_pairs_across_are_told_apart(classes, on_block):
    first = set(classes["beside the block"][0])
    across = on_block[on_block["first"].isin(first) != on_block["second"].isin(first)]
    return {"35": len(across), "20": (across.z > 3).sum()}


@fixed_seed("ResNet-32 is told apart from no network: it is in the first class because ResNet-44, the closest to it, "
            "is.")
def one_network_is_told_apart_from_none(on_block):
    own = on_block[(on_block["first"] == "resnet32") | (on_block["second"] == "resnet32")]
    closest = own.loc[own.z.idxmin()]
    return len(own) == 11 and own.z.max() <= 3 and "resnet44" in (closest["first"], closest["second"])


@fixed_seed("(Every cut from 2.5 to 4 gives these two classes.)")
def the_cut_does_not_matter(classes, on_block):
    return all(grouping(on_block, cut, "z") == classes["beside the block"] for cut in np.linspace(2.5, 4, 31))


@fixed_seed("For some networks five seeds can hardly show a distance below 0.05, since noise only adds to it.")
def five_seeds_can_hardly_show_less(floors):
    high = [one > 0.05 for one in floors.values()]
    return len(floors) == 12 and any(high) and not all(high)


@fixed_seed("The three that stand alone within 0.05 have a floor above it.")
def those_alone_have_a_high_floor(floors, within):
    alone = [networks.title(one) for one, *others in within[0.05] if not others]
    return len(alone) == 3 and all(floors[name] > 0.05 for name in alone)


@fixed_seed("We set two after looking: 0.05, just above the largest mark of training on digits (0.04), and 0.1, at "
            "which all four answers can be seen; both are small beside 0.37, the least distance of ResNets trained on "
            "CIFAR-10 from random ones (all below).")
def margins_are_between_small_marks_and_a_large_one(both, four, kind, marks):
    answers = set(zip(four.z > 3, four.upper_bound <= 0.1))
    least = both.distance[kind == "trained and twin"].min()
    return len(answers) == 4 and marks.mark.max() < 0.05, {"0.37": least, "0.04": marks.mark.max()}


@fixed_seed("Within 0.05 there are six classes, none of which mixes the two above; within 0.1 all twelve are "
            "equivalent.")
def within_a_tenth_there_is_one_class(classes, on_block, within):
    sides = [{*one} for one in classes["beside the block"]]
    return (len(within[0.05]) == 6 and all(any({*one} <= side for side in sides) for one in within[0.05])
            and len(within[0.1]) == 1 and len(within[0.1][0]) == 12 and (on_block.upper_bound <= 0.1).all())


@fixed_seed("Within 0.1 all twelve and their twins, 24 in all, are one class: this margin is wider than any mark here.")
def twins_are_in_the_class_within_a_tenth(marks, twins_within, with_twins):
    [everyone] = twins_within[0.1]
    return (with_twins.upper_bound <= 0.1).all() and marks.mark.max() < 0.1, {"24": len(set(everyone))}


@fixed_seed("Within 0.05 twins share classes with networks of the first class only.")
def twins_share_classes_with_the_first_class(by_seed, classes, twins_within):
    first, second = map(set, classes["beside the block"])
    shared = [{*one} for one in twins_within[0.05] if {*one} & {*by_seed} and {*one} - {*by_seed}]
    return bool(shared) and all(one & first and not one & second for one in shared)


@fixed_seed(r"Beside the circle 14 of 66 pairs stay within $z \le 3$, and the exact test tells 12 of them apart "
            "at 5 %.")
def not_told_apart_is_no_evidence(counts, on_circle):
    row = counts.loc["circle, five seeds"]
    return {"14": row["z ≤ 3"], "66": len(on_circle), "12": row["of these p ≤ 0.05"]}


@fixed_seed("With three seeds 25 pairs stay within, nearly twice as many.")
def fewer_seeds_make_larger_classes(counts, five_or_three):
    five, three = (counts["z ≤ 3"][f"circle, {number} seeds"] for number in ("five", "three"))
    classes = {name: len(grouping(table, 3, "z")) for name, table in five_or_three.items()}
    return 1.7 < three / five < 2 and classes["circle, three seeds"] < classes["circle, five seeds"], {"25": three}


@exact("Of three seeds beside three the exact test can reject nothing, since its least $p$ is 0.1.")
def three_seeds_reject_nothing(five_or_three):
    least = five_or_three["circle, three seeds"].p_value.min()
    return np.isclose(least, 2 / comb(6, 3)), {"0.1": least}


@fixed_seed("Fewer seeds make larger classes, and show less.")
def fewer_seeds_show_less(counts):
    five, three = (counts.loc[[f"{beside}, {seeds} seeds" for beside in ("circle", "block")]].to_numpy()
                   for seeds in ("five", "three"))
    unseen, _, *shown = (three - five).T
    return (unseen > 0).all() and (np.array(shown) < 0).all()


@fixed_seed("Those told apart differ in how far training moved their spectra (the figure's two classes).")
def those_told_apart_differ_in_their_marks(marks, on_block, two_classes):
    first, second = map(set, two_classes)
    apart = on_block[on_block.z > 3]
    ends = [{networks.title(one), networks.title(other)} for one, other in zip(apart["first"], apart["second"])]
    return (all(len(one & first) == len(one & second) == 1 for one in ends)
            and marks.mark[[*second]].min() > 2 * marks.mark[[*first]].max())


@fixed_seed("The marks of the first class go up to 0.014, and some are within chance; those of the second go from "
            "0.033 to 0.041.")
def the_second_class_is_marked(marks, on_block):
    first, second = ([networks.title(name) for name in one] for one in grouping(on_block, 3, "z"))
    within_chance = marks.mark[first] < marks.chance[first]
    return within_chance.any() and len(first) + len(second) == 12, {
        "0.014": marks.mark[first].max(), "0.033": marks.mark[second].min(), "0.041": marks.mark[second].max()}


@exact("What made the mark this does not say: networks with batch normalisation learn here at five times the rate of "
       "the others, but the ResNets of 32 and more layers have it too, and small marks.")
def batch_normalisation_learns_faster(main, marks):
    normalised = set(main.architecture[main.batch_norm])
    small = marks.mark[[*map(networks.title, DEEP_RESNETS)]].max()
    return (np.isclose(digits.RATE_WITH_BATCH_NORM, 5 * digits.RATE_WITHOUT) and DEEP_RESNETS < normalised
            and not VGG & normalised and small < 0.02)


@fixed_seed(r"Another seed of the generator changes nothing; nor does $\beta$ beside the circle, by Proposition 1.")
def another_seed_changes_nothing(survival):
    return (survival.loc["another seed"] == 1).all() and survival["beside the circle"]["beta = 4"] == 1


@fixed_seed("Beside the circle other bins leave an agreement of 0.47 to 0.54, and three seeds one of 0.66.")
def other_bins_change_the_circle(survival):
    beside = survival["beside the circle"]
    of_bins = beside[["whole octaves", "quarter octaves", "30 linear bins"]]
    return {"0.47": of_bins.min(), "0.54": of_bins.max(), "0.66": beside["three seeds of five"]}


@fixed_seed("Gaussian twins, which know shapes only, agree with it at 0.49, as well as other bins do: what can be "
            "reproduced of it comes largely from the shapes.")
def twins_agree_as_well_as_other_bins(survival):
    beside = survival["beside the circle"]
    return beside["Gaussian twins"] >= beside["30 linear bins"], {"0.49": beside["Gaussian twins"]}


@fixed_seed("Beside the block Gaussian twins reproduce nothing of the two classes, so they are not those of shapes.")
def twins_reproduce_nothing_of_the_block(survival):
    return survival["beside the block"]["Gaussian twins"] <= 0


@fixed_seed("But they are not stable either: whole octaves part the first in two, and linear bins and fewer seeds move "
            "networks.")
def the_block_is_not_stable_either(classes, found):
    after, (first, second) = found["beside the block"], map(frozenset, classes["beside the block"])
    octaves = {*map(frozenset, after["whole octaves"])}
    parted = len(octaves) == 3 and second in octaves and frozenset().union(*octaves - {second}) == first
    moved = [any({*one} & first and {*one} & second for one in after[change])
             for change in ("30 linear bins", "three seeds of five")]
    return parted and all(moved)


@fixed_seed("In every row but the twins', VGG-11, 16 and 19 with batch normalisation and ResNet-20 are in one class, "
            "and never with a VGG without.")
def there_is_a_core(found):
    core = {"vgg11_bn", "vgg16_bn", "vgg19_bn", "resnet20"}
    changed = [classes for change, classes in found["beside the block"].items() if change != "Gaussian twins"]
    holding = [next(set(one) for one in classes if core & set(one)) for classes in changed]
    return all(core <= one and not one & VGG for one in holding)


@exact("The fluctuations of the trained ResNet-20 and of an untrained ResNet-101 differ by less than one per "
       "cent; no other pair of the thirteen networks is as close.")
def a_trained_and_an_untrained_network_fluctuate_alike(closeness, fluctuations):
    nearest = _closest(closeness)
    return (len(fluctuations) == 13 and (nearest["first"], nearest["second"]) == ("resnet101", "ResNet-20")
            and nearest["gap (%)"] < 1)


def _closest(closeness):
    """The row of the pair with the closest fluctuations."""
    return closeness.nsmallest(1, "gap (%)").squeeze()


@exact("Yet their distance is 0.27, more than twice the largest among the nine.")
def they_are_far_apart(closeness, untrained):
    nearest = _closest(closeness)
    inside = closeness["first"].isin(untrained) & closeness["second"].isin(untrained)
    return nearest.distance > 2 * closeness.distance[inside].max(), {"0.27": nearest.distance}


@exact("We take all networks of the digits family with at least four channels and three seeds each, 25 architectures, "
       r"and group them at $z \le 3$.")
def candidates_of_the_family(candidates):
    seeds = candidates.groupby("name").seed.nunique()
    return (seeds == 3).all() and candidates.width.min() == 4, {"25": len(seeds)}


@fixed_seed("Channels and batch normalisation explain 0.74 of the variance of the test error, the block's two classes "
            "0.59, and classes at random 0.045.")
def channels_and_normalisation_explain_more(groupings, shares):
    found, row = shares.found, shares.loc["beside the block"]
    return len(groupings["beside the block"]) == 2 and row["p"] == 1 / 500, {
        "0.74": found["channels, norm"], "0.59": row["found"], "0.045": row["at random"]}


@fixed_seed("But once networks are exchanged only within the groups of that control, chance alone gives 0.48, and the "
            "block's 0.59 has p = 0.056.")
def little_is_left_for_the_block(shares):
    row = shares.loc["block, within channels, norm"]
    return {"0.48": row["at random"], "0.59": row["found"], "0.056": row["p"]}


@fixed_seed("Eight classes within 0.1 beside the block explain 0.66, where chance within the groups of the control "
            "gives 0.60 (p = 0.23).")
def classes_within_a_margin_know_no_more(close_shares, shown_close):
    return len(shown_close) == 8, {
        "0.66": close_shares["found"], "0.60": close_shares["at random"], "0.23": close_shares["p"]}


@fixed_seed("The classes beside the circle explain 0.57 with p = 0.018, which does not survive Bonferroni's correction "
            "for the eight tests of this section.")
def the_circle_does_not_survive_the_correction(close_shares, losses, shares):
    row, tests = shares.loc["beside the circle"], [*losses["p"], *shares["p"], close_shares["p"]]
    return len(tests) == 8 and 8 * row["p"] > 0.05, {"0.57": row["found"], "0.018": row["p"]}


@fixed_seed("Beside the circle the smallest member is no better than in random classes, with p = 0.26.")
def the_smallest_member_is_no_better(losses):
    return {"0.26": losses["p"]["beside the circle"]}


@fixed_seed("Beside the block it is 0.31 points above the mean of its class, where chance gives 0.72: better than "
            "chance, but worse than a member taken blindly.")
def the_smallest_member_of_a_block_class(losses):
    row = losses.loc["beside the block"]
    return 0 < row["found"] < row["at random"] and 8 * row["p"] < 0.05, {
        "0.31": row["found"], "0.72": row["at random"]}


@fixed_seed("So most of what the block's classes know of the test error is known before training: with this recipe, "
            "wide networks and those with batch normalisation are better on this task.")
def width_and_normalisation_help(candidates, shares):
    average = candidates.groupby(["width", "batch_norm"]).test_error.mean()
    row = shares.loc["block, within channels, norm"]
    return (row["at random"] > row["found"] / 2
            and average[4, True] > average[8, True] > average[16, True] and average[8, False] > average[8, True])


@here("When three tenths of the weights are pruned, the test error rises by less than three percentage points, "
      "and the network stays in its class.")
def light_pruning_changes_little(compressed, uncut):
    pruned = compressed["pruned"].loc[0.7]
    return pruned.test_error < uncut["test_error"] + 3 and pruned.z <= 3


@here("But it stays there, too, when four fifths are pruned and more than 80 of 100 digits are wrong; only when nine "
      "tenths are does it leave.")
def a_ruined_network_stays(compressed):
    pruned = compressed["pruned"]
    return pruned.test_error[0.2] > 80 and pruned.z[0.2] <= 3 < pruned.z[0.1]


@here("With low rank it is the other way about: at nine tenths of the rank the network has left its class, while at "
      "least 85 of 100 digits are still right.")
def a_working_network_leaves(compressed):
    reduced = compressed["low rank"].loc[0.9]
    return reduced.z > 3 and reduced.test_error <= 15


@fixed_seed("By its spectrum VGG-11 is nearly random: the mark of its training is 0.01.")
def vgg_weights_are_nearly_random(marks):
    return {"0.01": marks.mark["VGG-11"]}


@here("Shuffling leaves at most 20 of 100 digits right, and the network in its class in at least four of five "
      "cases.")
def shuffled_networks_stay(destroyed):
    return destroyed.test_error.min() >= 80 and (destroyed.z <= 3).sum() >= 4 and len(destroyed) == 5


@fixed_seed("Before training the network is in the class as well.")
def an_untrained_network_is_in_the_class(before):
    return before.z <= 3


@here("(Training moved a hundredth of its spectrum; that $z$ came out the same is a coincidence.)")
def training_moved_a_hundredth(before, layer_spectra, masses_of, model, moved, uncut):
    start = layer_spectra(digits.untrained(digits.Run("vgg11")))
    by_training = moved(np.subtract(*masses_of([layer_spectra(model), start])))
    return 0.005 < by_training < 0.02 and abs(uncut["z"] - before.z) < 0.5


@here("In part: beside four seeds even the trained network has a bound above 0.09.")
def even_the_trained_network_is_shown_little(uncut):
    return uncut["upper_bound"] > 0.09


@fixed_seed("Every trained architecture is *shown* to be within 0.1 of networks that know nothing: the largest bound "
            "is 0.085.")
def networks_that_know_nothing_are_equivalent(beside_twins):
    return len(beside_twins) == 12 and (beside_twins.upper_bound <= 0.1).all(), {
        "0.085": beside_twins.upper_bound.max()}


@fixed_seed("Only four are told apart from them at $z > 3$, all of the second class.")
def few_are_told_apart_from_their_twins(beside_twins, two_classes):
    apart = set(beside_twins.index[beside_twins.z > 3])
    return len(apart) == 4 and apart < set(two_classes[1])


@fixed_seed("On the ResNets of CIFAR-10, with a large mark, every twin was told apart.")
def twins_are_told_apart_where_the_mark_is_large(both, kind):
    beside_twin = both[kind == "trained and twin"]
    return len(beside_twin) == 16 and (beside_twin.z > 3).all()
