#!/usr/bin/env python3
"""Writes the text files named on the command line into a C file, so that nothing is read at run time.

embed.py FOLDER/NAME-texts.c FILE... makes NAME_texts[] of NameText, as NAME-texts.h declares it. Each has the
file's name without what follows the dot, behind its folder where that is a language: "en/a-letter-travels"."""

import pathlib
import sys


def quote(line):
    text = line.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if ord(c) < 128 else "".join(f"\\{b:03o}" for b in c.encode()) for c in text)


def key(path):
    return f"{path.parent.name}/{path.stem}" if len(path.parent.name) == 2 else path.stem


def main():
    output = pathlib.Path(sys.argv[1])
    files = [pathlib.Path(name) for name in sys.argv[2:]]
    name = output.stem.removesuffix("-texts")
    folder = "journal/" if name == "preset" else ""
    parts = [f'/* Made by embed.py. */\n#include "{folder}{name}-texts.h"\n\n',
             f"const {name.capitalize()}Text {name}_texts[] = {{\n"]
    for path in files:
        parts.append(f'  {{ "{key(path)}",\n')
        parts += [f'    "{quote(line)}\\n"\n' for line in path.read_text(encoding="utf-8").split("\n")]
        parts.append("  },\n")
    parts.append(f"}};\n\nconst guint {name}_n_texts = G_N_ELEMENTS ({name}_texts);\n")
    output.write_text("".join(parts))


if __name__ == "__main__":
    main()
