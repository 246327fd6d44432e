#!/usr/bin/env python3
"""Draws `growth.svg` from what `cargo bench --bench growth --bench check` has left: how cost grows with terms, rules and length.

Both axes are logarithmic, so that a straight line at 45 degrees is "as much more as there is more of it". Needs nothing but Python.
"""

import glob
import json
import math
import os

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "..", "target"))

WIDTH, HEIGHT, LEFT, TOP = 400, 260, 62, 74
GAP_X, GAP_Y = 130, 96
COLOURS = ["#1b6ca8", "#b5482a"]


def measured(group, function=None):
    """Points of a group: what the bench was run for, its median in seconds, and how much that worked on."""
    points = []
    for path in glob.glob(f"{TARGET}/criterion/{group}/**/new/benchmark.json", recursive=True):
        with open(path, encoding="utf-8") as file:
            bench = json.load(file)
        if bench["group_id"] != group or bench["function_id"] != function:
            continue
        with open(path.replace("benchmark.json", "estimates.json"), encoding="utf-8") as file:
            median = json.load(file)["median"]
        (amount,) = bench["throughput"].values()
        points.append((int(bench["value_str"]), median["point_estimate"] / 1e9, amount))
    if not points:
        raise SystemExit(f"nothing was measured of {group}: run `cargo bench --bench growth --bench check` first")
    return sorted(points)


def speed(group):
    return [(many, amount / seconds / 1e6) for many, seconds, amount in measured(group)]


def number(value):
    """A short number: 1,000 or 0.5, and k, M for the large."""
    for limit, unit in ((1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g}{unit}"
    return f"{value:.3g}"


def text(x, y, words, anchor="middle", size=12, colour="#333", more=""):
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}"{more}>{words}</text>'


def panel(column, row, title, x_name, y_name, lines, aside=0):
    """One plot. Of each line: its name, its points, and whether what is said of it stands below it; `aside` if it is steep."""
    left, top = LEFT + column * (WIDTH + GAP_X), TOP + row * (HEIGHT + GAP_Y)
    xs = [math.log10(x) for _, points, _ in lines for x, _ in points]
    ys = [math.log10(y) for _, points, _ in lines for _, y in points]
    # Whole powers of ten, so that the slope can be read.
    low_x, high_x = math.floor(min(xs)), math.ceil(max(xs))
    low_y, high_y = math.floor(min(ys)), math.ceil(max(ys))
    high_y += high_y == low_y

    def place(x, y):
        across = (math.log10(x) - low_x) / (high_x - low_x)
        up = (math.log10(y) - low_y) / (high_y - low_y)
        return left + across * WIDTH, top + (1 - up) * HEIGHT

    drawn = [text(left, top - 14, title, "start", 14, "#111", ' font-weight="bold"')]
    for power in range(low_y, high_y + 1):
        _, y = place(10**low_x, 10.0**power)
        drawn.append(f'<path d="M{left} {y:.1f}h{WIDTH}" stroke="#ddd"/>')
        drawn.append(text(left - 7, y + 4, number(10.0**power), "end"))
    for power in range(low_x, high_x + 1):
        x, _ = place(10.0**power, 10.0**low_y)
        drawn.append(f'<path d="M{x:.1f} {top}v{HEIGHT}" stroke="#ddd"/>')
        drawn.append(text(x, top + HEIGHT + 17, number(10**power)))
    drawn.append(text(left + WIDTH / 2, top + HEIGHT + 36, x_name))
    middle = top + HEIGHT / 2
    drawn.append(text(left - 44, middle, y_name, more=f' transform="rotate(-90 {left - 44} {middle})"'))
    for colour, (name, points, below) in zip(COLOURS, lines):
        across, down = (aside, 18 if not aside else 12) if below else (-aside, -9)
        places = [place(x, y) for x, y in points]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        drawn.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (x, y), (_, value) in zip(places, points):
            drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>')
            drawn.append(text(x + across, y + down, number(value), colour=colour))
        # Between the first two points, where it meets no number.
        (x, y), (next_x, next_y) = places[:2]
        drawn.append(text((x + next_x) / 2 + across, (y + next_y) / 2 + down, name, colour=colour))
    return "\n".join(drawn)


def compile_time(group):
    return [(many, seconds * 1e3) for many, seconds, _ in measured(group, "compile")]


def main():
    by_length = [(many, seconds * 1e9 / amount) for many, seconds, amount in measured("length")]
    panels = [
        panel(0, 0, "More terms: classifying", "terms in 20 lists", "MB/s", [("the same hits", speed("terms"), False)]),
        panel(
            1,
            0,
            "More rules: classifying",
            "rules",
            "MB/s",
            [("the same hits", speed("rules"), False), ("hits grow alike", speed("busy-rules"), True)],
        ),
        panel(
            0, 1, "Longer items: classifying with the built-in rules", "bytes of an item", "nanoseconds a byte", [("", by_length, False)]
        ),
        panel(
            1,
            1,
            "Compiling",
            "terms or rules",
            "milliseconds",
            [("rules", compile_time("rules"), False), ("terms", compile_time("terms"), True)],
            aside=22,
        ),
    ]
    width, height = LEFT + 2 * WIDTH + GAP_X + 40, TOP + 2 * HEIGHT + GAP_Y + 50
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
        "<title>How the cost of farshore grows</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        text(LEFT, 24, "How the cost of farshore grows (medians; both axes logarithmic)", "start", 16, "#111"),
        *panels,
        "</svg>",
    ]
    with open(os.path.join(HERE, "growth.svg"), "w", encoding="utf-8") as file:
        file.write("\n".join(svg) + "\n")


if __name__ == "__main__":
    main()
