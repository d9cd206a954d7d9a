"""How strongly measures go together with a target, what luck can do, and what following a measure costs.

`correlations` and `partial` hold rank correlations with intervals and p-values,
`luck` what the best of many measures reaches by chance, `selection` what is lost by
choosing after a signal, `trends` laws of growth in time; `points` what these share.
"""

from pse_helpers.statistics.correlations import pearson, spearman, within_groups
from pse_helpers.statistics.luck import largest_by_chance
from pse_helpers.statistics.partial import partial_spearman
from pse_helpers.statistics.selection import compared, filtered_search_regret, random_search_regret, regret
from pse_helpers.statistics.trends import TREND_LAWS, Trend, compare_trends, fit_trend
