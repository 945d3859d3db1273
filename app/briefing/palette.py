"""Roles of colour and the typeface of a deck: the dashboard's own, or those of a template's theme.

In PowerPoint a role is a colour of the theme (`SCHEME`), so that a deck follows when its theme is changed; the preview
needs the colours themselves.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.briefing.model import Role
from app.draw.style import LIGHT, Look

FONT = "Microsoft YaHei"
"""The deck's typeface where no template names one: on every machine with a Chinese PowerPoint or WPS."""
LIGHTER = (65, 35)
"""muted: the text's colour with its lightness at 65 %, plus 35 %."""
DARKER = 85
"""line: the page's colour with its lightness at 85 %."""
SCHEME: dict[Role, tuple[str, tuple[tuple[str, int], ...]]] = {
    "text": ("tx1", ()),
    "muted": ("tx1", (("lumMod", LIGHTER[0]), ("lumOff", LIGHTER[1]))),
    "page": ("bg1", ()),
    "panel": ("bg2", ()),
    "line": ("bg1", (("lumMod", DARKER),)),
    "accent1": ("accent1", ()),
    "accent2": ("accent2", ()),
    "accent3": ("accent3", ()),
    "accent4": ("accent4", ()),
    "accent5": ("accent5", ()),
}
"""Role → name in a theme's colours, and how its lightness is changed, in percent."""


def theme_colours(look: Look) -> dict[str, str]:
    """The dashboard's colours as a theme names them, six hex digits each."""
    named = {"dk1": look.text, "lt1": look.page, "dk2": look.link, "lt2": look.panel}
    named |= {f"accent{number + 1}": colour for number, colour in enumerate(look.colours[:6])}
    named |= {"hlink": look.link, "folHlink": look.muted}
    return {name: colour.removeprefix("#").upper() for name, colour in named.items()}


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme by their names in it (`dk1`, `accent1`, …) and the typeface."""

    colours: Mapping[str, str] = field(default_factory=lambda: theme_colours(LIGHT))
    font: str = FONT

    def hex(self, role: Role) -> str:
        """The colour of a role, with its sign."""
        name, changes = SCHEME[role]
        colour = self.colours[{"tx1": "dk1", "bg1": "lt1", "bg2": "lt2"}.get(name, name)]
        if not changes:
            return f"#{colour}"
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
        hue, light, full = colorsys.rgb_to_hls(red, green, blue)
        factors = dict(changes)
        light = min(1.0, light * factors["lumMod"] / 100 + factors.get("lumOff", 0) / 100)
        return "#" + "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))

    def on(self, role: Role) -> Role:
        """What can be read on a ground of this role: the text's colour or the page's."""

        def luminance(name: Role) -> float:
            parts = [int(self.hex(name)[at : at + 2], 16) / 255 for at in (1, 3, 5)]
            linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

        def contrast(one: float, other: float) -> float:
            return (max(one, other) + 0.05) / (min(one, other) + 0.05)

        ground = luminance(role)
        return max(("page", "text"), key=lambda name: contrast(ground, luminance(name)))
