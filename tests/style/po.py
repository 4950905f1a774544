#!/usr/bin/env python3
"""Every text has its translation: collects the texts of all files in data/po/POTFILES afresh and holds each language
of data/po/LINGUAS against them. Exits 1 when a language lacks one, has a doubtful one, or does not pass msgfmt, and
when a source file with texts is not in POTFILES."""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PO = ROOT / "data/po"
FOLDERS = ("cli", "gui", "lessons", "model", "sim")
MARKED = re.compile(r'\b(?:N?C?_|(?:g_dn|n)gettext) ?\(')


def lines(path):
    return [l.strip() for l in path.read_text().split("\n") if l.strip() and not l.startswith("#")]


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def collect(target):
    sources = [f for f in lines(PO / "POTFILES") if not f.endswith((".ui", ".xml", ".in"))]
    forms = [f for f in lines(PO / "POTFILES") if f.endswith((".ui", ".xml", ".in"))]
    result = run("xgettext", "--from-code=UTF-8", "--add-comments", "--keyword=_", "--keyword=N_",
                 "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=ngettext:1,2", "--keyword=g_dngettext:2,3",
                 "--language=C", "-o", str(target), *sources)
    if result.returncode == 0 and forms:
        result = run("xgettext", "--from-code=UTF-8", "--join-existing", "-o", str(target), *forms)
    return result


def identifiers(catalogue):
    """The msgid of every entry. One that holds a line break begins with an empty line of its own; the header is empty."""
    texts = []
    for entry in catalogue.split("\n\n"):
        text, inside = "", False
        for line in entry.split("\n"):
            if line.startswith("msg"):
                inside = line.startswith("msgid ")
            if inside and line.endswith('"'):
                text += line[line.index('"') + 1:-1]
        if text:
            texts.append(text)
    return texts


def count(language, pot):
    """Texts without a translation, or with a doubtful one."""
    with tempfile.TemporaryDirectory() as folder:
        merged = pathlib.Path(folder) / "merged.po"
        run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", str(merged), str(PO / f"{language}.po"), str(pot))
        missing = run("msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", str(merged)).stdout
        fuzzy = run("msgattrib", "--only-fuzzy", "--no-obsolete", "--no-wrap", str(merged)).stdout
    return [text for part in (missing, fuzzy) for text in identifiers(part)]


def unlisted():
    """Source files with texts for people that POTFILES does not name."""
    listed = set(lines(PO / "POTFILES"))
    sources = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.c")))
    return [name for name, text in ((str(p.relative_to(ROOT)), p.read_text()) for p in sources)
            if name not in listed and MARKED.search(text)]


def main():
    failed = False
    for name in unlisted():
        print(f"{name}: has texts, but data/po/POTFILES does not name it")
        failed = True
    with tempfile.TemporaryDirectory() as folder:
        pot = pathlib.Path(folder) / "postroom.pot"
        result = collect(pot)
        if result.returncode != 0:
            print(result.stderr)
            return 1
        for language in lines(PO / "LINGUAS"):
            checked = run("msgfmt", "--check", "-o", "/dev/null", str(PO / f"{language}.po"))
            texts = count(language, pot)
            print(f"{language}: {len(texts)} texts without a translation")
            print("\n".join(texts[:20]))
            print(checked.stderr, end="")
            failed |= checked.returncode != 0 or bool(texts)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
