"""How strongly measures go together with a target, and what luck can do.

`pairs` holds the correlation of two measures with its interval and p-value, `partial`
what is left of it when other measures are taken out, `luck` what the best of several
measures reaches by chance; all draw on `points`.
"""

from pse_helpers.association.luck import largest_by_chance
from pse_helpers.association.pairs import pearson, spearman
from pse_helpers.association.partial import partial_spearman

__all__ = ["pearson", "spearman", "partial_spearman", "largest_by_chance"]
