"""A walk over all public functions: whatever comes in, a result without NaN, or one line that names the parameter.

Every parameter of every function and method, and of every figure of a chapter, gets every value of a fixed table of
hostile ones, all others staying good. Real arrays also come in other clothes, in which they must give the same result;
what figures are given is spoiled inside as well; and answers to exercises are hostile values, or functions of them.
"""

import copy
import inspect
import re
import warnings
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import api_pages
import numpy as np
import pandas as pd
import pytest
import torch

from pse_helpers import cascade, chapters, conjugate, layers, marchenko_pastur, measures, training
from pse_helpers.chapters import claims, exercises, published, verdicts
from pse_helpers.networks import digits

OPTIONS = ("executor", "optimiser", "after_step", "after_epoch")  # good as None wherever they stand
JUDGED_AT_THE_BUILD = "chapters.claims.record"  # on all variables of a chapter; it ends in a ClaimError
NOT_WALKED = {"xlabel", "ylabel", "label", "error_label"}  # texts of a figure may be any
# Where the line may name another parameter, of which this one is a part or with which it does not agree.
KNOWN_AS = {"spectra": "source", "twins": "source", "sources": "source", "networks": "measures", "classes": "values",
            "batches": "layers", "rows": "groups", "name": "architecture", "inputs": "labels", "pairs": "samples",
            "edges": "histograms", "needs": "seconds", "columns": "curves"}
MAY_BE_NAN = {"statistics.within_groups": "a group in which a measure is constant orders nothing",
              "features.flatten": "arranges values", "features.positions": "arranges values",
              "features.pooled": "a mean of what came",
              "parallel.completed": "gives each item beside its result",
              "networks.available": "no test error of random weights"}


def rng():
    return np.random.default_rng(1)


def numbers(*shape):
    return np.random.default_rng(2).standard_normal(shape)


def weights():
    return [numbers(4, 5), numbers(5, 6), numbers(3, 4), numbers(4, 4)]


def spectrum():
    return np.array([3.0, 2.0, 1.0, 0.5])


def drawn(item, rng):
    return rng.random()


def net():
    with training.seeded(1):
        return torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))


def data():
    return torch.from_numpy(numbers(12, 3)).float(), torch.arange(12) % 2


def trained():
    return measures.TrainedNetwork(net(), data(), data(), rng())


def pairs():
    return pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "distance": [0.1, 0.4, 0.3]})


def rows():
    return pd.DataFrame({"depth": [8, 8, 8, 20, 20, 20], "norm": [1, 2, 3, 3, 2, 1], "error": [4, 5, 6] * 2})


EDGES, CLASSES, KERNEL = np.array([0.0, 0.5, 1.0, 2.0]), [("a", "b"), ("c", "d")], (3, 2, 3, 3)
SWITCHES = numbers(12, 3)

# {function: good arguments}; None where a good call takes minutes and only bad ones are made, from the second entry.
GOOD = {
    "circular.five_diagonal_matrix": lambda: {"coefficients": np.array([0.5, 1.0])},
    "circular.verblunsky_coefficients": lambda: {"ensemble": 2, "n": 3, "size": 2, "rng": rng()},
    "circular.beta_of": lambda: {"ensemble": 2},
    "circular.beta_or_zero": lambda: {"ensemble": 2},
    "circular.haar_unitary": lambda: {"n": 3, "rng": rng()},
    "circular.sample_matrix": lambda: {"ensemble": "CUE", "n": 3, "rng": rng()},
    "circular.eigenphase_counts": lambda: {"ensemble": 2, "n": 3, "edges": EDGES.copy(), "size": 2, "rng": rng()},
    "circular.eigenphases": lambda: {"ensemble": 2, "n": 3, "size": 2, "rng": rng()},
    "levels.form_factor": lambda: {"phases": numbers(2, 4), "k": np.array([1, 2])},
    "levels.gap_ratio": lambda: {"phases": numbers(2, 4)},
    "levels.gap_ratios": lambda: {"phases": numbers(2, 4)},
    "levels.number_variance": lambda: {"phases": numbers(2, 4), "arc": 1.0, "starts": 4},
    "levels.spacings": lambda: {"phases": numbers(2, 4)},
    "levels.form_factor_law": lambda: {"beta": 2, "n": 4, "k": np.array([1, 2])},
    "levels.number_variance_large_n": lambda: {"beta": 2, "n": 100, "arc": 1.0},
    "levels.number_variance_law": lambda: {"beta": 2, "n": 4, "arc": 1.0},
    "levels.spacing_surmise": lambda: {"beta": 2, "s": np.array([0.5, 1.0])},
    "ergodicity.phase_edges": lambda: {"delta": 0.5},
    "ergodicity.thirumalai_mountain": lambda: {"counts": np.array([[2.0, 1], [1, 2]]), "n": 3},
    "ergodicity.thirumalai_mountain_law": lambda: {"beta": 2, "n": 4, "delta": 0.5, "size": 4},
    "ergodicity.symmetric_kl": lambda: {"p": np.array([0.5, 0.5]), "q": np.array([0.2, 0.8]), "shift": 1e-9},
    "ergodicity.size_distance_law": lambda: {"beta": 2, "sizes": (4, 8), "delta": 0.5, "size": 4},
    "ergodicity.sparse_distance_law": lambda: {"sizes": (4, 8), "delta": 1e-3, "size": 4, "shift": 1e-9},
    "layers.layer_spectra": lambda: {"source": weights()},
    "layers.layer_spectra of a module": lambda: {"source": net(), "example_input": data()[0], "rules": {}},
    "layers.layer_spectra of a state dict": lambda: {"source": {"net": net().state_dict()}, "key": "net",
                                                     "skip": "*.bias", "order": ["0.weight", "2.weight"]},
    "layers.spectra_by_name": lambda: {"sources": {"a": weights()}},
    "layers.reshapings": lambda: {"kernel": numbers(*KERNEL), "side": 4},
    "layers.circular_operator": lambda: {"kernel": numbers(*KERNEL), "side": 4},
    "layers.input_columns": lambda: {"kernel": numbers(*KERNEL)},
    "layers.output_rows": lambda: {"kernel": numbers(*KERNEL)},
    "layers.slices": lambda: {"kernel": numbers(*KERNEL)},
    "layers.units": lambda: {"shape": (4, 9), "area": 9},
    "layers.layer_rules": dict,
    "layers.participation_number": lambda: {"values": spectrum()},
    "layers.stable_rank": lambda: {"values": spectrum()},
    "layers.gaussian_spectra": lambda: {"source": weights(), "rng": rng()},
    "layers.gaussian_twins": lambda: {"source": weights(), "size": 2, "rng": rng()},
    "marchenko_pastur.kolmogorov_distance": lambda: {"values": spectrum(), "ratio": 0.5},
    "marchenko_pastur.law_test": lambda: {"source": weights(), "size": 19, "rng": rng()},
    "marchenko_pastur.curve": lambda: {"ratio": 0.5, "points": 10},
    "marchenko_pastur.density": lambda: {"x": spectrum(), "ratio": 0.5},
    "marchenko_pastur.distribution": lambda: {"x": spectrum(), "ratio": 0.5},
    "marchenko_pastur.support": lambda: {"ratio": 0.5},
    "cascade.ablation": lambda: {"source": weights(), "start": cascade.REFERENCE, "target": cascade.STANDARD,
                                 "twins": ()},
    "cascade.shuffled_branches": lambda: {"source": weights(), "place_of": lambda name: (name, ""), "rng": rng()},
    "cascade.decay_law": lambda: {"shape": (8, 9), "rng": rng(), "convention": cascade.STANDARD, "size": 100},
    "cascade.cpse": lambda: {"source": weights(), "convention": cascade.STANDARD},
    "cascade.periodic_spectral_ergodicity": lambda: {"source": weights(), "convention": cascade.STANDARD},
    "cascade.scores": lambda: {"sources": {"a": weights()}, "size": 2, "rng": rng(), "convention": cascade.STANDARD},
    "cascade.stopping_depth": lambda: {"cascade": cascade.cpse(weights()), "tolerance": 0.1},
    "cascade.tiled_histograms": lambda: {"source": weights(), "convention": cascade.STANDARD},
    "cascade.null_band": lambda: {"source": weights(), "size": 2, "rng": rng(), "convention": cascade.STANDARD},
    "cascade.untrained_cascades": lambda: {"source": weights(), "size": 2, "rng": rng(),
                                           "convention": cascade.STANDARD},
    "cascade.null_bands": lambda: {"sources": {"a": weights()}, "size": 2, "rng": rng(),
                                   "convention": cascade.STANDARD},
    "conjugate.arcsine_density": lambda: {"x": spectrum()},
    "conjugate.reflected": lambda: {"phases": spectrum()},
    "conjugate.agreement": lambda: {"one": CLASSES, "other": [("a", "c"), ("b", "d")]},
    "conjugate.exchanged": lambda: {"classes": CLASSES, "rng": rng(), "within": CLASSES},
    "conjugate.grouping": lambda: {"table": pairs(), "accuracy": 0.2, "column": "distance"},
    "conjugate.share_between": lambda: {"classes": CLASSES, "values": {"a": 1.0, "b": 3.0, "c": 5.0, "d": 7.0}},
    "conjugate.spectral_difference": lambda: {"source": weights(), "ensemble": 2, "rng": rng(), "size": 2,
                                              "mapping": "reflection", "edges": EDGES.copy()},
    "conjugate.spectral_masses": lambda: {"source": weights(), "edges": EDGES.copy()},
    "conjugate.conjugate_ensemble": lambda: {"orders": [2, 3], "ensemble": 2, "size": 2, "rng": rng()},
    "conjugate.conjugate_masses": lambda: {"shapes": [(2, 5)], "ensemble": 2, "mapping": conjugate.MAPS["reflection"],
                                           "edges": EDGES.copy(), "size": 2, "rng": rng()},
    "conjugate.mixed_gaussian": lambda: {"orders": [2, 3], "rng": rng()},
    "conjugate.mixed_orders": lambda: {"order": 8, "degree": 0.5, "size": 2, "rng": rng()},
    "conjugate.mixed_semicircle": lambda: {"x": spectrum(), "orders": [2, 3]},
    "conjugate.equivalence": lambda: {"sources": {"a": weights(), "b": weights()}, "ensemble": 2, "rng": rng(),
                                      "size": 4, "mapping": "reflection", "edges": EDGES.copy(), "confidence": 0.9},
    "conjugate.null_masses": lambda: {"shapes": [(2, 5)], "edges": EDGES.copy(), "size": 2, "rng": rng()},
    "algebra.linear_regions_lower": lambda: {"widths": [2, 3]},
    "algebra.linear_regions_upper": lambda: {"widths": [2, 3]},
    "algebra.vc_dimension_bound": lambda: {"parameters": [9, 4], "units": [3, 1]},
    "algebra.algebra_rules": dict,
    "algebra.layer_algebra": lambda: {"model": net(), "input_shape": (1, 3)},
    "algebra.log_pieces": lambda: {"units": 3, "dimension": 2, "pieces": 2},
    "features.chain_rule_complexity": lambda: {"activations": SWITCHES.copy()},
    "features.entropic_complexity": lambda: {"activations": SWITCHES.copy()},
    "features.effective_dimension": lambda: {"features": SWITCHES.copy()},
    "features.corrected_effective_dimension": lambda: {"features": SWITCHES.copy()},
    "features.effective_dimension_bias": lambda: {"features": SWITCHES.copy()},
    "features.effective_dimension_error": lambda: {"features": SWITCHES.copy()},
    "features.flatten": lambda: {"values": numbers(2, 3, 4)},
    "features.pooled": lambda: {"values": numbers(2, 3, 4)},
    "features.positions": lambda: {"values": numbers(2, 3, 4)},
    "features.sampled_neurons": lambda: {"count": 2, "rng": rng()},
    "features.sampled_positions": lambda: {"count": 2, "rng": rng()},
    "features.common_drive_complexity": lambda: {"neurons": 3, "share": 0.5, "rate": 0.1, "driven_rate": 0.9},
    "features.gaussian_pair_complexity": lambda: {"correlation": 0.5},
    "features.planar_complexity": lambda: {"weights": numbers(4, 2)},
    "features.miller_madow_correction": lambda: {"activations": SWITCHES.copy()},
    "features.plug_in_complexity": lambda: {"activations": SWITCHES.copy()},
    "features.unseen_share": lambda: {"activations": SWITCHES.copy()},
    "features.activations": lambda: {"model": net(), "batches": data()[0], "layers": ["1"], "feature_maps": "pooled"},
    "features.switch_entropies": lambda: {"activations": SWITCHES.copy()},
    "training.seeded": lambda: {"seed": 1},
    "training.one_thread": dict,
    "training.fit": lambda: {"model": net(), "batch": data, "loss": torch.nn.functional.cross_entropy, "steps": 1,
                             "rate": 0.1, "progress": False},
    "training.fit_together": lambda: {"models": [net()], "inputs": data()[0], "labels": data()[1][None], "steps": [1],
                                      "rng": rng()},
    "networks.available": dict,
    "networks.digits_family": dict,
    "networks.digits_measures": dict,
    "networks.load": lambda: {"name": "digits_resnet20", "weights": None, "seed": 0},
    "networks.spectra": lambda: {"name": "resnet20", "weights": "CIFAR10"},
    "networks.title": lambda: {"name": "vgg11"},
    "networks.digits.baseline_error": dict,
    "networks.digits.data": lambda: {"run": digits.Run("resnet8")},
    "networks.digits.images_and_labels": lambda: {"side": 8, "label_noise": 0.1, "seed": 0},
    "networks.digits.family": dict,
    "networks.digits.architecture": lambda: {"name": "resnet8", "width": 2},
    "networks.digits.error": lambda: {"model": net(), "images": data()[0], "labels": data()[1]},
    "networks.digits.fitted": lambda: {"run": digits.Run("resnet8", 2), "progress": False},
    "networks.digits.trained": lambda: {"run": digits.Run("resnet8", 2), "progress": False},
    "networks.digits.untrained": lambda: {"run": digits.Run("resnet8", 2)},
    "networks.changes.changed": lambda: {"model": net(), "change": np.negative},
    "networks.changes.low_rank": lambda: {"model": net(), "share": 0.5},
    "networks.changes.pruned": lambda: {"model": net(), "share": 0.5},
    "networks.changes.rescaled_channels": lambda: {"model": net(), "rng": rng(), "decades": 2.0},
    "networks.changes.shuffled": lambda: {"source": weights(), "rng": rng()},
    "measures.last_complexity": lambda: {"network": trained()},
    "measures.log_path_norm": lambda: {"model": net(), "input_shape": (3,)},
    "measures.mean_switch_entropy": lambda: {"network": trained()},
    "measures.sharpness": lambda: {"model": net(), "images": data()[0], "labels": data()[1], "rng": rng(),
                                   "scale": 0.1, "draws": 1},
    "measures.tail_decay": lambda: {"source": weights(), "start": 1.0, "rng": rng(), "size": 10},
    "measures.log_switch_determinant": lambda: {"model": torch.nn.ReLU(), "images": torch.tensor([[1.0, -1, 2],
                                                                                                  [1, 1, 3]])},
    "measures.log_synaptic_flow": lambda: {"model": net(), "input_shape": (3,)},
    "measures.switch_kernel": lambda: {"model": net(), "images": data()[0]},
    "measures.measured": lambda: {"networks": {"a": layers.layer_spectra(weights())}, "measures": {"layers": len}},
    "measures.mean_alpha": lambda: {"source": weights()},
    "measures.power_law": lambda: {"values": spectrum()},
    "measures.weightwatcher_alpha": lambda: {"model": net()},
    "measures.law_distance": lambda: {"source": weights()},
    "measures.log_frobenius_norm": lambda: {"source": weights()},
    "measures.log_spectral_norm": lambda: {"source": weights()},
    "measures.mean_stable_rank": lambda: {"source": weights()},
    "measures.tail_beyond_2": lambda: {"spectra": weights()},
    "statistics.pearson": lambda: {"x": spectrum(), "y": np.array([1.0, 3, 2, 5]), "rng": rng()},
    "statistics.spearman": lambda: {"x": spectrum(), "y": np.array([1.0, 3, 2, 5]), "rng": rng()},
    "statistics.within_groups": lambda: {"rows": rows(), "groups": "depth", "measures": ["norm"], "target": "error"},
    "statistics.largest_by_chance": lambda: {"measures": numbers(6, 2), "target": numbers(6), "groups": np.zeros(6),
                                             "rng": rng()},
    "statistics.partial_spearman": lambda: {"x": numbers(6), "y": numbers(6) ** 2, "given": numbers(6, 2)[:, 1:],
                                            "rng": rng()},
    "statistics.compared": lambda: {"signals": {"a": [1, 2, 3, 4]}, "errors": spectrum(), "rng": rng()},
    "statistics.filtered_search_regret": lambda: {"signal": spectrum(), "seen": spectrum(), "errors": spectrum(),
                                                  "tries": 2},
    "statistics.random_search_regret": lambda: {"signal": spectrum(), "errors": spectrum(), "tries": 2},
    "statistics.regret": lambda: {"signal": spectrum(), "errors": spectrum()},
    "statistics.compare_trends": lambda: {"t": np.arange(1.0, 8), "y": np.exp(numbers(7)), "rng": rng()},
    "statistics.fit_trend": lambda: {"t": np.arange(1.0, 8), "y": np.exp(numbers(7)), "law": "power law",
                                     "rng": rng()},
    "parallel.completed": lambda: {"function": type, "items": [1, 2], "description": None},
    "parallel.ordered": lambda: {"function": type, "items": [1, 2], "description": None},
    "parallel.ordered_draws": lambda: {"function": drawn, "items": [1, 2], "rng": rng(), "description": None},
    "parallel.process_pool": lambda: {"workers": 1},
    "command.main": lambda: {"arguments": ["resnet20", "CIFAR10", "--csv"]},
    "chapters.claims.claims_of": lambda: {"slug": "cpse"},
    "chapters.claims.judged": lambda: {"claim": claims.exact("It is 5.")(lambda ten: {"5": ten / 2}),
                                       "names": {"ten": 10}},
    "chapters.claims.review": lambda: {"slug": "cpse", "names": {}},
    "chapters.claims.statistical": lambda: {"sentence": "It is 5.", "rate": 0.01},
    **{f"chapters.claims.{kind}": lambda: {"sentence": "It is 5."} for kind in ("exact", "fixed_seed", "here")},
    "chapters.exercises.check": lambda: {"name": "smallest-size", "answer": 252},
    "chapters.circular_ensembles.exercises.two_samplers": lambda: {"rng": rng()},
    "chapters.published.cpse_table": dict,
    "chapters.published.ergodicity_distances": dict,
    "chapters.published.reference_ensembles": dict,
    "layers.LayerSpectra.taken": lambda: {"self": SPECTRA, "indexes": [0, 2]},
    "layers.LayerSpectra.matrices": lambda: {"self": SPECTRA, "least": 1},
    "cascade.DecayLaw.cpse": lambda: {"self": cascade.DecayLaw(-0.3, 0.0), "layers": 5},
    "cascade.DecayLaw.log_distance": lambda: {"self": cascade.DecayLaw(-0.3, 0.0), "depths": np.array([2, 3])},
    "conjugate.CircleMap.key": lambda: {"self": REFLECTION, "shape": (3, 5)},
    "conjugate.CircleMap.arcs": lambda: {"self": REFLECTION, "edges": EDGES.copy()},
    "conjugate.CircleMap.law": lambda: {"self": REFLECTION, "edges": EDGES.copy()},
    "conjugate.CircleMap.counts": lambda: {"self": REFLECTION, "order": 3, "ensemble": 2, "edges": EDGES.copy(),
                                           "size": 2, "rng": rng()},
    "conjugate.Truncation.key": lambda: {"self": conjugate.Truncation(), "shape": (3, 5)},
    "conjugate.Truncation.counts": lambda: {"self": conjugate.Truncation(), "shape": (5, 3), "ensemble": 2,
                                            "edges": EDGES.copy(), "size": 2, "rng": rng()},
    "conjugate.SpectralDifference.tail": lambda: {"self": DIFFERENCE, "start": 0.5},
    "measures.TrainedNetwork.switches": lambda: {"self": trained(), "layers": ["1"], "feature_maps": "flatten"},
    "measures.TrainedNetwork.last_switches": lambda: {"self": trained(), "feature_maps": "flatten"},
    "measures.TailDecay.law": lambda: {"self": measures.tail_decay(weights(), 1.0, rng(), 10), "x": 1 + spectrum()},
}
CASCADE, SPECTRA = cascade.cpse(weights()), layers.layer_spectra(weights())
REFLECTION = conjugate.MAPS["reflection"]
DIFFERENCE = conjugate.spectral_difference(weights(), 2, rng(), 2, edges=EDGES)
GOOD |= {f"plots.{name}": make for name, make in {
    "distances_over_depth": lambda: {"trained": {"a": CASCADE}, "untrained": {"a": [CASCADE, CASCADE]}},
    "histograms_over_depth": lambda: {"histograms": {"a": np.ones((3, 2))}, "edges": np.array([0.1, 1, 10])},
    "measure_against_error": lambda: {"values": {"a": -1.0}, "errors": {"a": 8.0}, "samples": {"a": [-2.1, -1.9]}},
    "correlations_by_group": lambda: {
        "panels": {"a": pd.DataFrame({"norm": [0.9, 0.7], "score": [-0.2, 0.3]})}, "chance": 0.5},
    "correlations_with_intervals": lambda: {
        "correlations": {"a": pd.DataFrame({"correlation": [0.5], "low": [0.1], "high": [0.8]})}, "chance": 0.1},
    "eigenvalues_in_the_plane": lambda: {"eigenvalues": {"a": [1j, -1j]}},
    "on_circles": lambda: {"phases": {"a": [0.0, 1.0]}},
    "pairs_beside_laws": lambda: {"samples": {"a": ([2.0, 1.1], [0.1, 0.1])}, "laws": {"a": [2, 1]},
                                  "pairs": ["64-128", "128-256"], "floors": {"a": [0.2, 0.1]}},
    "samples_beside_laws": lambda: {"samples": {"a": ([1, 2], [1.0, 2.1], [0.1, 0.1])},
                                    "laws": {"a": ([1, 2], [1, 2])}, "scale": "linear"},
    "distances_to_law": lambda: {"tests": {"a": marchenko_pastur.law_test(weights(), 19, rng())}},
    "spectra_beside_law": lambda: {"samples": {"a": {"trained": [3.0, 1, 0.5]}},
                                   "laws": {"a": marchenko_pastur.curve(0.5)}}}.items()}
GOOD |= {f"chapters.{name}": make for name, make in {
    "architecture_search.figures.grids": lambda: {"tables": {"a": pd.DataFrame([[1.0, 2.0]], [8], [4, 8])}},
    "architecture_search.figures.correlations_by_cost": lambda: {
        "groups": {"a": pd.DataFrame({"correlation": [0.5], "low": [0.1], "high": [0.8]})}, "luck": 0.6},
    "architecture_search.figures.regret_against_cost": lambda: {
        "points": {"a": ([0, 60], [0.5, 0.2])}, "random_search": ([20, 40], [0.6, 0.3]), "best": 1.2},
    "architecture_search.figures.filters": lambda: {
        "curves": {"a": ([20, 40], [0.5, 0.2])}, "random_search": ([20, 40], [0.6, 0.3]), "best": 1.2},
    "circular_ensembles.figures.spacings_beside_surmises": lambda: {
        "spacings": {"a": [0.5, 1.5]}, "surmises": {"a": np.negative}},
    "circular_ensembles.figures.histograms_of_phases": lambda: {"samples": {"a": [-1.0, 2.0]}},
    "circular_ensembles.figures.form_factors_beside_laws": lambda: {
        "samples": {"a": ([1, 2], [1.0, 2.0], [0.1, 0.1])}, "laws": {"a": ([1, 2], [1.0, 2.0])}},
    "circular_ensembles.figures.staircase": lambda: {
        "theta": np.array([-3.0, 3.0]), "turns": np.array([-0.4, 0.6]), "eigenphases": [-0.6],
        "edges": np.array([-3.0, 0.0, 3.0]), "counts": [1, 0]},
    "conjugate_ensembles.figures.circle_to_line": lambda: {
        "phases": [0.3, -2.0], "values": [0.5, 3.1], "x": np.array([0.0, 2, 4]), "circle": [1, 0, 0],
        "shares": {"a": [1, 0.2, 0.1]}},
    "conjugate_ensembles.figures.differences_over_spectrum": lambda: {
        "edges": EDGES, "differences": {"a": DIFFERENCE.difference}, "nulls": {"a": DIFFERENCE.draws},
        "trained": ["a"]},
    "conjugate_ensembles.figures.masses_and_rates": lambda: {
        "twins": ([0.01, 0.02], [2.0, 5.0]), "unequal": {"a": ([0.05], [3.0])}, "altered": {"b": (0.07, 2.6)},
        "trained": (0.13, 1.3)},
    "conjugate_ensembles.figures.rates_beside_twins": lambda: {"table": pd.DataFrame(
        {"trained": [True], "rate": [1.2], "shapes": [2.9], "twins_low": [1.5], "twins_high": [4]}, index=["a"])},
    "controls.figures.networks_over_depth": lambda: {
        "families": {"a": ([8, 8], [-1, -2])}, "bands": {"a": ([8, 14], [-1.5, -2], [0.2, 0.1])}},
    "controls.figures.measures_against_error": lambda: {
        "measures": {"a": [1, 2]}, "errors": np.array([5.0, 6.0]), "groups": np.array([0.0, 1.0])},
    "controls.figures.one_channel_rescaled": lambda: {"before": [0.5, 1.5], "after": [0.2, 1.8]},
    "controls.figures.changes_beside_band": lambda: {"values": {"a": [-1.0, -2.0]}, "band": (-1.2, 0.1)},
    "spectral_ergodicity.figures.maps_of_counts": lambda: {"counts": {"a": numbers(3, 2)}},
    "layer_spectra.figures.steps_along_the_law": lambda: {"values": {"a": [0.5, 1.5]}, "law": ([0, 2], [0, 1])},
    "layer_spectra.figures.arrangements": lambda: {"matrices": {"a": numbers(2, 3), "b": numbers(4, 2)}},
    "cpse.figures.how_cpse_is_made": lambda: {
        "spectra": layers.layer_spectra(weights()), "edges": cascade.STANDARD.edges,
        "histograms": cascade.tiled_histograms(weights()),
        "ergodicity": cascade.periodic_spectral_ergodicity(weights()), "cascade": cascade.cpse(weights())},
    "published_cpse.figures.families_against_error": lambda: {
        "table": published.cpse_table(), "titles": {"cpse": "published"}},
    "published_cpse.figures.scores_by_convention": lambda: {"scores": pd.DataFrame({"a": {"STANDARD": 5.0}})},
    "published_cpse.figures.middles_of_layers": lambda: {
        "pairs": {"a": [layers.layer_spectra(weights())] * 2}},
    "published_cpse.figures.one_choice_at_a_time": lambda: {"table": pd.DataFrame(
        {"network": ["a"], "start": ["STANDARD"], "changed": ["edges"], "z": [5.0]})},
    "equivalence.figures.clouds_of_seeds": lambda: {
        "clouds": {"a": ([[0.5, 0.5], [0.4, 0.6]], [[0.2, 0.8], [0.3, 0.7]])}, "bounds": {"a": 0.3}, "margin": 0.1},
    "equivalence.figures.pairs_in_classes": lambda: {
        "table": pairs().assign(z=1.0, p_value=0.3, upper_bound=0.2), "classes": [("a",), ("b", "c")],
        "threshold": 3.0, "margin": 0.1},
    "equivalence.figures.measured_against_computed": lambda: {
        "table": pairs().assign(from_shapes=0.1), "classes": [("a",), ("b", "c")], "margin": 0.1},
    "equivalence.figures.marks_beside_margin": lambda: {
        "table": pd.DataFrame({"mark": [1.0, 5.0], "distance": 6.0, "floor": 0.5, "bound": 7.0}, index=["a", "b"]),
        "classes": [("a",), ("b",)], "margin": 3.0},
    "equivalence.figures.error_and_bound": lambda: {"tables": {"a": pd.DataFrame(
        {"test_error": [2.0, 3.0], "bound": [0.1, 0.4]}, index=[1.0, 0.5])}, "margin": 0.12},
    "feature_complexity.figures.estimates_over_samples": lambda: {
        "estimates": {"a": {"plug-in": ([10, 100], [[1.5, 1.9], [1.4, 1.8]])}}, "exact": {"a": 2.0}},
    "feature_complexity.figures.over_training": lambda: {
        "steps": np.array([0, 1, 2]), "curves": {"a": {"true": [[3, 2, 1], [3, 2, 2]]}}},
    "feature_complexity.figures.over_shares": lambda: {
        "shares": [0, 50], "values": [[1, 2], [2, 3]]},
    "feature_complexity.figures.switches_on_data": lambda: {
        "weights": [[1, 0], [0, 1]], "biases": [0, 1], "clouds": {"a": [[0, 1], [1, 0]]}},
    "feature_complexity.figures.exponents": lambda: {"table": pd.DataFrame(
        {"rate": [0.1], "low": [0.0], "high": [0.2], "verdict": ["rejected"]}, index=["a"])},
    "layer_algebra.figures.capacity_through_a_fork": lambda: {"tables": {"a": pd.DataFrame(
        {"dimension": [2] * 8, "complexity": [0.5] * 8, "output_shape": [(1, 2)] * 8})}},
    "layer_algebra.figures.bounds_over_arrangements": lambda: {
        "bounds": pd.DataFrame({"upper": [3.0, 4.0]}, index=["1 x 4", "2 x 2"])},
    "layer_algebra.figures.correlations_without_each": lambda: {
        "table": pd.DataFrame({"size": [0.5]}, index=["VGG"])},
    "layer_algebra.figures.pieces_of_the_plane": lambda: {"partitions": {"a": [[[0, 0], [1, 0], [0, 1]]]}},
    "layer_algebra.figures.counts_below_bounds": lambda: {"counts": {"a": [5, 6, 6]}, "bounds": {"a": 7}},
    "layer_algebra.figures.zigzag_over_levels": lambda: {
        "places": np.array([0.0, 1, 2]), "heights": np.array([0.0, 1, 0]), "levels": np.array([0.5])},
    "layer_algebra.figures.sizes_against_accuracy": lambda: {"table": pd.DataFrame(
        {"family": ["A", "B"], "accuracy": [70, 75], "size": [10, 100]}), "titles": {"size": "units"}},
    "reproduction.figures.zoom_into_bins": lambda: {
        "phases": {"a": np.array([[-1.0, 0.5], [0.1, 2.0]])}, "edges": np.array([0.4, 0.5, 0.6])},
    "reproduction.figures.published_beside_rebuilt": lambda: {
        "published": published.ergodicity_distances(), "rebuilt": {"a": {"COE": [1.52, 1.47]}}, "reading": 0.01},
    "side_by_side.figures.correlation_matrix": lambda: {
        "correlations": pd.DataFrame([[1, 0.5], [0.5, 1]], ["a", "b"], ["a", "b"])},
    "side_by_side.figures.correlations_beside_luck": lambda: {"correlations": {"a": pd.DataFrame(
        {"correlation": [0.5], "low": [0.1], "high": [0.8]}, index=["size"])}, "luck": (0.4, 0.6)},
    "side_by_side.figures.what_accounts_for_both": lambda: {
        "measure": "path norm", "shares": (0.9, 0.7), "alone": 0.8, "left": 0.3},
    "side_by_side.figures.costs": lambda: {
        "seconds": pd.Series({"norm": 0.001, "sharpness": 2.0}), "needs": {"weights": ["norm"]}, "training": 9.0},
    "trained_networks.figures.score_against_distance": lambda: {"table": pd.DataFrame(
        {"kind": ["VGG"], "score": [3.0], "distance to law": [0.5], "untrained": [0.1]}, index=["a"])},
    "trained_networks.figures.courses": lambda: {
        "curves": {"plain": pd.DataFrame({"score": [0.0, 1.0]}, index=[1, 10])}, "columns": {"score": "score"},
        "dashed": ["plain"]},
    "trained_networks.figures.beside_the_clock": lambda: {"points": {"digits": ([0.5, 1.0], [-0.5, -1.0])}},
    "trained_networks.figures.noise_and_rest": lambda: {
        "start": np.array([2.0, 1.0]), "trained": np.array([2.5, 0.3]), "left": 0.25},
    "trained_networks.figures.by_kind": lambda: {
        "table": pd.DataFrame({"x": [0.9], "y": [0.1], "kind": ["plain"]}), "threshold": 2.0}}.items()}
TEXTS = dict.fromkeys(NOT_WALKED, "a text")
SLOW = ("networks.digits.fitted", "networks.digits.trained", "networks.digits.baseline_error",
        "measures.weightwatcher_alpha")  # of which only calls with bad arguments are made
LABELS = {("statistics.largest_by_chance", "groups")}  # arrays that need not be real numbers
TRUTH = {"features", "activations", "values"}  # parameters that welcome truth values in some functions

HOSTILE = {
    "None": None, "True": True, "text": "no", "bytes": b"1", "complex": 1j, "NaN": np.nan, "inf": np.inf, "-1": -1,
    "0.5": 0.5, "empty": [], "dict": {}, "object": object(), "list of text": ["a", "b"], "ragged": [[1, 2], [3]],
    "complex array": np.array([1j, 2]), "date": np.datetime64("2020-01-01"), "three axes": np.ones((2, 2, 2)),
    "masked": np.ma.masked_greater([1.0, 2.0, 3.0], 2), "NaN array": np.array([1.0, np.nan]),
    "set": {1, 2}, "huge": 1e200, "gradient": torch.ones(3, requires_grad=True), "frame": pd.DataFrame({"a": ["x"]})}


def places():
    """(name, where its own things are defined) of what the API shows, and of the chapters' figures and exercises."""
    for room in api_pages.rooms(Path(__file__).parent.parent):
        page = room.module.removeprefix("pse_helpers.")
        yield page, "pse_helpers.chapters" if page.startswith("chapters") else f"pse_helpers.{page}"
    for path in sorted(Path(chapters.__file__).parent.glob("*/*.py")):
        if path.stem in ("figures", "exercises"):
            page = f"chapters.{path.parent.name}.{path.stem}"
            yield page, f"pse_helpers.{page}"


def functions():
    """{name: function} of all that these places hold, and of their classes' methods."""
    for page, home in places():
        module = import_module(f"pse_helpers.{page}")
        yield from ((f"{page}.{name}", one) for name, one in public(module) if one.__module__.startswith(home))
        yield from ((f"{page}.{kind.__name__}.{name}", one) for kind in vars(module).values() if is_ours(kind, home)
                    for name, one in public(kind) if len(inspect.signature(one).parameters) > 1)


def public(place):
    return [(name, one) for name, one in vars(place).items() if not name.startswith("_") and inspect.isfunction(one)]


def is_ours(kind, home):
    return inspect.isclass(kind) and not kind.__name__.startswith("_") and kind.__module__.startswith(home)


FUNCTIONS = {name: one for name, one in functions() if name != JUDGED_AT_THE_BUILD}


def arguments_of(name):
    """Good arguments of a function, with its options."""
    options = [option for option in OPTIONS if option in signature_of(name)]
    return dict.fromkeys(options) | GOOD[name]()


@cache
def signature_of(name):
    return inspect.signature(FUNCTIONS[name.partition(" of ")[0]]).parameters


def test_every_public_function_has_good_arguments():
    assert set(FUNCTIONS) == {name.partition(" of ")[0] for name in GOOD}
    for name, function in FUNCTIONS.items():
        given = set().union(*(arguments_of(other) for other in GOOD if other.partition(" of ")[0] == name))
        assert set(inspect.signature(function).parameters) - NOT_WALKED == given, name


def called(name, arguments):
    """The result of a call, in which every warning is an error; a context is entered."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        texts = {key: text for key, text in TEXTS.items() if key in signature_of(name)}
        result = FUNCTIONS[name.partition(" of ")[0]](**texts, **arguments)
        if inspect.isgenerator(result):
            return list(result)
        if hasattr(result, "__enter__"):
            with result:
                return None
        return result


def holds_nan(value):
    """Whether there is a NaN anywhere in a result."""
    if isinstance(value, (float, complex, np.number)):
        return bool(np.isnan(value))
    if isinstance(value, torch.Tensor):
        return bool(value.isnan().any())
    if isinstance(value, (pd.DataFrame, pd.Series)):
        return any(holds_nan(one) for one in np.asarray(value, dtype=object).flat)
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "fc" and bool(np.isnan(value).any())
    if is_dataclass(value):
        return any(holds_nan(getattr(value, field.name)) for field in fields(value))
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return any(holds_nan(one) for one in parts)


def fault(name, arguments, parameter, must_refuse=False):
    """What is wrong with the answer to a hostile value, or None."""
    try:
        result = called(name, arguments)
    except (ValueError, TypeError, FileNotFoundError) as error:
        known = {parameter, KNOWN_AS.get(parameter, parameter)}
        if "\n" in str(error):
            return f"more than one line: {error}"
        return None if any(re.search(rf"\b{one}\b", str(error)) for one in known) else f"no name: {error}"
    except Exception as error:
        return f"bare {type(error).__name__}: {error}"
    if must_refuse:
        return f"accepted: {str(result)[:60]}"
    return "NaN" if holds_nan(result) and name not in MAY_BE_NAN else None


def walked(name):
    """Every fault of one function's parameters, in words."""
    for parameter in [parameter for parameter in arguments_of(name) if parameter != "self"]:
        for label, value in HOSTILE.items():
            if name in SLOW and (label in ("True", "0.5") or arguments_of(name)[parameter] is value):
                continue
            if (name, label) == ("command.main", "None"):  # the words of the command line, here of the tests
                continue
            found = fault(name, arguments_of(name) | {parameter: copy.deepcopy(value)}, parameter)
            if found:
                yield f"{name}({parameter}={label}): {found}"


@pytest.mark.parametrize("name", GOOD)
def test_hostile_values(name):
    assert list(walked(name)) == []


@pytest.mark.parametrize("name, option", [(name, option) for name in GOOD for option in OPTIONS
                                          if option in signature_of(name)])
def test_an_option_that_cannot_be_used_is_refused(name, option):
    """Though it could be overlooked, as long as nothing is to be done with it, or where it counts as false."""
    for value in ("no", [], {}, 0):
        assert fault(name, arguments_of(name) | {option: value}, option, must_refuse=True) is None


def spoiled_inside(value, hostile):
    """Copies of nested mappings and sequences, each with something hostile in place of one of their first entries."""
    if isinstance(value, dict):
        key, first = next(iter(value.items()))
        yield value | {key: hostile}
        yield {hostile if isinstance(hostile, (str, bytes, int, float)) else "strange": first}
        yield from (value | {key: one} for one in spoiled_inside(first, hostile))
    elif isinstance(value, (list, tuple)):
        yield [hostile, *value[1:]]
        yield from ([one, *value[1:]] for one in spoiled_inside(value[0], hostile))


FIGURES = [name for name in GOOD if name.startswith("plots.") or ".figures." in name]


@pytest.mark.parametrize("name", FIGURES)
def test_hostile_values_inside_what_a_figure_is_given(name):
    """NaN is a number here: some figures leave a gap for it."""
    wrongs = {f"{parameter}={wrong}": (parameter, wrong) for parameter, value in arguments_of(name).items()
              for hostile in HOSTILE.values() for wrong in spoiled_inside(value, hostile)}
    faults = {label: fault(name, arguments_of(name) | {parameter: wrong}, parameter)
              for label, (parameter, wrong) in wrongs.items()}
    assert {label: found for label, found in faults.items() if found} == {}


@pytest.mark.parametrize("exercise", verdicts._CHECKERS)
def test_hostile_answers_to_an_exercise(exercise):
    """Given as they are, or returned by a reader's function, they get a hint of one line, and not a checker's error."""
    for label, value in HOSTILE.items():
        for answer in (value, lambda *_: copy.deepcopy(value)):
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                found = exercises.check(exercise, answer)
            assert not found.right, label
            assert "it raised" not in found.message and "\n" not in found.message, (label, found.message)


ARRAYS = [(name, parameter) for name, make in GOOD.items() for parameter, value in make().items()
          if isinstance(value, np.ndarray) and (name, parameter) not in LABELS]


def spoiled(good):
    """A real array as what has no place there."""
    some = np.zeros(good.shape, bool)
    some.flat[-1] = True
    nan = good.astype(float)
    nan.flat[-1] = np.nan
    return {"masked": np.ma.array(good, mask=some), "complex": good * (1 + 1j), "NaN": nan,
            "text": good.astype(str), "dates": good.astype("datetime64[s]"), "truth values": good > 0}


@pytest.mark.parametrize("name, parameter", ARRAYS)
def test_what_is_no_real_array_is_refused(name, parameter):
    good = arguments_of(name)[parameter]
    welcome = {"truth values"} if parameter in TRUTH and name.startswith("features") else set()
    welcome |= {"complex"} if name == "circular.five_diagonal_matrix" else set()
    welcome |= {"NaN"} if (parameter in ("signal",) and name == "statistics.regret") or name in MAY_BE_NAN else set()
    faults = {label: fault(name, arguments_of(name) | {parameter: value}, parameter, must_refuse=True)
              for label, value in spoiled(good).items() if label not in welcome}
    assert {label: found for label, found in faults.items() if found} == {}


def clothes(good):
    """A real array in other clothes."""
    frozen, wide = good.copy(), np.repeat(good, 2, axis=-1)
    frozen.flags.writeable = False
    clothed = {"list": good.tolist(), "read-only": frozen, "big-endian": good.astype(good.dtype.newbyteorder(">")),
               "strided": wide[..., ::2], "tensor": torch.from_numpy(good.copy())}
    if good.dtype.kind == "f":
        clothed["gradient"] = torch.from_numpy(good.copy()).requires_grad_()
    if good.ndim in (1, 2):
        clothed["pandas"] = (pd.Series if good.ndim == 1 else pd.DataFrame)(good)
    return clothed


def same(one, other):
    """Whether two results agree, to the rounding of sums in another order."""
    if isinstance(one, (list, tuple)):
        assert len(one) == len(other)
        return [same(*both) for both in zip(one, other)]
    if isinstance(one, pd.DataFrame):
        return pd.testing.assert_frame_equal(one, other)
    if isinstance(one, pd.Series):
        return pd.testing.assert_series_equal(one, other)
    if is_dataclass(one):
        return [same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one)]
    if isinstance(one, dict):
        return [same(one[key], other[key]) for key in one]
    if isinstance(one, (np.ndarray, float)):
        return np.testing.assert_allclose(one, other, rtol=1e-12)
    return None


@pytest.mark.parametrize("name, parameter", ARRAYS)
def test_other_clothes_change_nothing(name, parameter):
    good = arguments_of(name)
    expected = called(name, good)
    assert not holds_nan(expected) and np.array_equal(good[parameter], arguments_of(name)[parameter])
    for value in clothes(good[parameter]).values():
        same(called(name, arguments_of(name) | {parameter: value}), expected)


@pytest.mark.parametrize("name", [name for name in GOOD if name not in SLOW])
def test_good_arguments_are_good_and_stay_as_they_are(name):
    arguments = arguments_of(name)
    assert not holds_nan(called(name, arguments)) or name in MAY_BE_NAN
    for parameter, value in arguments_of(name).items():
        same(arguments[parameter], value)
