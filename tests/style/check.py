#!/usr/bin/env python3
"""The style of the house, as a test: see CONTRIBUTING.md, "What the style test holds".

Prints a line for each offence and exits 1 if there is any."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["model", "sim", "lessons", "cli", "gui"]
MAY_USE = {
    "model": {"model"},
    "sim": {"sim", "model"},
    "lessons": {"lessons", "sim", "model"},
    "cli": {"cli", "lessons", "sim", "model"},
    "gui": {"gui", "lessons", "sim", "model"},
}
SYSTEM_HEADERS = {  # only these folders may include them
    "gtk/": {"gui"},
    "gdk/": {"gui"},
    "gmime/": {"model"},
    "gio/": {"sim/gateway", "lessons", "cli", "gui"},
    "cmark": {"lessons"},
}
MAX_FILE = 600
MAX_FUNCTION = 60

BANNED_EVERYWHERE = {
    r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|system)\s*\(": "an unsafe call",
    r"\b(TODO|FIXME|XXX|HACK)\b": "a left-over",
}
BANNED_BELOW = {
    r"\b(g_get_real_time|g_get_monotonic_time|g_date_time_new_now\w*|gettimeofday|clock_gettime|localtime(_r)?)\s*\(":
        "the wall clock",
    r"(?<![\w.>])time\s*\(\s*(NULL|0|&)": "the wall clock",
    r"\b(g_random_\w+|g_rand_new|rand|srand|random|drand48|getrandom)\s*\(": "a global source of chance",
    r"\b(g_timeout_add\w*|g_idle_add\w*|g_main_loop_\w+|g_main_context_\w+)\s*\(": "a main loop",
    r"\b(setlocale|getenv|g_getenv|g_get_user_\w+|g_get_home_dir)\s*\(": "the user's surroundings",
}
GATEWAY = "sim/gateway/"  # the one place below the front ends that touches sockets

offences = []


def offend(path, line, text):
    offences.append(f"{path.relative_to(ROOT)}:{line}: {text}")


def sources():
    try:
        names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.c", "*.h"], cwd=ROOT, check=False,
                               capture_output=True, text=True).stdout.split()
    except FileNotFoundError:
        names = []
    if not names:  # a release tarball, or no git
        names = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*.[ch]") if "build" not in p.parts[len(ROOT.parts)]]
    return [ROOT / n for n in sorted(names) if (ROOT / n).exists()]


def strip_comments_and_strings(text):
    """Blanks them out, keeping line numbers."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, text, flags=re.S)


def strip_strings(text):
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def folder_of(path):
    top = path.relative_to(ROOT).parts[0]
    return top if top in FOLDERS else None


def check_includes(path, text, headers):
    folder = folder_of(path)
    if folder is None:
        return
    relative = str(path.relative_to(ROOT))
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if not match:
            continue
        if match.group(1) == '"':
            owners = headers.get(match.group(2).split("/")[-1], set())
            if owners and not owners & MAY_USE[folder]:
                offend(path, number, f"{folder}/ may not use {'/'.join(sorted(owners))}/ ({match.group(2)})")
            if match.group(2).startswith(".."):
                offend(path, number, "an include that climbs out of its folder")
            continue
        for prefix, allowed in SYSTEM_HEADERS.items():
            if match.group(2).startswith(prefix) and not any(relative.startswith(a + "/") for a in allowed):
                offend(path, number, f"<{match.group(2)}> belongs in {', '.join(sorted(allowed))} only")


def check_calls(path, text):
    folder = folder_of(path)
    below = folder in ("model", "sim", "lessons") and not str(path.relative_to(ROOT)).startswith(GATEWAY)
    code = strip_comments_and_strings(text)
    for pattern, what in BANNED_EVERYWHERE.items():
        where = strip_strings(text) if what == "a left-over" else code
        for match in re.finditer(pattern, where):
            offend(path, where.count("\n", 0, match.start()) + 1, f"{what}: {match.group(0).strip()}")
    if below:
        for pattern, what in BANNED_BELOW.items():
            for match in re.finditer(pattern, code):
                offend(path, code.count("\n", 0, match.start()) + 1, f"{what}: {match.group(0).strip()}")


def check_lengths(path, text):
    lines = text.split("\n")
    if len(lines) - 1 > MAX_FILE:
        offend(path, MAX_FILE, f"{len(lines) - 1} lines: two rooms in one? (at most {MAX_FILE})")
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start is not None:
            if number - start - 1 > MAX_FUNCTION:
                offend(path, start, f"a function of {number - start - 1} lines (at most {MAX_FUNCTION})")
            start = None
        if len(line.expandtabs(8)) > 130:
            offend(path, number, "a line of more than 130 columns")
        if line != line.rstrip():
            offend(path, number, "blanks at the end of the line")


def check_built(path):
    if path.suffix != ".c":
        return
    folder = path.parent
    while folder != ROOT.parent:
        build = folder / "meson.build"
        if build.exists():
            text = build.read_text()
            stem = path.stem[5:] if path.stem.startswith("test-") else path.stem
            if path.name in text or f"'{stem}'" in text:
                return
        folder = folder.parent
    offend(path, 1, "is not built: no meson.build names it")


def check_scripts_run():
    """A test that no meson.build names is never run."""
    for path in sorted((ROOT / "tests").rglob("test-*.py")):
        build = path.parent / "meson.build"
        text = build.read_text() if build.exists() else ""
        if path.name not in text and f"'{path.stem[5:]}'" not in text:
            offend(path, 1, "is not run: no meson.build names it")


def check_translatable(path, text, potfiles):
    relative = str(path.relative_to(ROOT))
    if folder_of(path) and re.search(r"(?<![\w])(_|N_|C_|ngettext)\s*\(\"", text.replace(" (", "(")):
        if relative not in potfiles:
            offend(path, 1, "has texts for people but is missing in data/po/POTFILES")


def main():
    files = sources()
    headers = {}
    for path in files:
        if path.suffix == ".h" and folder_of(path):
            headers.setdefault(path.name, set()).add(folder_of(path))
    potfiles = {l.strip() for l in (ROOT / "data/po/POTFILES").read_text().split("\n") if l and l[0] != "#"}
    for name in sorted(potfiles):
        if not (ROOT / name).exists():
            offences.append(f"data/po/POTFILES: {name} does not exist")
    for path in files:
        text = path.read_text(encoding="utf-8")
        check_includes(path, text, headers)
        check_calls(path, text)
        check_lengths(path, text)
        check_built(path)
        check_translatable(path, text, potfiles)
    check_scripts_run()
    for offence in offences:
        print(offence)
    print(f"{len(files)} files, {len(offences)} offences")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
