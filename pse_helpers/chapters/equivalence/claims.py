"""What chapter "Equivalent architectures" says, recomputed."""

from inspect import signature
from math import comb

import numpy as np

from pse_helpers import networks
from pse_helpers.chapters.claims import exact, fixed_seed, here, statistical
from pse_helpers.conjugate import equivalence, grouping, spectral_masses
from pse_helpers.networks import digits

VGG = {"vgg11", "vgg13", "vgg16", "vgg19"}
DEEP_RESNETS = {"resnet32", "resnet44", "resnet56"}


# Two hundred Gaussian networks tell a standard deviation, and so z, to within five per cent; the least z is 9.6.
@statistical("No seed is told apart from the others at $z > 3$, and all five impostors are beyond 8.", rate=0.01)
def impostors_are_caught(tested):
    return (tested["as trained"] <= 3).all() and (tested["impostor"] > 8).all() and len(tested) == 5


@fixed_seed(r"Of these 120 pairs, 119 stay within $z \le 3$ among the trained networks, and all among the twins.")
def seeds_are_rarely_told_apart(pairs):
    within = (pairs <= 3).sum()
    return within["Gaussian twins"] == len(pairs), {"120": len(pairs), "119": within["trained"]}


@exact("There are thirteen, but from one seed a VGG with batch normalisation has the same random weights as the one "
       "without, to the last bit, since batch normalisation draws nothing.")
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


@exact("The two tables agree to within a hundredth in all 36 pairs.")
def shapes_give_the_untrained_distances(circle, from_shapes):
    off = (circle.distance - from_shapes.distance).abs()
    return off.max() < 0.01, {"36": len(off)}


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


@fixed_seed("The four classes of the random weights agree with those of the Gaussian rounds at least as well as these "
            "agree among themselves.")
def gaussian_weights_give_these_classes(among, circle, with_null):
    return np.mean(with_null) >= np.mean(among) and len(grouping(circle, 1 / 20, "upper_bound")) == 4


@fixed_seed("Indeed no two of the nine are told apart, and within 0.03 they are equivalent, all of them.")
def beside_the_block_nothing_is_left(accounted):
    return (accounted.z <= 3).all() and (accounted.upper_bound <= 0.03).all()


@fixed_seed("Training leaves a mark that cannot be overlooked: every trained network is at least 20 from every twin, "
            "while no two twins are told apart.")
def training_leaves_a_mark(both, kind):
    return both.z[kind == "trained and twin"].min() >= 20 and both.z[kind == "both twins"].max() <= 3


@fixed_seed(r"At $z \le 10$ there are two classes, trained and untrained.")
def trained_and_untrained_are_two_classes(both, cifar, twins):
    return grouping(both, 10, "z") == [tuple(cifar), tuple(twins)]


@fixed_seed(r"At $z \le 3$ there are many small classes beside the circle, and two beside the block: in the first VGG "
            "without batch normalisation and the ResNets of 32 and more layers, in the second VGG with batch "
            "normalisation and ResNet-20.")
def the_block_makes_two_classes(by_seed, on_block, on_circle):
    first, second = map(set, grouping(on_block, 3, "z"))
    return (first == VGG | DEEP_RESNETS and second == set(by_seed) - first
            and len(grouping(on_circle, 3, "z")) > 4)


@exact("With and without batch normalisation, a VGG of this family starts from the same weights, seed by seed.")
def vgg_starts_from_the_same_weights():
    return all(_same_start(name, seed) for name in sorted(VGG) for seed in range(5))


def _same_start(name, seed):
    plain, normalised = ([weight for weight in digits.untrained(digits.Run(one, seed=seed)).parameters()
                          if weight.ndim > 1] for one in (name, f"{name}_bn"))
    return len(plain) == len(normalised) and all(bool((a == b).all()) for a, b in zip(plain, normalised))


@fixed_seed("The bootstrap draws the seeds of the two independently, takes chance for larger than it is, and so makes "
            "$z$ of these four pairs too small: for VGG-11, seeds drawn in pairs give more than 4 in place of 2.0.")
def seeds_drawn_in_pairs_tell_more(by_seed, edges, on_circle):
    first, second = ([spectral_masses(one, edges) for one in by_seed[name]] for name in ("vgg11", "vgg11_bn"))
    gaps = np.subtract(first, second)
    drawn = gaps[np.random.default_rng(3).integers(5, size=(10_000, 5))].mean(axis=1)
    chance = np.sqrt(5 / 4) * np.abs(drawn - gaps.mean(axis=0)).sum(axis=1) / 2
    distance = np.abs(gaps.mean(axis=0)).sum() / 2
    return (distance - chance.mean()) / chance.std() > 4, {"2.0": _of_pair(on_circle, "vgg11", "vgg11_bn").z}


def _of_pair(table, one, other):
    """The row of a pair of networks."""
    return table[(table["first"] == one) & (table["second"] == other)].squeeze()


@fixed_seed(r"Beside the circle 14 of 66 pairs stay within $z \le 3$, and the exact test rejects 12 of them at 5 %, "
            "VGG-11 and its version with batch normalisation with the least $p$ that ten seeds allow, 0.008.")
def not_told_apart_is_no_evidence(counts, on_circle):
    p_value, row = _of_pair(on_circle, "vgg11", "vgg11_bn").p_value, counts.loc["circle, five seeds"]
    return np.isclose(p_value, 2 / comb(10, 5)), {
        "14": row["z ≤ 3"], "66": len(on_circle), "12": row["of these p ≤ 0.05"], "0.008": p_value}


@fixed_seed("With three seeds 25 pairs stay within, nearly twice as many: the less we know, the larger the classes.")
def fewer_seeds_make_larger_classes(counts, five_or_three):
    five, three = (counts["z ≤ 3"][f"circle, {number} seeds"] for number in ("five", "three"))
    classes = {name: len(grouping(table, 3, "z")) for name, table in five_or_three.items()}
    return 1.7 < three / five < 2 and classes["circle, three seeds"] < classes["circle, five seeds"], {"25": three}


@exact("Of three seeds beside three the exact test can reject nothing, since its least $p$ is 0.1.")
def three_seeds_reject_nothing(five_or_three):
    least = five_or_three["circle, three seeds"].p_value.min()
    return np.isclose(least, 2 / comb(6, 3)), {"0.1": least}


@fixed_seed("With five seeds 4 pairs beside the circle are equivalent within one twentieth, with three none is.")
def fewer_seeds_show_less(counts):
    within = counts["within 0.05"]
    return within["circle, three seeds"] == 0, {"4": within["circle, five seeds"]}


@fixed_seed("Beside the block at least 64 of the 66 pairs are equivalent within one tenth, and for more than 30 of "
            "these $p$ is at most 0.05: training left marks that are certain, and small.")
def marks_are_certain_and_small(on_block):
    small = on_block.upper_bound <= 0.1
    certain = on_block.p_value <= 0.05
    return small.sum() >= 64 and (small & certain).sum() > 30, {"66": len(on_block)}


@fixed_seed("Trained networks on CIFAR-10 and their twins are at least 0.36 apart.")
def trained_networks_are_far_from_twins(both, kind):
    return both.distance[kind == "trained and twin"].min() >= 0.36


@exact("All 66 pairs of twelve architectures in the order of their distance (dots), each with a line up to the upper "
       "95 % bound.")
def all_pairs_are_drawn(by_seed, on_block, on_circle):
    confidence = signature(equivalence).parameters["confidence"].default
    return len(by_seed) == 12 and len(on_block) == len(on_circle), {"66": len(on_circle), "95": 100 * confidence}


@fixed_seed("The mean $z$ beside the twins is 1.4 in the first class and 5.2 in the second.")
def the_second_class_is_marked(beside_twins, on_block):
    first, second = _beside_twins(beside_twins, on_block)
    return {"1.4": first.z.mean(), "5.2": second.z.mean()}


def _beside_twins(beside_twins, on_block):
    """The rows of the first and of the second class beside the block."""
    return [beside_twins.loc[[networks.title(name) for name in one]] for one in grouping(on_block, 3, "z")]


@fixed_seed("The two just separate: the greatest $z$ in the first is 2.4, the least in the second 2.8, and the "
            "distances from the twins do so as well, at most 0.045 in the first and at least 0.050 in the second.")
def the_marks_just_separate(beside_twins, on_block):
    first, second = _beside_twins(beside_twins, on_block)
    return {"2.4": first.z.max(), "2.8": second.z.min(),
            "0.045": first.distance.max(), "0.050": second.distance.min()}


@fixed_seed("A small mark is a mark all the same: for three of the seven in the first class $p$ is about 0.01.")
def three_small_marks_are_seen(beside_twins, on_block):
    first, _ = _beside_twins(beside_twins, on_block)
    third, fourth = first.p_value.sort_values().iloc[2:4]
    return len(first) == 7 and third < 0.015 and fourth > 0.04, {"0.01": first.p_value.nsmallest(3).mean()}


@exact("But what made the mark it does not say: in the recipe of this family, networks with batch normalisation learn "
       "at five times the rate of the others.")
def batch_normalisation_learns_faster():
    return np.isclose(digits.RATE_WITH_BATCH_NORM, 5 * digits.RATE_WITHOUT)


@fixed_seed("Another seed of the generator changes nothing: the error that the draws leave is small beside the "
            "accuracy.")
def another_seed_changes_nothing(survival):
    return (survival.loc["another seed"] == 1).all()


@exact(r"Nor does $\beta$ beside the circle, by Proposition 1.")
def nor_does_beta_beside_the_circle(survival):
    return (survival["circle"].loc["beta = 4"] == 1).all()


@fixed_seed(r"Beside the circle other bins leave an agreement of 0.47 to 0.54 at $z \le 3$, and three seeds one of "
            "0.66.")
def other_bins_change_the_circle(survival):
    beside = survival["circle"]["z = 3"]
    of_bins = beside[["whole octaves", "quarter octaves", "30 linear bins"]]
    return {"0.47": of_bins.min(), "0.54": of_bins.max(), "0.66": beside["three seeds of five"]}


@fixed_seed("One draw of Gaussian twins, which know shapes only, agrees with it at 0.49, as well as other bins do: "
            "what can be reproduced of it comes largely from the shapes.")
def twins_agree_as_well_as_other_bins(survival):
    beside = survival["circle"]["z = 3"]
    return beside["Gaussian twins"] >= beside["30 linear bins"], {"0.49": beside["Gaussian twins"]}


@fixed_seed("Beside the block Gaussian twins reproduce nothing of the two classes, so they are not those of shapes.")
def twins_reproduce_nothing_of_the_block(survival):
    return (survival["block"].loc["Gaussian twins"] <= 0).all()


@fixed_seed("But they are no more stable: some networks change sides with whole octaves, with linear bins and with "
            r"fewer seeds, and at $z \le 5$ quarter octaves put all twelve in one class, which counts as an agreement "
            "of zero.")
def the_block_is_no_more_stable(survival, tables):
    beside = survival["block"]
    changed = beside["z = 3"][["whole octaves", "30 linear bins", "three seeds of five"]] < 1
    [table] = tables["block"]["quarter octaves"]
    return changed.all() and len(grouping(table, 5, "z")) == 1 and beside["z = 5"]["quarter octaves"] == 0


@fixed_seed(r"With $\beta = 4$ the block is no longer that of untrained *real* weights, for at small orders its law "
            r"depends on $\beta$, and the deep ResNets part from VGG without batch normalisation.")
def beta_matters_beside_the_block(tables):
    [table] = tables["block"]["beta = 4"]
    return not any(DEEP_RESNETS & set(one) and VGG & set(one) for one in grouping(table, 3, "z"))


@fixed_seed("VGG-11, 16 and 19 with batch normalisation and ResNet-20 are in one class under each of these changes at "
            r"$z \le 3$, and never in one with a VGG without.")
def there_is_a_core(tables):
    core = {"vgg11_bn", "vgg16_bn", "vgg19_bn", "resnet20"}
    changed = [table for row, found in tables["block"].items() if row != "Gaussian twins" for table in found]
    holding = [next(set(one) for one in grouping(table, 3, "z") if core & set(one)) for table in changed]
    return all(core <= one and not one & VGG for one in holding)


@exact("The fluctuations of the trained ResNet-20 and of an untrained ResNet-101 differ by less than one per "
       "cent; no other pair of the thirteen networks is as close, and the next closest is of the same kind.")
def a_trained_and_an_untrained_network_fluctuate_alike(cifar, closeness, fluctuations, untrained):
    nearest, following = _closest(closeness, 2)
    return (len(fluctuations) == 13 and (nearest["first"], nearest["second"]) == ("resnet101", "ResNet-20")
            and following["first"] in untrained and following["second"] in cifar
            and nearest["fluctuation gap"] < 0.01 * fluctuations[["resnet101", "ResNet-20"]].min())


def _closest(closeness, number):
    """The rows of the pairs with the closest fluctuations."""
    return [row for _, row in closeness.nsmallest(number, "fluctuation gap").iterrows()]


@exact("Yet their distance is 0.27, more than twice the largest among the nine.")
def they_are_far_apart(closeness, untrained):
    [nearest] = _closest(closeness, 1)
    inside = closeness["first"].isin(untrained) & closeness["second"].isin(untrained)
    return nearest.distance > 2 * closeness.distance[inside].max(), {"0.27": nearest.distance}


@exact("With 30 linear bins they are not: every trained network then differs from every untrained one by more than "
       "half of the smallest fluctuation.")
def linear_bins_tell_them_apart(cifar, circle_map, everything, untrained):
    linear = np.linspace(0, 6, 31)
    law = circle_map.law(linear)
    variance = {name: np.var(spectral_masses(spectra, linear) - law) for name, spectra in everything.items()}
    least = min(abs(variance[one] - variance[other]) for one in cifar for other in untrained)
    return least > min(variance.values()) / 2


@exact("We take all networks of the digits family with at least four channels and three seeds each, 25 architectures, "
       r"and group them at $z \le 3$ and at $z \le 5$, beside the circle and beside the block.")
def candidates_of_the_family(candidates):
    seeds = candidates.groupby("name").seed.nunique()
    return (seeds == 3).all() and candidates.width.min() == 4, {"25": len(seeds)}


@fixed_seed("The smallest member is no better than in classes formed at random: the p-values are 0.26 and 0.33 at the "
            "two accuracies.")
def the_smallest_member_is_no_better(selection):
    p_value = selection["smallest, p"]
    return {"0.26": p_value["circle, z = 3"], "0.33": p_value["circle, z = 5"]}


@fixed_seed(r"The classes explain more of the variance than chance does, with p = 0.018 at $z \le 3$ and 0.008 at "
            r"$z \le 5$.")
def circle_classes_explain_something(selection):
    p_value = selection["explained, p"]
    return {"0.018": p_value["circle, z = 3"], "0.008": p_value["circle, z = 5"]}


@fixed_seed("Its two classes, the same at both accuracies, explain 0.59 of the variance of the test error, against "
            "0.04 for classes at random, with p = 0.002, the least that 499 random groupings allow, and 0.016 after "
            "Bonferroni's correction for the eight tests of the four groupings.")
def block_classes_explain_much(groupings, selection):
    row = selection.loc["block, z = 5"]
    least = row["explained, p"]
    return groupings["block, z = 3"] == groupings["block, z = 5"] and row["classes"] == 2, {
        "0.59": row["explained"], "0.04": row["explained, at random"], "0.002": least, "499": round(1 / least) - 1,
        "0.016": 8 * least}


@fixed_seed("The smallest member is 0.31 points above the mean of its class, where chance gives 0.72: better than "
            "chance, but worse than a member taken blindly.")
def the_smallest_member_of_a_block_class(selection):
    row = selection.loc["block, z = 5"]
    return 0 < row["smallest"] < row["smallest, at random"] and row["smallest, p"] < 0.05, {
        "0.31": row["smallest"], "0.72": row["smallest, at random"]}


@exact("Grouping by channels and batch normalisation explains 0.74 of the variance, and the smallest member of "
       "such a group is as good as its mean, to a tenth of a point.")
def channels_and_normalisation_explain_more(selection):
    known = selection.loc["channels, norm"]
    return abs(known["smallest"]) < 0.1, {"0.74": known["explained"]}


@fixed_seed("Once networks are exchanged only within these groups, chance alone gives 0.48, and the block's 0.59 has "
            "p = 0.06.")
def little_is_left_for_the_block(selection):
    row = selection.loc["block, z = 5, within"]
    return {"0.48": row["explained, at random"], "0.59": row["explained"], "0.06": row["explained, p"]}


@fixed_seed("Three of the four groups lie wholly in one class, so this rests on the 11 networks of the fourth, of "
            "which three are in the first class.")
def eleven_networks_are_left(groupings):
    first, second = map(set, groupings["block, z = 3"])
    groups = [set(one) for one in groupings["channels, norm"]]
    [parted] = [one for one in groups if one & first and one & second]
    return len(groups) == 4 and len(parted & first) == 3, {"11": len(parted)}


@fixed_seed("So most of what the block's classes know of the test error is known before training, from the channels "
            "and the normalisation: with this recipe, wide networks and those with batch normalisation are better on "
            "this task.")
def width_and_normalisation_help(candidates, selection):
    average = candidates.groupby(["width", "batch_norm"]).test_error.mean()
    row = selection.loc["block, z = 5, within"]
    return (row["explained, at random"] > row["explained"] / 2
            and average[4, True] > average[8, True] > average[16, True] and average[8, False] > average[8, True])


@exact("The p-values also take the 25 architectures to be exchangeable, which members of one family, trained from "
       "common seeds, are not quite.")
def candidates_have_common_seeds(candidates):
    seeds = candidates.groupby("name").seed.apply(set)
    return all(one == seeds.iloc[0] for one in seeds), {"25": len(seeds)}


@here("When three tenths of the weights are pruned, the test error rises by less than three percentage points, "
      "and the network stays in its class.")
def light_pruning_changes_little(compressed, uncut):
    pruned = compressed["pruned"].loc[0.7]
    return pruned.test_error < uncut["test_error"] + 3 and pruned.z <= 3


@here("But it stays there, too, when four fifths are pruned and more than 80 of 100 digits are wrong.")
def a_ruined_network_stays(compressed):
    pruned = compressed["pruned"].loc[0.2]
    return pruned.test_error > 80 and pruned.z <= 3


@here("With low rank it is the other way about: at nine tenths of the rank the network has left its class, while at "
      "least 85 of 100 digits are still right.")
def a_working_network_leaves(compressed):
    reduced = compressed["low rank"].loc[0.9]
    return reduced.z > 3 and reduced.test_error <= 15


@fixed_seed("As far as its spectrum can tell, the weights of VGG-11 are nearly random: by their upper bound above, "
            "its seeds are equivalent to their twins within 0.07.")
def vgg_weights_are_nearly_random(beside_twins):
    return beside_twins.upper_bound["VGG-11"] <= 0.07


@here("Shuffling leaves at most 25 of 100 digits right, and in at least four of five cases the network in its "
      "class.")
def shuffled_networks_stay(destroyed):
    return destroyed.test_error.min() >= 75 and (destroyed.z <= 3).sum() >= 4 and len(destroyed) == 5


@fixed_seed("Before training the network is in the class as well.")
def an_untrained_network_is_in_the_class(before):
    return before.z <= 3


@here("No: within 0.16 all six are equivalent to the trained seeds, and even for the trained network itself, one "
      "against four, no bound below 0.09 can be shown.")
def it_is_not_for_want_of_evidence(before, destroyed, uncut):
    bounds = [*destroyed.upper_bound, before.upper_bound]
    return len(bounds) == 6 and max(bounds) <= 0.16 and uncut["upper_bound"] > 0.09


@fixed_seed("Where training left more of a mark the class is less tolerant: of five Gaussian twins of VGG-16 with "
            "batch normalisation, at least three are outside the class of its seeds.")
def a_marked_class_is_less_tolerant(beside_circle, by_seed, null):
    tables = [beside_circle({"twin": twin, "others": by_seed["vgg16_bn"][1:]}) for twin in null["vgg16_bn"]]
    return len(tables) == 5 and sum(table.z.item() > 3 for table in tables) >= 3
