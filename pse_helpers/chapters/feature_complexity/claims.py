"""What chapter "Feature complexity" says, recomputed."""

import numpy as np
import pandas as pd
import torch

from pse_helpers import features
from pse_helpers.chapters.claims import exact, fixed_seed, here, statistical

BITS, DIMENSION = 0, 1  # the two measures of a record


def _more_in_layer_1(depths, key, measure):
    """Than in the trained network itself: (data sets, networks)."""
    return np.array([one[key][:, measure, 0] - one["trained"][:, measure, 0] for one in depths.values()])


def _least_in_layer_1(depths, measure):
    """Whether all eight trained networks have less than untrained and with shuffled labels, on both data sets."""
    more = [_more_in_layer_1(depths, key, measure) for key in ("untrained", "shuffled labels")]
    return np.shape(more) == (2, 2, 8) and np.min(more) > 0


@fixed_seed("The second network computes an affine map of its images, and its complexity is exactly zero in every "
            "layer.")
def always_on_is_affine(first, linear_net, x_test):
    halfway, outputs = linear_net((x_test[1:] + x_test[:-1]) / 2), linear_net(x_test)
    affine = torch.allclose(halfway, (outputs[1:] + outputs[:-1]) / 2, atol=1e-3)
    return affine and first["always on"] == [0, 0, 0]


@fixed_seed("In the first, layer 1 has several of its possible eight bits, and deeper layers of this untrained network "
            "have less and less.")
def deeper_random_layers_have_less(first):
    one, two, three = first["random"]
    return 7 > one > 4 and one > two > three


# The bound is three standard errors of the two estimates at the ends, and more of the others.
@statistical("All nine estimates lie within a tenth of a bit of the law.", rate=0.01)
def pairs_follow_the_arcsine_law(pairs, rhos):
    off = [pair.value - features.gaussian_pair_complexity(rho) for pair, rho in zip(pairs, rhos, strict=True)]
    return len(off) == 9 and np.abs(off).max() < 0.1


@exact("A layer of eight switches has up to 256 patterns, and data are few.")
def patterns_of_switches():
    return {"256": 2**8}


@fixed_seed("With two inputs there are only sixteen patterns, so counting is nearly right; the classifier has to learn "
            "the geometry of the plane and errs upwards, by at least a tenth of a bit with 100 samples and less with "
            "1000.")
def classifier_errs_upwards_in_the_plane(estimates, exact_values):
    planar, truth = (one["8 neurons, 2 inputs (bits)"] for one in (estimates, exact_values))
    (least, _, most), draws = planar["plug-in"]
    few, _, many = planar["chain rule"][1].mean(axis=0) - truth
    return (np.abs(draws.mean(axis=0) - truth).max() < 0.2 and few >= 0.1 and few > abs(many),
            {"100": least, "1000": most})


@fixed_seed("With independent switches it is the other way round: nothing is to be learned, the chain rule is right at "
            "once, and the plug-in misses more than a bit with 100 samples.")
def plug_in_misses_independent_switches(estimates):
    of_eight = estimates["8 orthogonal neurons (bits)"]
    (least, *_), draws = of_eight["plug-in"]
    chain_rule = of_eight["chain rule"][1].mean(axis=0)
    return np.abs(chain_rule - 8).max() < 0.15 and draws.mean(axis=0)[0] < 8 - 1, {"100": least}


# The corrected mean has a standard error of 0.15 and a bias of 0.09; half of the uncorrected error is 0.46 on average.
@statistical("The correction removes at least half of the mean error of the effective dimension with 100 samples.",
             rate=0.02)
def correction_removes_half_of_the_error(dimensions, exact_values):
    least = dimensions["corrected"][0][0]
    corrected, uncorrected = (abs(dimensions[name][1].mean(axis=0)[0] - exact_values["effective dimension"])
                              for name in ("corrected", "uncorrected"))
    return corrected <= uncorrected / 2, {"100": least}


@exact("We measure on the 899 test images, before the first step and then at steps that grow like powers of two, more "
       "densely from 256 on.")
def images_and_steps(late, steps, x_test):
    octaves = np.diff(np.log2(steps[1:]))
    return (steps[0] == 0 and np.allclose(octaves[:8], 1) and octaves[8:].max() < 0.3,
            {"899": len(x_test), "256": late[0]})


@here("*Memory*: on their own shuffled labels these networks are still wrong in at least 65 per cent, so little was "
      "learned by heart.")
def little_is_learned_by_heart(errors):
    return errors.loc["shuffled labels", "training error"].min() >= 65


@here("In layer 1 the complexity falls in the mean over the eight, by more than half a bit.")
def complexity_of_layer_1_falls(records):
    bits = records["true labels"][:, :, BITS, 0]
    return len(bits) == 8 and (bits[:, -1] - bits[:, 0]).mean() < -0.5


@here("In layer 3, which starts nearer to linear, it rises in the mean by more than a bit.")
def complexity_of_layer_3_rises(records):
    bits = records["true labels"][:, :, BITS]
    start, end = bits[:, 0].mean(axis=0), bits[:, -1].mean(axis=0)
    return start[2] < start[0] and end[2] - start[2] > 1


@here("The effective dimension of layer 1 has its minimum strictly within training, long before the end: features "
      "first collapse and then spread again.")
def effective_dimension_collapses_and_spreads(records, steps):
    lowest = steps[records["true labels"][:, :, DIMENSION, 0].argmin(axis=1)]
    return ((lowest > 8) & (lowest < 512)).all()


@here("With shuffled labels the sum of complexities ends higher by more than two bits in the mean over the pairs, by "
      "more than three of its standard errors, and higher in at least seven of the eight pairs.")
def shuffled_labels_end_higher(ends):
    more = (ends["shuffled labels"] - ends["true labels"])[:, BITS]
    return len(more) == 8 and more.mean() > max(2, 3 * more.std(ddof=1) / 8**0.5) and (more > 0).sum() >= 7


@here("With half of the labels random it does so, too, by more than two bits.")
def half_random_labels_end_higher(ends):
    return (ends["half of them random"] - ends["true labels"])[:, BITS].mean() > 2


@here("On the way the order is another: at step 64 shuffled labels have less complexity in the mean, and more than one "
      "effective dimension more.")
def order_is_another_on_the_way(apart, steps):
    [place] = np.flatnonzero(steps == 64)
    bits, dimension = apart[:, place].mean(axis=0)
    return bits < 0 and dimension > 1, {"64": steps[place]}


@here("And *the effective dimension*, summed over the layers, does not tell the labels apart at the end: both of its "
      "differences are within two and a half standard errors of zero.")
def dimension_does_not_tell_labels_apart(less):
    apart = np.array([one[:, DIMENSION] for one in less.values()])
    return apart.shape == (2, 8) and (np.abs(apart.mean(axis=1)) < 2.5 * apart.std(axis=1, ddof=1) / 8**0.5).all()


@here("The two estimates agree within a quarter of a bit, which is small beside the differences that we described.")
def counting_was_good_enough(agreement):
    return (agreement.counted - agreement["chain rule"]).abs().max() < 1 / 4


@here("The unseen share estimates how often one more image would show a new pattern: at the end in less than one image "
      "of ten, in every layer of all 24 networks.")
def few_patterns_are_unseen(hidden_layers, models, x_test):
    unseen = [features.unseen_share(values) for model in models for values in hidden_layers(model, x_test)]
    return max(unseen) < 0.1, {"24": len(models)}


@fixed_seed("On each curve the true law comes first, by more than ten units of the criterion, and both other laws are "
            "rejected by the winding test at one per cent.")
def true_laws_come_first(on_planted, planted):
    second = on_planted.groupby(level=0).nth(1).aic_excess
    wrong = pd.concat([on_planted.loc[law].drop(law) for law in planted])
    return (all(on_planted.loc[law].index[0] == law for law in planted) and second.min() > 10
            and wrong.p_winding.max() <= 0.01)


@here("Over the whole of training the winding test rejects all three laws at two per cent in at least three of the "
      "eight networks.")
def no_law_holds_over_the_whole(whole):
    best = whole.p_winding.groupby(level=0).max()
    return len(whole) == 3 * 8 and (best <= 0.02).sum() >= 3


@here("From step 256 on, power law and logarithm are hardly to be told apart: in at least six of the eight networks "
      "their criteria differ by less than 4.")
def power_law_and_logarithm_coincide(is_late, logarithm, power, steps):
    apart = (power.aic_excess - logarithm.aic_excess).abs()
    return len(apart) == 8 and (apart < 4).sum() >= 6, {"256": steps[is_late][0]}


@here("The fitted exponents do not agree: the largest is more than twice the smallest, though the networks differ in "
      "nothing but their random seed.")
def exponents_do_not_agree(power):
    return power.rate.max() > 2 * power.rate.min()


@exact("Here are two smaller data sets of scikit-learn {cite}`pedregosa2011`: the breast cancer data (30 features of "
       "569 samples, two classes) and the wine data (13 features of 178 samples, three classes), each feature in units "
       "of its standard deviation.")
def two_more_sets_of_data(data):
    (cancer, of_two), (wine, of_three) = data["cancer"], data["wine"]
    unit = all(torch.allclose(one.std(axis=0, correction=0), torch.tensor(1.0)) for one in (cancer, wine))
    return (unit and len(of_two.unique()) == 2 and len(of_three.unique()) == 3,
            {"30": cancer.shape[1], "569": len(cancer), "13": wine.shape[1], "178": len(wine)})


@here("In layer 1 each of the eight trained networks is below itself untrained and below its copy with shuffled "
      "labels, on both data sets.")
def trained_layer_1_has_fewer_dimensions(depths):
    return _least_in_layer_1(depths, DIMENSION)


@here("In the last hidden layer the mean is between 1 and 1.5 on the cancer data and between 1.5 and 2.5 on the wine "
      "data: near the number of classes minus one, which is how many directions suffice to separate them.")
def last_layer_has_about_classes_minus_one(depths):
    cancer, wine = (depths[name]["trained"][:, DIMENSION, 2].mean() for name in ("cancer", "wine"))
    return 1 <= cancer < 1.5 < wine < 2.5


@here("Shuffled labels end near two directions as well.")
def shuffled_labels_end_near_two_directions(depths):
    ends = [one["shuffled labels"][:, DIMENSION, 2].mean() for one in depths.values()]
    return np.abs(np.array(ends) - 2).max() < 1 / 2


@here("On Gaussian inputs a trained network has exactly the same effective dimension in layer 1, as Proposition 2 says "
      "it must, and in the layers beyond it differs in the mean by less than a quarter.")
def gaussian_inputs_reproduce_the_dimension(depths):
    ratios = np.array([one["Gaussian inputs"][:, DIMENSION] / one["trained"][:, DIMENSION] for one in depths.values()])
    return np.allclose(ratios[..., 0], 1, atol=1e-3) and np.abs(ratios[..., 1:].mean(axis=1) - 1).max() < 1 / 4


@here("On both data sets layer 1 of each trained network has less complexity than untrained or with shuffled labels.")
def trained_layer_1_has_less_complexity(depths):
    return _least_in_layer_1(depths, BITS)


@here("On the cancer data Gaussian inputs of the same covariance give layer 1 of every network more complexity than "
      "the data, in the mean by more than a fifth of a bit.")
def gaussian_inputs_have_more_complexity(depths):
    cancer, _ = _more_in_layer_1(depths, "Gaussian inputs", BITS)
    return cancer.min() > 0 and cancer.mean() > 0.2


@here("On the wine data, with only 178 samples, the same holds in the mean over the eight.")
def gaussian_inputs_have_more_on_wine_too(data, depths):
    _, wine = _more_in_layer_1(depths, "Gaussian inputs", BITS)
    return len(wine) == 8 and wine.mean() > 0, {"178": len(data["wine"][0])}


@here("In either layer the effective dimension is more than twice as large flattened as it is pooled.")
def layout_matters_to_the_dimension(dims):
    return (np.array(dims["flatten"]) > 2 * np.array(dims["pooled"])).all()


# Either estimate has a standard error of 0.09 bits at most.
@statistical("With the same rates the common drive lowers the exact complexity from 5.53 to 4.73 bits a time bin, and "
             "the estimates agree with both within a quarter of a bit.", rate=0.02)
def common_drive_lowers_the_complexity(spike_table):
    off = (spike_table.complexity - spike_table.exact).abs()
    return off.max() < 1 / 4, {"5.53": spike_table.exact["independent"], "4.73": spike_table.exact["common drive"]}


# The estimate under the common drive has a standard error of 1.15 per cent, that of the other is far smaller.
@statistical("The exact effective dimension falls from 8 to 6.57, and here too the estimates are within 3 per cent.",
             rate=0.02)
def common_drive_lowers_the_dimension(spike_table):
    known = spike_table["exact dimension"]
    return ((spike_table.dimension / known - 1).abs().max() < 0.03,
            {"8": known["independent"], "6.57": known["common drive"]})
