"""What chapter "Equivalent architectures" says, recomputed."""

import numpy as np
from scipy.stats import norm

from pse_helpers import networks
from pse_helpers.chapters.claims import exact, fixed_seed, here
from pse_helpers.conjugate import grouping, spectral_masses
from pse_helpers.layers import gaussian_spectra

VGG = {"vgg11", "vgg13", "vgg16", "vgg19"}
DEEP_RESNETS = {"resnet32", "resnet44", "resnet56"}


@fixed_seed("Chance alone exceeds 3 in up to 1 of 100 cases: more often than a normal number would, for the law of "
            "a distance is skewed.")
def the_law_of_a_distance_is_skewed(by_seed, masses_of, moved, noise):
    rng = np.random.default_rng(8)
    drawn = [moved(noise(masses_of(seeds), rng) - noise(masses_of(seeds), rng)) for seeds in by_seed.values()]
    beyond = [(one > one.mean() + 3 * one.std()).mean() for one in drawn]
    return norm.sf(3) < min(beyond) and max(beyond) < 1.05 / 100


@fixed_seed("The package gives the same distance, the same $z$ and bound but for the draws of the bootstrap, and the "
            "exact $p$.")
def the_package_gives_the_same(by_hand, four):
    distance, z, bound = four.iloc[0][["distance", "z", "upper_bound"]]
    return np.isclose(by_hand["D"], distance) and abs(by_hand["z"] - z) < 0.2 and abs(by_hand["bound"] - bound) < 0.002


@fixed_seed("First pair: told apart, and equivalent. Second: not told apart, and equivalent. Third: told apart, and "
            "not equivalent. Fourth: neither.")
def all_four_answers_are_given(four, margin):
    answers = [tuple(row) for row in zip(four.z > 3, four.upper_bound <= margin)]
    return answers == [(True, True), (False, True), (True, False), (False, False)]


@fixed_seed("The last pair is the first with two seeds less: it is no longer told apart, and no longer shown to be "
            "close.")
def three_seeds_show_less(four, margin, pairs_of_seeds):
    first, last = pairs_of_seeds["VGG-11 and 13"], pairs_of_seeds["VGG-11 and 13, three seeds"]
    shorter = all(one == whole[:-2] and len(whole) == 5 for one, whole in zip(last, first))
    whole, part = four.iloc[0], four.iloc[3]
    return shorter and part.z <= 3 < whole.z and whole.upper_bound <= margin < part.upper_bound


@fixed_seed("No seed is told apart from the others at $z > 3$, and all five impostors are beyond 9.")
def impostors_are_caught(tested):
    return (tested["as trained"] <= 3).all() and (tested["impostor"] > 9).all() and len(tested) == 5


@exact("The four VGGs with batch normalisation are left out: from one seed they have the same random weights as those "
       "without, since batch normalisation draws nothing.")
def batch_normalisation_draws_nothing(nine, untrained):
    def same_values(name):
        twin = networks.spectra(f"{name}_bn", "random")
        return all(map(np.array_equal, twin.values, untrained[name].values))
    shipped = networks.available().query("weights == 'random' and shipped").name
    return set(shipped) == {*nine, *(f"{name}_bn" for name in VGG)} and all(map(same_values, VGG))


@fixed_seed("Nine torchvision networks with random weights form two classes within the margin, and the shapes of their "
            "layers say which.")
def untrained_networks_form_two_classes(circle, from_shapes, margin, untrained, untrained_classes):
    computed = grouping(from_shapes, margin)
    return len(untrained) == 9 and len(grouping(circle, margin, "upper_bound")) == 2 and computed == untrained_classes


@fixed_seed("Each class holds VGGs and ResNets.")
def families_are_mixed(untrained_classes):
    return all(0 < len(VGG & {*one}) < len(one) for one in untrained_classes)


@fixed_seed("Every two of the nine networks are told apart at $z > 3$: large networks hardly vary from draw to draw, "
            "so the smallest differences are certain.")
def all_untrained_networks_are_told_apart(circle, untrained):
    return len(untrained) == 9 and (circle.z > 3).all()


@exact("The measured distances and those computed from shapes agree to within a hundredth in all 36 pairs.")
def shapes_give_the_untrained_distances(circle, from_shapes):
    off = (circle.distance - from_shapes.distance).abs()
    return off.max() < 0.01, {"36": len(off)}


@fixed_seed("The computed ones give the same two classes.")
def shapes_give_the_untrained_classes(from_shapes, margin, untrained_classes):
    computed = grouping(from_shapes, margin)
    return len(computed) == 2 and {*map(frozenset, computed)} == {*map(frozenset, untrained_classes)}


@fixed_seed("Nothing is left: no two of the nine are told apart there, and the largest bound is 0.024.")
def beside_the_block_nothing_is_left(accounted):
    return (accounted.z <= 3).all() and len(accounted) == 36, {"0.024": accounted.upper_bound.max()}


@fixed_seed("Twelve architectures trained on digits are all equivalent within the margin, beside the block.")
def the_twelve_are_equivalent(margin, on_block):
    return len({*on_block["first"], *on_block["second"]}) == 12 and (on_block.upper_bound <= margin).all()


@fixed_seed("All 24 networks, trained or not, are one class: the largest bound of any two is 0.099.")
def networks_and_twins_are_one_class(margin, together, with_twins):
    [everyone] = together
    return (with_twins.upper_bound <= margin).all(), {
        "24": len({*everyone}), "0.099": with_twins.upper_bound.max()}


@fixed_seed("The largest mark is 0.041, a third of the margin; even with chance left in, no distance exceeds 0.064.")
def the_margin_is_wider_than_every_mark(margin, marks):
    return abs(marks.mark.max() - margin / 3) < 0.005, {"0.041": marks.mark.max(), "0.064": marks.distance.max()}


@fixed_seed("Every bound of the distance from five networks that never trained lies within the margin.")
def every_bound_lies_within_the_margin(margin, shown):
    return shown.bound.notna().all() and (shown.bound <= margin).all()


@fixed_seed("With five seeds the floor is above the mark in at least ten of the twelve architectures: there is hardly "
            "any room between the two.")
def floors_are_above_marks(marks):
    return len(marks) == 12 and (marks[5] > marks.mark).sum() >= 10


@fixed_seed("A margin of 0.07 seems to do both: every floor is below it, and no twin is in a class with the five large "
            "marks.")
def a_narrower_margin_seems_to_do_both(by_seed, marks, beside_block, with_twins):
    def parted(table):
        return not any({*one} & large and {*one} - {*by_seed} for one in grouping(table, 0.07, "upper_bound"))
    large = {name for name in by_seed if marks.mark[networks.title(name)] > 0.02}
    others = (beside_block(by_seed | _twins(by_seed, number)) for number in (11, 12, 13))
    return len(large) == 5 and (marks[5] < 0.07).all() and all(map(parted, [with_twins, *others]))


def _twins(by_seed, number):
    """Gaussian twins of all seeds, other than those of the chapter."""
    return {f"twin of {name}": [gaussian_spectra(one, np.random.default_rng([number, i, k]))
                                for k, one in enumerate(seeds)] for i, (name, seeds) in enumerate(by_seed.items())}


@fixed_seed("The five measure at most 0.064, chance included, so with more seeds we expect their bounds to fall below "
            "0.07.")
def the_margin_lies_above_their_distance(shown):
    five = shown.nlargest(5, "mark")
    return five.distance.max() < 0.07 < five.bound.min(), {"0.064": five.distance.max()}


@fixed_seed("On average the true distance lies between the mark and the measured distance: chance adds to a distance, "
            "but at most its own.")
def chance_adds_at_most_its_own(by_seed, masses_of, moved, noise):
    rng = np.random.default_rng(10)
    gaps = {name: masses_of(by_seed[name]).mean(axis=0) - masses_of(by_seed["vgg19"]).mean(axis=0)
            for name in by_seed if name != "vgg19"}
    for name, gap in gaps.items():  # take the gap for the true one, and measure it again
        chance = noise(masses_of(by_seed[name]), rng)
        measured, alone = moved(gap + chance).mean(), moved(chance).mean()
        if not measured - alone < moved(gap) < measured:
            return False
    return len(gaps) == 11


@fixed_seed("With twenty of each, the floors of the five with the largest marks would be 0.025 at most (if seeds "
            "scatter as twins do), and their marks are 0.033 at least.")
def twenty_seeds_make_room(marks):
    large = marks.nlargest(5, "mark")
    return (large[20] < large.mark.min()).all(), {"0.025": large[20].max(), "0.033": large.mark.min()}


@fixed_seed("The twelve are close, but they are not the same: 20 of the 66 pairs are told apart.")
def some_pairs_are_told_apart(on_block):
    return {"20": (on_block.z > 3).sum(), "66": len(on_block)}


@fixed_seed(r"At $z \le 3$ there are two classes: in the first VGG without batch normalisation and the ResNets of 32 "
            "and more layers, in the second VGG with batch normalisation and ResNet-20.")
def the_block_makes_two_classes(by_seed, on_block, two_classes):
    first, second = map(set, two_classes)
    return (first == VGG | DEEP_RESNETS and second == set(by_seed) - first
            and all(grouping(on_block, cut, "z") == two_classes for cut in np.linspace(2.5, 4, 31)))


@exact("They are not classes of shapes, because VGG with and without batch normalisation has the same.")
def batch_normalisation_keeps_the_shapes(by_seed):
    return all(by_seed[name][0].shapes == by_seed[f"{name}_bn"][0].shapes for name in VGG)


@fixed_seed("They differ in the size of the mark: those of the first go up to 0.014, those of the second from 0.033 to "
            "0.041.")
def the_second_class_is_marked(marks, two_classes):
    first, second = ([networks.title(name) for name in one] for one in two_classes)
    return len(first) + len(second) == 12, {
        "0.014": marks.mark[first].max(), "0.033": marks.mark[second].min(), "0.041": marks.mark[second].max()}


@exact("Batch normalisation alone does not explain large marks: the ResNets of 32 and more layers have it too, and "
       "small ones.")
def batch_normalisation_does_not_explain_large_marks(main, marks):
    normalised = set(main.architecture[main.batch_norm])
    return DEEP_RESNETS < normalised and marks.mark[[*map(networks.title, DEEP_RESNETS)]].max() < 0.02


@fixed_seed(r"Of the 46 pairs at $z \le 3$ the exact test, each taken by itself, tells 16 apart at 5 %.")
def not_told_apart_is_no_evidence(on_block):
    unseen = on_block[on_block.z <= 3]
    return {"46": len(unseen), "16": (unseen.p_value <= 0.05).sum()}


@fixed_seed(r"With three seeds 60 pairs stay at $z \le 3$.")
def fewer_seeds_make_larger_classes(tables):
    return {"60": (tables["three seeds of five"].z <= 3).sum()}


@fixed_seed("The two classes survive in part, with an agreement of 0.50 to 1.")
def the_classes_survive_in_part(survival):
    return len(survival) == 4, {"0.50": survival.min(), "1": survival.max()}


@fixed_seed("A core stays: in every row VGG-11, 16 and 19 with batch normalisation and ResNet-20 are in one class, and "
            "never with a VGG without.")
def there_is_a_core(regrouped):
    core = {"vgg11_bn", "vgg16_bn", "vgg19_bn", "resnet20"}
    holding = [next(set(one) for one in classes if core & set(one)) for classes in regrouped.values()]
    return len(holding) == 4 and all(core <= one and not one & VGG for one in holding)


@fixed_seed("On ResNets trained on CIFAR-10 {cite}`idelbayev2018` a class says something, for there is room below the "
            "mark.")
def no_twin_is_close_to_a_trained_network(both, cifar, cifar_marks, margin):
    across = both[both["first"].isin(cifar) != both["second"].isin(cifar)]
    return len(across) == 16 and margin < cifar_marks.mark.min() < across.upper_bound.min()


@fixed_seed("The marks run from 0.35 to 0.43, and the bounds between twins are 0.064 at most.")
def training_leaves_a_mark(both, cifar, cifar_marks):
    between_twins = ~both["first"].isin(cifar) & ~both["second"].isin(cifar)
    return between_twins.sum() == 6 and len(cifar_marks) == 4, {
        "0.35": cifar_marks.mark.min(), "0.43": cifar_marks.mark.max(), "0.064": both.upper_bound[between_twins].max()}


@fixed_seed("There is ample room for a margin: ours, and each from there up to the least mark, gives two classes, "
            "trained and untrained.")
def many_margins_part_trained_from_untrained(both, cifar, cifar_classes, cifar_marks, cifar_twins, margin):
    return all(grouping(both, one, "upper_bound") == cifar_classes == [tuple(cifar), tuple(cifar_twins)]
               for one in np.linspace(margin, cifar_marks.mark.min(), 28))


@fixed_seed("By the noise of Gaussian networks all pairs of trained ResNets are told apart at $z > 3$, the closest "
            "only just ($z = 3.2$).")
def trained_resnets_are_told_apart(both, cifar):
    inside = both[both["first"].isin(cifar) & both["second"].isin(cifar)]
    return len(inside) == 6 and (inside.z > 3).all(), {"3.2": inside.z.min()}


@fixed_seed("Yet they are close beside what training did.")
def trained_resnets_are_close(both, cifar):
    trained = both["first"].isin(cifar).astype(int) + both["second"].isin(cifar)
    return 3 * both.upper_bound[trained == 2].max() < both.distance[trained == 1].min()


@exact("Which networks are the most alike depends on the bins.")
def the_most_alike_depend_on_the_bins(alike):
    return len(alike) == 4 and len({*map(frozenset, zip(alike["first"], alike["second"]))}) > 1


@exact("In half octaves they are the trained ResNet-20 and an untrained ResNet-101: their fluctuations differ by 0.65 "
       "%, and yet their distance is 0.27.")
def a_trained_and_an_untrained_network_fluctuate_alike(alike, cifar, edges, everything, fluctuation, untrained):
    pair = untrained["resnet101"], cifar["ResNet-20"]
    low, high = sorted(fluctuation(one, edges) for one in pair)
    apart = spectral_masses(pair[0], edges) - spectral_masses(pair[1], edges)
    named = {*alike.loc["half octaves", ["first", "second"]]}
    return named == {"ResNet-101", "ResNet-20"} and len(everything) == 13, {
        "0.65": 100 * (high / low - 1), "0.27": apart.clip(min=0).sum()}


@exact("In the other bins they are two untrained networks.")
def in_other_bins_untrained_networks_are_the_most_alike(alike, untrained):
    others = alike.drop("half octaves")[["first", "second"]]
    return len(others) == 3 and others.isin([*map(networks.title, untrained)]).all(axis=None)


@exact("In linear bins the fluctuation of every trained network is more than 50 % from that of any untrained one.")
def in_linear_bins_training_shows(changed, cifar, fluctuation, untrained):
    bins = changed["30 linear bins"][1]["edges"]
    sizes = [[fluctuation(one, bins) for one in group.values()] for group in (untrained, cifar)]
    return min(max(a, b) / min(a, b) for a in sizes[0] for b in sizes[1]) > 1.5


@exact("We take all networks of the digits family with at least four channels and three seeds each, 25 architectures, "
       "and group them beside the block.")
def candidates_of_the_family(candidates):
    seeds = candidates.groupby("name").seed.nunique()
    return (seeds == 3).all() and candidates.width.min() == 4, {"25": len(seeds)}


@fixed_seed(r"The two classes at $z \le 3$ explain 0.59 of the variance of the test error (p = 0.002), but channels "
            "and batch normalisation explain 0.74.")
def channels_and_normalisation_explain_more(at_z, shares):
    return len(at_z) == 2, {"0.59": shares.found["z ≤ 3"], "0.002": shares.p["z ≤ 3"],
                            "0.74": shares.found["channels, norm"]}


@fixed_seed("Once networks are exchanged only within the groups of that control, chance alone gives 0.48, and 0.59 has "
            "p = 0.056.")
def little_is_left_for_the_classes(shares):
    row = shares.loc["z ≤ 3, within channels, norm"]
    return {"0.48": row["at random"], "0.59": row["found"], "0.056": row["p"]}


@fixed_seed("The six classes within the margin explain 0.65, where chance gives 0.56 (p = 0.088).")
def little_is_left_for_the_classes_within_a_margin(shares, shown_close):
    row = shares.loc["within 0.12, within channels, norm"]
    return len(shown_close) == 6, {"0.65": row["found"], "0.56": row["at random"], "0.088": row["p"]}


@fixed_seed("Beyond the control the classes explain 0.11 and 0.09 more than chance, which 25 architectures cannot tell "
            "from nothing.")
def what_is_left_may_be_chance(candidates, shares):
    rows = shares.loc[["z ≤ 3, within channels, norm", "within 0.12, within channels, norm"]]
    at_z, within_margin = rows["found"] - rows["at random"]
    return (rows.p > 0.05).all(), {"0.11": at_z, "0.09": within_margin, "25": candidates.name.nunique()}


@fixed_seed("So most of what a class knows of the test error is known before training: with this recipe, wide networks "
            "and those with batch normalisation are better on this task.")
def width_and_normalisation_help(candidates, shares):
    average = candidates.groupby(["width", "batch_norm"]).test_error.mean()
    rows = shares.loc[["z ≤ 3, within channels, norm", "within 0.12, within channels, norm"]]
    return ((rows["at random"] > rows["found"] / 2).all()
            and average[4, True] > average[8, True] > average[16, True] and average[8, False] > average[8, True])


@here("When four fifths of the weights are pruned, more than 80 of 100 digits are wrong, and the network is still "
      "equivalent to the four others.")
def a_ruined_network_stays(compressed, margin):
    pruned = compressed["pruned"].loc[0.2]
    return pruned.test_error > 80 and pruned.bound <= margin


@here("With low rank it is the other way about: at nine tenths of the rank the network is no longer equivalent to "
      "them, while at least 85 of 100 digits are still right.")
def a_working_network_leaves(compressed, margin):
    reduced = compressed["low rank"].loc[0.9]
    return reduced.bound > margin and reduced.test_error <= 15


@fixed_seed("The mark of VGG-11 is 0.010: by its spectrum it is nearly random.")
def vgg_weights_are_nearly_random(marks):
    return {"0.010": marks.mark["VGG-11"]}


@here("Shuffling leaves at most 20 of 100 digits right, and the network equivalent to the others in at least four of "
      "five cases.")
def shuffled_networks_stay(destroyed, margin):
    return destroyed.test_error.min() >= 80 and (destroyed.bound <= margin).sum() >= 4 and len(destroyed) == 5


@fixed_seed("Before training it is equivalent to them as well.")
def an_untrained_network_is_equivalent(before, margin):
    return before.bound <= margin
