#!/usr/bin/env python3
"""Writes the preset files named on the command line into a C file, so that nothing is read at run time.

embed.py OUTPUT FILE.preset..."""

import pathlib
import sys


def quote(line):
    text = line.replace("\\", "\\\\").replace('"', '\\"')
    return "".join(c if ord(c) < 128 else "".join(f"\\{b:03o}" for b in c.encode()) for c in text)


def main():
    output = pathlib.Path(sys.argv[1])
    files = [pathlib.Path(name) for name in sys.argv[2:]]
    parts = ['/* Made from data/presets by embed.py. */\n#include "journal/preset-texts.h"\n\n',
             "const PresetText preset_texts[] = {\n"]
    for path in files:
        parts.append(f'  {{ "{path.stem}",\n')
        parts += [f'    "{quote(line)}\\n"\n' for line in path.read_text(encoding="utf-8").split("\n")]
        parts.append("  },\n")
    parts.append("};\n\nconst guint preset_n_texts = G_N_ELEMENTS (preset_texts);\n")
    output.write_text("".join(parts))


if __name__ == "__main__":
    main()
