#!/usr/bin/env python3
"""Every text has its translation: collects the texts of all files in data/po/POTFILES afresh and holds each language
of data/po/LINGUAS against them. Exits 1 when a language lacks one, has a doubtful one, or does not pass msgfmt."""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PO = ROOT / "data/po"


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


def count(language, pot):
    """Texts without a translation, or with a doubtful one."""
    with tempfile.TemporaryDirectory() as folder:
        merged = pathlib.Path(folder) / "merged.po"
        run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", str(merged), str(PO / f"{language}.po"), str(pot))
        missing = run("msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", str(merged)).stdout
        fuzzy = run("msgattrib", "--only-fuzzy", "--no-obsolete", "--no-wrap", str(merged)).stdout
    texts = [l for part in (missing, fuzzy) for l in part.split("\n") if l.startswith("msgid ") and l != 'msgid ""']
    return texts


def main():
    failed = False
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
