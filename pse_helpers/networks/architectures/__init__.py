"""The networks that torchvision does not have: residual ones for small images, and a VGG of any width."""
