"""The maps by name."""

from pse_helpers.checks import shown
from pse_helpers.conjugate.circle_maps import COSINE, MODULUS, PHASE, REFLECTION, CircleMap
from pse_helpers.conjugate.truncation import Truncation

MAPS = {one.name: one for one in (REFLECTION, COSINE, PHASE, MODULUS, Truncation())}


def map_of(mapping):
    """The map of a name, or a map itself."""
    if isinstance(mapping, (CircleMap, Truncation)):
        return mapping
    if not isinstance(mapping, str) or mapping not in MAPS:
        raise ValueError(f"mapping must be one of {', '.join(MAPS)}; got {shown(mapping)}")
    return MAPS[mapping]
