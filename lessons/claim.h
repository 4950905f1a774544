/* Claim: what articles say about POP3 and IMAP, put to the test (lessons/claims/C01.claim …).
 *
 *     says "POP3 is for one device: …" id="POP3 untuk satu perangkat: …"
 *     measure second = phone letters at 08:12
 *     measure kept in keep = server held since 08:00 at 2d 09:00
 *     case "the first device deletes what it has downloaded" id="…" when second.delete = 0
 *     case "the first device leaves mail on the server" id="…" when second.keep = 0
 *     except "…" id="…" when …
 *     sweep cut=100B,2kB,4kB
 *     journal
 *     postroom 1
 *     …                                 the experiment, to the end of the file
 *
 * measure NAME [in VARIANT[,VARIANT]] = PLACE QUANTITY [WORD] [since TIME] [at TIME]: a figure of each world, read from
 * what happened there: PLACE is server, outside, a device, or the table of a protocol: POP3, IMAP, SMTP. Without `at` it is
 * of the end. claim_quantities names the quantities. In a journal with variants the figure is NAME.VARIANT.
 *
 * case: a setting in which the claim is tested; `when` what has to be measured for the claim to be true in it: sums of
 * figures, NUMBER * figure and amounts ("10kB", "30s", "3"), compared by = != < <= > >=, joined by `and`. The
 * verdict is nowhere written down: true in all cases, the claim holds; in none, it does not; in some, it holds if one
 * of those is the case. An exception that turns out otherwise than the verdict is named with it.
 *
 * sweep: the journal is lived once for each value, put in place of $cut. A case is true when it is at every value.
 * In the journal, lines between `repeat 1 14 day` and `done` stand there 14 times, $day counting. */
#pragma once

#include <glib.h>

#include "journal/journal.h"

typedef enum { CLAIM_HOLDS, CLAIM_HOLDS_IF, CLAIM_DOES_NOT_HOLD } ClaimVerdict;

typedef enum { UNIT_OCTETS, UNIT_LETTERS, UNIT_TIME, UNIT_NUMBER } ClaimUnit;

typedef struct _Claim Claim;
typedef struct _ClaimRun ClaimRun;

/* The shipped ones, in order of their ids. They live as long as the program. */
guint claim_count (void);
const Claim *claim_get (guint index);
const Claim *claim_find (const char *id); /* any case; NULL */

/* "NAME:LINE:COLUMN: what" with error. */
Claim *claim_parse (const char *text, const char *name, GError **error);
void claim_free (Claim *claim);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Claim, claim_free)

const char *claim_id (const Claim *claim);
/* In a language ("id"), falling back to English. Borrowed. */
const char *claim_says (const Claim *claim, const char *language);
/* The experiment, with the first value of a sweep: a journal that can be run. Caller owns. */
char *claim_dup_journal (const Claim *claim);
Journal *claim_journal (const Claim *claim);

typedef struct {
  const char *name;     /* as in the file */
  const char *label;    /* what it is, untranslated: "keeps", "has in %s" */
  const char *argument; /* for the label's %s: a folder, verb, letter …; NULL */
  const char *when;     /* "at 08:10"; NULL: at the end */
  const char *place;    /* as in the file */
  const char *world;    /* name of the variant, "" when there is only one */
  guint variant;
  ClaimUnit unit;
  gint64 least;         /* over the sweep; equal without one */
  gint64 most;          /* CLAIM_NEVER: it has not come */
} ClaimFigure;

#define CLAIM_NEVER G_MAXINT64

typedef struct {
  guint index;          /* for claim_case_text() */
  gboolean exception;
  gboolean is_true;
} ClaimCase;

/* Lives the claim's experiment, a bit at a time. */
ClaimRun *claim_run_new (const Claim *claim);
void claim_run_free (ClaimRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaimRun, claim_run_free)
/* At most that many steps of a world. FALSE when all is done. */
gboolean claim_run_step (ClaimRun *run, guint steps);
void claim_run_finish (ClaimRun *run);
const Claim *claim_run_claim (const ClaimRun *run);
/* Of a finished one. */
ClaimVerdict claim_run_verdict (const ClaimRun *run);
const GArray *claim_run_figures (const ClaimRun *run); /* of ClaimFigure */
const GArray *claim_run_cases (const ClaimRun *run);   /* of ClaimCase */
Journal *claim_run_journal (const ClaimRun *run);      /* borrowed: of the first value of a sweep */

/* "" when the case is the only one. Borrowed. */
const char *claim_case_text (const Claim *claim, guint index, const char *language);
/* "holds", "holds if", "does not hold": translated. */
const char *claim_verdict_word (ClaimVerdict verdict);
/* "holds", "holds-if", "does-not-hold": for programs. */
const char *claim_verdict_name (ClaimVerdict verdict);
/* "holds if the program deletes after download; not if it leaves mail there, except when …". Caller owns. */
char *claim_run_dup_sentence (const ClaimRun *run, const char *language);
/* The figure's place, what it is, when, and in which world; each translated. Callers own. */
char *claim_figure_dup_what (const ClaimFigure *figure);
char *claim_figure_dup_when (const ClaimFigure *figure); /* NULL: at the end */
const char *claim_figure_place (const ClaimFigure *figure);
const char *claim_figure_world (const ClaimRun *run, const ClaimFigure *figure, const char *language);
/* "43.2 kB", "2 letters", "0.41 s", "1 to 3 letters". Caller owns. */
char *claim_figure_dup_value (const ClaimFigure *figure);
/* "server, at 08:10: has in INBOX (POP3 deletes)"; language: of the worlds' names. Caller owns. */
char *claim_figure_dup_label (const ClaimRun *run, const ClaimFigure *figure, const char *language);
