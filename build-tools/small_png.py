"""Writes a figure as a PNG with few colors, which is a fifth of the size, and with its origin as text."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

# The number of shades between a color and white, which the edges of lines and letters use.
SHADES = 5


def write_png(figure: Figure, picture: Path, *, colors: Sequence[str], plain: Sequence[str], texts: Mapping[str, str]) -> None:
    """
    :param colors: the colors of lines, letters and areas
    :param plain: additional colors, without shades
    :param texts: the texts to store in the file
    """
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    said = PngInfo()
    for name, text in texts.items():
        said.add_text(name, text)
    with Image.open(drawn) as image:
        # Reduces the colors without dithering, which would make areas coarse and the file large.
        reduced = image.convert("RGB").quantize(palette=_palette(colors, plain), dither=Image.Dither.NONE)
        reduced.save(picture, format="PNG", optimize=True, pnginfo=said)


def texts_of(picture: Path) -> dict[str, str]:
    """Returns the texts in a picture."""
    with Image.open(picture) as image:
        return {str(name): str(text) for name, text in image.info.items() if isinstance(text, str)}


def _palette(colors: Sequence[str], plain: Sequence[str]) -> Image.Image:
    shaded = [_towards_white(color, shade / SHADES) for color in colors for shade in range(1, SHADES + 1)]
    image = Image.new("P", (1, 1))
    image.putpalette([value for color in [*shaded, *(_towards_white(color, 1) for color in (*plain, "white"))] for value in color])
    return image


def _towards_white(color: str, share: float) -> list[int]:
    """Mixes a color with white."""
    return [round(255 * (1 + (part - 1) * share)) for part in to_rgb(color)]
