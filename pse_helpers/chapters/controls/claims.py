"""What chapter "Controls" says, recomputed."""

from itertools import permutations

import numpy as np
import pandas as pd
from scipy.stats import t as student_t

from pse_helpers import networks
from pse_helpers.cascade import decay_law
from pse_helpers.chapters import published
from pse_helpers.chapters.claims import exact, fixed_seed, here, statistical
from pse_helpers.networks import digits
from pse_helpers.statistics import within_groups

# -- the answer ----------------------------------------------------------------------

@exact("Within each of the five seeds the norm puts the six shares in the order of their test errors, without a slip; "
       "the rank correlations of cPSE scatter from −0.60 to 0.60.")
def the_norm_orders_and_cpse_does_not(thirty, two):
    rows = thirty[["seed", "test_error"]].join(two)
    cpse_ranks, norm_ranks = (within_groups(rows, "seed", [name], "test_error")[name] for name in two)
    return len(norm_ranks) == 5 and np.isclose(norm_ranks, 1).all(), {
        "−0.60": cpse_ranks.min(), "0.60": cpse_ranks.max()}


# -- the table -----------------------------------------------------------------------

@fixed_seed("On the digits 56 of 60 networks lie inside, though training shows in the stable rank of 49.")
def networks_inside_their_bands(plain, below):
    return {"56": (plain.score.abs() <= 2).sum(), "60": len(plain), "49": below.sum()}


@fixed_seed("Its rank correlations with the error are −0.18 and 0.12, within luck.")
def cpse_at_one_depth(resnet, vgg, luck):
    means = [within_groups(rows, "seed", ["cpse"], "test_error").cpse.mean() for rows in (resnet, vgg)]
    within = np.abs(means) < [luck(rows, "seed") for rows in (resnet, vgg)]
    return within.all(), {"−0.18": means[0], "0.12": means[1]}


@exact("It follows depth (−0.98).")
def cpse_follows_depth(averages):
    return {"−0.98": averages.cpse.corr(averages.depth, method="spearman")}


@exact("With the error it has −0.06, and within families −0.8, −0.8 and −0.4, the other sign than on CIFAR-10.")
def cpse_at_many_depths(averages, groups):
    *both, third = sorted(rows.cpse.corr(rows.test_error, method="spearman") for rows in _families(averages))
    return _with_error_on_cifar(groups) > 0, {
        "−0.06": averages.cpse.corr(averages.test_error, method="spearman"), "−0.8": tuple(both), "−0.4": third}


def _families(averages):
    """VGG, VGG with batch normalisation and ResNet; a name is that of its family, with the depth in it."""
    by_family = dict(list(averages.groupby(averages.index.str.replace(r"\d+", "", regex=True))))
    return [by_family[name] for name in ("vgg", "vgg_bn", "resnet")]


def _with_error_on_cifar(groups):
    cifar = groups["ResNet, CIFAR-10"]
    errors = cifar.final.map(lambda spectra: spectra.provenance["test_error"])
    return cifar.cpse.corr(errors, method="spearman")


# -- the decay law -------------------------------------------------------------------

@fixed_seed("They differ by what 2000 layers leave open: over other seeds the level has a standard deviation of 0.015.")
def levels_of_other_seeds(level, laws, Q):
    spread = np.std([decay_law((16, 144), np.random.default_rng(seed)).level for seed in range(8)], ddof=1)
    apart = abs(level - laws["16 × 144"].level)
    return apart < 2 * 2**0.5 * spread, {"2000": len(Q), "0.015": spread}


# If the law holds, what differs is the mean of forty networks, by a standard error of 0.011 where it is largest, and
# the level, by another of 0.010: together a third of the margin or less for each shape.
@statistical("Averaged over $l$ from 20 to 99, $\\log_{10} D^l$ and the law differ by less than 0.05 for each of "
             "the three shapes.", rate=0.005)
def late_distances_follow_the_law(l, laws, logs):
    late = l >= 20
    differences = [(logs[name].mean(axis=0) - law.log_distance(l))[late].mean() for name, law in laws.items()]
    return (len(laws) == 3 and np.abs(differences).max() < 0.05,
            {"20": l[late].min(), "99": l[late].max()})


@fixed_seed("Between 8 and 128 layers cPSE of untrained networks falls by 2.2, and the law follows within 0.1 all the "
            "way.")
def the_law_gives_cpse(by_depth):
    return {"8": by_depth.layers.min(), "128": by_depth.layers.max(), "2.2": np.ptp(by_depth.untrained),
            "0.1": (by_depth.untrained - by_depth.law).abs().max()}


# -- networks in numbers -------------------------------------------------------------

@exact("Each of the 60 does better than a plain baseline, logistic regression on the 64 pixels, with its test error "
       "of 3.78 per cent.")
def networks_beat_the_baseline(plain):
    (images, _), _ = digits.images_and_labels(8)
    better = (plain.test_error < digits.baseline_error()).all()
    return better, {"60": len(plain), "64": images[0].numel(), "3.78": digits.baseline_error()}


def _error_of_spread(draws):
    """The relative standard error of a standard deviation that so many bell-shaped draws estimate."""
    return (2 * (draws - 1))**-0.5


@exact("Twenty draws fix the standard deviation to about 16 per cent, and the mean to about a fifth of that "
       "standard deviation; both errors are shared by all networks of one architecture.")
def twenty_draws():
    return abs(20**-0.5 - 1 / 5) < 0.03, {"16": round(100 * _error_of_spread(20))}


def _expected_within_two(networks, draws):
    """How many untrained networks lie within two standard deviations of bands that so many draws estimate."""
    return networks * (1 - 2 * student_t.sf(2 / (1 + 1 / draws)**0.5, draws - 1))


@fixed_seed("The points follow the band: 56 of the 60 digits networks lie within it, about as many as chance would "
            "leave there (other draws for the bands can move that number by a few), and their mean score is 0.27, with "
            "a standard error of 0.16 from networks and bands together.")
def digits_networks_lie_within_their_bands(plain):
    within = (plain.score.abs() <= 2).sum()
    shares = plain.groupby("untrained").size() / len(plain)  # one a band
    error = (plain.score.var() / len(plain) + (shares**2).sum() / 20)**0.5
    as_by_chance = abs(within - _expected_within_two(len(plain), 20)) <= 3
    return as_by_chance, {"56": within, "60": len(plain), "0.27": plain.score.mean(), "0.16": error}


@fixed_seed("In all 40 networks with batch normalisation, the ResNets among them, and in 9 of the 20 without, the "
            "stable rank lies below that of all nineteen twins.")
def the_stable_rank_sees_training(plain, below, twins):
    with_it, without = (below[plain.batch_norm.astype(bool) == is_so] for is_so in (True, False))
    nineteen = {len(drawn) for drawn in twins.values()} == {19}
    return nineteen and with_it.all(), {"40": len(with_it), "9": without.sum(), "20": len(without)}


# Twenty draws would have to double the standard deviation, or move the mean by many of its standard errors.
@statistical("The four CIFAR-10 networks do lie above the band.", rate=0.001)
def cifar_networks_lie_above(groups):
    scores = groups["ResNet, CIFAR-10"].score
    return len(scores) == 4 and (scores > 2).all()


# -- fixed depth ---------------------------------------------------------------------

@exact("All the ResNets do so, with a training error of zero, and the VGGs nearly so, with at most 6.5 per cent; "
       "the test error grows with the share.")
def random_labels_are_learned(series):
    errors = series.set_index("architecture").train_error
    by_share = series.groupby(["architecture", "label_noise"]).test_error.mean()
    grows = all((errors.diff().iloc[1:] > 0).all() for _, errors in by_share.groupby("architecture"))
    return ((errors["resnet20"] == 0).all() and errors["vgg11_bn"].median() < 1 and grows,
            {"6.5": errors["vgg11_bn"].max()})


@fixed_seed("The score shows no relation to the test error: its mean is −0.18 for ResNet-20 and 0.12 for VGG-11 BN, "
            "where luck gives it up to 0.38, and the best of five up to 0.50.")
def score_and_test_error(by_seed, by_seed_vgg, by_luck):
    means, alone = (by_seed.score.mean(), by_seed_vgg.score.mean()), by_luck["score alone"]
    return ((np.abs(means) < alone).all(),
            {"−0.18": means[0], "0.12": means[1], "0.38": alone.max(), "0.50": by_luck["best of five"].max()})


@exact("The single seeds scatter from −0.60 to 0.83: with five of them a moderate relation may hide here, but none by "
       "which to judge a single network.")
def single_seeds_scatter(by_seed, by_seed_vgg):
    both = pd.concat([by_seed.score, by_seed_vgg.score])
    return len(by_seed) == len(by_seed_vgg) == 5, {"−0.60": both.min(), "0.83": both.max()}


@exact("The distance to the MP law does no better, with 0.17 and −0.12.")
def distance_to_the_law_and_test_error(by_seed, by_seed_vgg):
    means = [one["distance to MP law"].mean() for one in (by_seed, by_seed_vgg)]
    scores = [one.score.mean() for one in (by_seed, by_seed_vgg)]
    return max(np.abs(means)) <= max(np.abs(scores)), {"0.17": means[0], "−0.12": means[1]}


@exact("The Frobenius norm has a mean of 1.00 in the ResNets and of 0.73 in VGG-11 BN.")
def frobenius_norm_and_test_error(by_seed, by_seed_vgg):
    means, means_vgg = by_seed.mean(), by_seed_vgg.mean()
    others = pd.concat([means, means_vgg])[["score", "distance to MP law"]]
    norms = means["Frobenius norm"], means_vgg["Frobenius norm"]
    return min(norms) > 2 * others.abs().max(), {"1.00": norms[0], "0.73": norms[1]}


@fixed_seed("The spectral norm comes close to it, and the stable rank is at the edge of luck in the ResNets.")
def other_measures_and_test_error(by_seed, by_seed_vgg, luck, resnet):
    means, means_vgg = by_seed.mean(), by_seed_vgg.mean()
    close = all(0.8 * one["Frobenius norm"] < one["spectral norm"] for one in (means, means_vgg))
    return close and abs(means["stable rank"] - luck(resnet, "seed")) < 0.05


def _within_shares(rows):
    return within_groups(rows, "label_noise", ["Frobenius norm"], "test_error")["Frobenius norm"]


@exact("In the ResNets all six are negative, and in VGG-11 BN the signs are mixed.")
def norm_within_one_share(resnet, vgg):
    found, found_vgg = _within_shares(resnet), _within_shares(vgg)
    return len(found) == 6 and found.max() < 0 and found_vgg.min() < 0 < found_vgg.max()


def _by_exchange_of_seeds(rows, label):
    """How often the errors of seeds in another order, the same in all groups, give as large an absolute mean."""
    table = rows.sort_values([label, "seed"])
    ranks = [(one["Frobenius norm"].rank().to_numpy(), one.test_error.rank().to_numpy())
             for _, one in table.groupby(label)]
    means = [abs(np.mean([np.corrcoef(norm, error[list(order)])[0, 1] for norm, error in ranks]))
             for order in permutations(range(len(ranks[0][0])))]
    return (np.array(means) >= means[0] - 1e-12).mean()


@exact("So within one share a larger norm is no sign of a worse network: in the ResNets it goes with a smaller error "
       "(five seeds), in VGG-11 BN with neither.")
def a_larger_norm_is_no_sign_of_a_worse_network(resnet, vgg):
    p, p_vgg = (_by_exchange_of_seeds(rows, "label_noise") for rows in (resnet, vgg))
    return resnet.seed.nunique() == 5 and _within_shares(resnet).mean() < 0 and p < 0.05 < 0.2 < p_vgg


# -- across architectures ------------------------------------------------------------

@fixed_seed("With depth cPSE has a rank correlation of −0.98, with test error one of −0.06, with an interval from "
            "−0.65 to 0.51.")
def cpse_depth_and_error(ranks):
    error = ranks["with test error"].loc["cpse"]
    return {"−0.98": ranks["with depth"].correlation["cpse"],
            "−0.06": error.correlation, "−0.65": error.low, "0.51": error.high}


@fixed_seed("The score, which corrects for depth, has −0.26 and −0.29, and neither interval excludes zero.")
def score_depth_and_error(ranks):
    depth, error = (ranks[f"with {one}"].loc["score"] for one in ("depth", "test error"))
    around_zero = all(one.low < 0 < one.high for one in (depth, error))
    return around_zero, {"−0.26": depth.correlation, "−0.29": error.correlation}


@exact("Part of the −0.98 may be $N_{\\max}$, which is 64 in the shallower VGGs and 32 in the deeper ResNets.")
def periods_of_the_families(plain, averages):
    periods = plain.final.map(lambda spectra: max(map(min, spectra.shapes)))
    vgg = plain.architecture.str.startswith("vgg")
    return plain.depth[vgg].max() < plain.depth[~vgg].min(), {
        "−0.98": averages.depth.corr(averages.cpse, method="spearman"),
        "64": periods[vgg].unique().item(), "32": periods[~vgg].unique().item()}


@exact("Nor does the Frobenius norm tell architectures apart (−0.17).")
def frobenius_norm_across_architectures(averages, ranks):
    interval = ranks["with test error"].loc["Frobenius norm"]
    return interval.low < 0 < interval.high, {
        "−0.17": averages["Frobenius norm"].corr(averages.test_error, method="spearman")}


@fixed_seed("The spectral norm turns its sign: it rose with the error at one depth, and here it falls with it (−0.58, "
            "interval −0.90 to −0.07).")
def spectral_norm_across_architectures(ranks, by_seed, by_seed_vgg):
    rose = all((one["spectral norm"].mean() > 0.5) for one in (by_seed, by_seed_vgg))
    here = ranks["with test error"].loc["spectral norm"]
    return rose, {"−0.58": here.correlation, "−0.90": here.low, "−0.07": here.high}


@exact("The norm goes up with the error in two families and down in the third.")
def frobenius_norm_within_families(averages):
    signs = [rows["Frobenius norm"].corr(rows.test_error, method="spearman") for rows in _families(averages)]
    return min(signs[:2]) > 0.5 and signs[2] < -0.5


@exact("On CIFAR-10 and ImageNet deeper networks of a family are better, and cPSE goes along with the test error but "
       "for one family (VGG, [chapter 6](06_published_cpse.ipynb), in another convention), where it hardly follows "
       "depth either.")
def deeper_is_better_on_cifar_and_imagenet(groups):
    cifar = groups["ResNet, CIFAR-10"]
    errors = cifar.final.map(lambda spectra: spectra.provenance["test_error"])
    tables = {"CIFAR-10": cifar[["depth", "cpse"]].assign(top1_error=errors)} | {
        name: rows.assign(depth=[len(networks.spectra(one, "random")) for one in rows.network])
        for name, rows in published.cpse_table().groupby("family")}
    better = all((rows.sort_values("depth").top1_error.diff().iloc[1:] < 0).all() for rows in tables.values())
    ranks = {name: rows[["depth", "cpse", "top1_error"]].corr(method="spearman").cpse for name, rows in tables.items()}
    vgg = ranks.pop("VGG")
    goes_along = all(one.top1_error > 0.9 and one.depth < -0.9 for one in ranks.values())
    return len(ranks) == 3 and better and goes_along and max(vgg.top1_error, -vgg.depth) < 0.5


@exact("On the digits deeper is worse in two families (0.8) and nearly without order in VGGs with batch "
       "normalisation (−0.2), and in all three the correlation of cPSE with the error has the other sign than on "
       "CIFAR-10.")
def deeper_is_not_better_on_the_digits(averages, groups):
    families = _families(averages)
    signs = [rows.cpse.corr(rows.test_error, method="spearman") for rows in families]
    vgg, vgg_bn, resnet = (rows.depth.corr(rows.test_error, method="spearman") for rows in families)
    return max(signs) < 0 < _with_error_on_cifar(groups) and abs(vgg - resnet) < 1e-9, {"0.8": vgg, "−0.2": vgg_bn}


# -- changes -------------------------------------------------------------------------

@exact("The outputs agree to rounding, so this change is invisible in everything that the network does.")
def rescaled_channels_change_nothing(before, after):
    return np.abs(after - before).max() < 1e-4 * np.abs(before).max()


def _scores(values, untrained):
    return (values - untrained.mean) / untrained.standard_deviation


# The mean of twenty copies is known to a fifth of their spread, the spread to a sixth of it.
@here("Shuffled copies of the trained network are like twins, in mean and in spread.")
def shuffled_copies_are_like_twins(changed, untrained):
    scores = _scores(changed["shuffled"], untrained)
    return abs(scores.mean()) < 1 and 0.5 < scores.std(ddof=1) < 1.7


@here("The network itself lies above most of the shuffled copies and of the twins, but inside the band, so it cannot "
      "show what shuffling takes away.")
def the_trained_network_lies_inside(changed, untrained):
    trained = changed["as trained"][0]
    return (abs(_scores(trained, untrained)) < 2 and np.median(changed["shuffled"]) < trained
            and np.median(untrained.samples) < trained)


@here("The rescaled network lies outside, and shuffling brings most of its copies back into the band: what it removes "
      "there was put in by rescaling, not learned.")
def shuffling_brings_the_rescaled_network_back(changed, untrained):
    inside = np.abs(_scores(changed["rescaled, shuffled"], untrained)) < 2
    return _scores(changed["rescaled above"][0], untrained) > 2 and inside.mean() > 0.5


@here("Rescaling channels over two decades lifts cPSE above the band in the mean; over one decade most of the twenty "
      "copies already lie above it.")
def rescaled_channels_lift_cpse(changed, untrained):
    one, two = (_scores(changed[f"rescaled, {name}"], untrained) for name in ("1 decade", "2 decades"))
    return two.mean() > 2 and len(one) == 20 and (one > 2).mean() > 0.5


@here("Training had hardly moved cPSE: it changed by less than one standard deviation of the band.")
def training_hardly_moved_cpse(changed, untrained):
    return abs(changed["as trained"][0] - changed["before training"][0]) < untrained.standard_deviation
