"""Small networks that this project trained on scikit-learn's handwritten digits.

`runs` says which, `images` on what, `training` how; `archive` holds what ships of every
run, and `tables` shows it.
"""

from pse_helpers.networks.digits.images import RESNET_SIDE, VGG_SIDE, baseline_error, data, images_and_labels
from pse_helpers.networks.digits.runs import ARCHITECTURES, EARLY_EPOCH, WIDTH, Record, Run, family
from pse_helpers.networks.digits.training import (
    EPOCHS,
    RATE_WITH_BATCH_NORM,
    RATE_WITHOUT,
    architecture,
    error,
    fitted,
    trained,
    untrained,
)
