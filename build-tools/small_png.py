"""Writes a figure as a PNG of few colors, which is a fifth of the size, and says in it where it comes from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

# How many colors lie between one that is drawn with and white: they are at the edges of lines and letters.
SHADES = 5


def write_png(figure: Figure, picture: Path, *, colors: Sequence[str], plain: Sequence[str], texts: Mapping[str, str]) -> None:
    """
    :param colors: what lines, letters and areas are drawn with
    :param plain: further colors, which need no shades
    :param texts: what the file says about itself
    """
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    said = PngInfo()
    for name, text in texts.items():
        said.add_text(name, text)
    with Image.open(drawn) as image:
        # Without dithering: dots would make areas coarse, and the file large.
        reduced = image.convert("RGB").quantize(palette=_palette(colors, plain), dither=Image.Dither.NONE)
        reduced.save(picture, format="PNG", optimize=True, pnginfo=said)


def texts_of(picture: Path) -> dict[str, str]:
    """What a picture says about itself."""
    with Image.open(picture) as image:
        return {str(name): str(text) for name, text in image.info.items() if isinstance(text, str)}


def _palette(colors: Sequence[str], plain: Sequence[str]) -> Image.Image:
    shaded = [_towards_white(color, shade / SHADES) for color in colors for shade in range(1, SHADES + 1)]
    image = Image.new("P", (1, 1))
    image.putpalette([value for color in [*shaded, *(_towards_white(color, 1) for color in (*plain, "white"))] for value in color])
    return image


def _towards_white(color: str, share: float) -> list[int]:
    """A color that covers white by a share."""
    return [round(255 * (1 + (part - 1) * share)) for part in to_rgb(color)]
