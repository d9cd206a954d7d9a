"""Claims: sentences of a chapter with what they say, recomputed. They are the tests of the prose.

The claims of a chapter are functions in `chapters/<slug>/claims.py`. The build runs them in the chapter's own kernel,
after its last cell; whoever runs a chapter elsewhere may, with `review(slug, globals())`.
"""

from pse_helpers.chapters.claims.forms import KINDS, Claim, claims_of, exact, fixed_seed, here, statistical
from pse_helpers.chapters.claims.judging import METADATA, ClaimError, Judgement, Review, judged, record, review

__all__ = ["KINDS", "METADATA", "Claim", "ClaimError", "Judgement", "Review", "claims_of", "exact", "fixed_seed",
           "here", "judged", "record", "review", "statistical"]
