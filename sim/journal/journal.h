/* Journal: the only input of a world, and the file format (`.postroom`).
 *
 *     postroom 1                       format version, must be the first word
 *     seed 7
 *     date 2026-03-02                  of day 1
 *     zone +07:00
 *     title "Same day, two protocols" id="Hari yang sama, dua protokol"
 *     cause "The phone deletes" id="Ponsel menghapus"      of a customer's complaint: why it is so
 *     advice "Leave mail on the server" id="…"             what to change; as many as are needed
 *     presets thunderbird-pop3=1       versions of the presets in use; added when it is written to a file
 *     account ada@kantor.example password=rahasia quota=10MB
 *     variant POP3
 *       device laptop account=ada protocol=pop3 keep=never
 *     variant IMAP
 *       device laptop account=ada protocol=imap
 *     variant "server moved" id="server pindah"   other languages for the screen, once
 *     at 08:00 deliver from=budi@luar.example subject="Meeting at nine" as=A
 *     at 08:12 set laptop keep=14d check=15min
 *     at 09:00 set account ada quota=20MB pop=off
 *     at 10:00 remove laptop
 *     at 15d 08:00:03.255412 laptop check
 *     branch "what if" from=main at=08:05:03.255412+2
 *       at 08:05:03.255412+2 cut laptop
 *
 * Words as a shell would split them: quotes, backslash, # begins a comment. Times are local to
 * the zone; a day ("15d") counts from 1 and stays until another is named. `+n` after a time: after
 * n steps of that microsecond. Lines indented under variant belong to that world alone, lines
 * indented under branch to that branch alone. A branch lives all of its parent's actions too, unless
 * later=drop, then only those before its point.
 *
 * A world ends when its last line is done and all that this has set off; checks that a program makes by itself are lived only
 * as long as a line stands after them. `at 18:00 wait` is one that does nothing.
 *
 * `proof` is an expectation that shows the cause: `at 08:30 proof phone said "DELE 1"`. The lines that make it true are
 * the proof itself.
 *
 * What real mail programs did behind the gateway is written as it came, and may stand after lines of a later time:
 *
 *     at 08:00:01.5 accept socket=1 protocol=imap from=real
 *     at 08:00:01.6 receive socket=1 line="a1 LOGIN ada rahasia"
 *     at 08:00:01.7 receive socket=1 octets="DQo="            base64
 *     at 08:00:09 hangup socket=1 how=close
 *
 * Nothing in a journal is rewritten: undo leaves a branch, acting in the past begins one. Comments
 * and blank lines of a file that was read are kept when it is written again. */
#pragma once

#include <glib.h>

#include "journal/action.h"

typedef struct _Journal Journal;

typedef enum {
  JOURNAL_ERROR_SYNTAX, /* "FILE:LINE:COLUMN: what" */
  JOURNAL_ERROR_LOAD, /* the mail is other than it was */
} JournalError;
#define JOURNAL_ERROR (journal_error_quark ())
GQuark journal_error_quark (void);

typedef struct {
  char *name;      /* "main" is branch 0 */
  guint parent;    /* index; of branch 0: 0 */
  gint64 at;       /* µs UTC: where it leaves its parent */
  guint after;     /* steps of that microsecond */
  gboolean drop_later;
} Branch;

Journal *journal_parse (const char *text, gssize length, const char *name, GError **error);
/* Reads the file (G_FILE_ERROR when it cannot) and what it loads (relative to the file's folder). */
Journal *journal_read (const char *path, GError **error);
char *journal_to_text (const Journal *journal);
/* Atomically. Into another folder than it was read from, relative paths of mail to load become absolute. */
gboolean journal_write (Journal *journal, const char *path, GError **error);
Journal *journal_dup (const Journal *journal);
Journal *journal_ref (Journal *journal);
void journal_unref (Journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Journal, journal_unref)

guint64 journal_seed (const Journal *journal);
void journal_set_seed (Journal *journal, guint64 seed);
gint64 journal_start (const Journal *journal); /* µs UTC of day 1, 00:00 local */
int journal_zone_minutes (const Journal *journal);
/* In a language ("id"), falling back to English. Borrowed. */
const char *journal_title (const Journal *journal, const char *language);
/* What is to be said about a customer's complaint. cause: at most one. advice: any number. */
typedef enum { REMARK_CAUSE, REMARK_ADVICE } JournalRemark;
guint journal_n_remarks (const Journal *journal, JournalRemark kind);
/* In a language, falling back to English. Borrowed. */
const char *journal_remark (const Journal *journal, JournalRemark kind, guint index, const char *language);
/* FALSE: only in English. */
gboolean journal_remark_has (const Journal *journal, JournalRemark kind, guint index, const char *language);
guint journal_n_variants (const Journal *journal); /* at least 1 */
const char *journal_variant_name (const Journal *journal, guint variant); /* "" when the journal names none */
/* What to show of it in a language, falling back to English (`en=`), then to its name. Borrowed. */
const char *journal_variant_title (const Journal *journal, guint variant, const char *language);
guint journal_n_branches (const Journal *journal);
const Branch *journal_branch (const Journal *journal, guint branch);
guint journal_add_branch (Journal *journal, const char *name, guint parent, gint64 at, guint after);
/* One that lives of its parent only what comes before that point (later=drop). */
guint journal_add_branch_without (Journal *journal, const char *name, guint parent, gint64 at, guint after);

/* All actions ever written, in the file's order: the index is the action's id in traces. */
guint journal_n_actions (const Journal *journal);
const Action *journal_action (const Journal *journal, guint index);
guint journal_action_branch (const Journal *journal, guint index);
/* Takes the action. Times may not run backwards within a branch. Returns the index, -1 with error. */
int journal_append (Journal *journal, guint branch, Action *action, GError **error);

/* Indices of the actions that (branch, variant) lives, in order of (time, after, index). GArray of guint. */
GArray *journal_script (const Journal *journal, guint branch, guint variant);

/* One line as typed by a person ("laptop check"), for a given time. */
Action *journal_parse_action (const Journal *journal, const char *text, gint64 time, guint after, GError **error);
/* The same, with its names looked up in the trunk as if the line stood at the end; it is added nowhere. The error has no
 * place: *column is that of the word at fault, from 1. */
Action *journal_parse_complete (const Journal *journal, const char *text, gint64 time, guint *column, GError **error);

/* Labels: "A" → letter number 1 in order of journal lines, the same in all variants. The letter that the
 * action makes (deliver, write, reply, and each message of a load from its first), 0 if none. */
guint journal_letter (const Journal *journal, guint action);
char *letter_label (guint letter); /* 1 → "A", 27 → "AA" */
/* What the letter is called: `as=`, or the next label that is free. Owned by the journal; NULL for a letter that it does
 * not make. */
const char *journal_letter_label (const Journal *journal, guint letter);
guint journal_n_letters (const Journal *journal);
/* Some line of the branch, earlier or later, brings a device of that name, and none takes it away for good. */
gboolean journal_device_taken (const Journal *journal, const char *name, guint branch);
/* Letters that no line of a journal makes, such as bounces, have ids with this bit in a world, whatever lines are added
 * later, and are called from "AAA" on. */
#define JOURNAL_OTHER_LETTER (1u << 24)
#define JOURNAL_FIRST_OTHER (JOURNAL_OTHER_LETTER + 703u)
/* What people call any letter of its worlds: its label, or "AAA" ("AAA*" when the journal has one of that label); "?" for 0.
 * Interned. */
const char *journal_letter_name (const Journal *journal, guint letter);
/* By label or subject; 0 with error when there is none, or several with that subject. */
guint journal_find_letter (const Journal *journal, const char *text, GError **error);
/* "08:05:03.255" in the journal's zone, with the day when it is not day 1 ("15d 08:00:00"). */
char *journal_format_time (const Journal *journal, gint64 time, guint decimals);
