"""The network behind a shake that was found and taken back: it knows ringing from detail."""

from restorer.models.sharpener import Sharpener


class Unshaker(Sharpener):
    """Estimates the photo without its shake from three pictures of it: as taken, and two by `deconvolution`.

    Its image is (B, 9, H, W): the photo, the shake taken back with little smoothness, which rings, and with much, which
    stays soft. What it gives is the last one and a change. Where the path was found wrongly, the first one is all there
    is to go by. The kind of blur is not looked at.
    """

    pictures = 3
