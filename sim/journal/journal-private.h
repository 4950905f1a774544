/* What journal.c and journal-parse.c share. */
#pragma once

#include "journal/journal.h"

#include "journal/journal-words.h"

#define JOURNAL_MAX_VARIANTS 8
#define JOURNAL_ALL G_MAXUINT32

typedef struct {
  char *name;
  guint32 variants;
  guint32 action; /* index */
} JournalName;

typedef struct {
  char *label;
  char *subject;
  guint32 action; /* index */
  guint32 branch;
} JournalLetter;

struct _Journal {
  guint refs;
  guint64 seed;
  gint64 date;          /* µs UTC of the date's midnight, zone not applied */
  int zone_minutes;
  GPtrArray *titles;    /* of char *: "" or language code, text, ... */
  GPtrArray *variants;  /* of char * */
  GPtrArray *variant_titles; /* of char *: variant, language code, text, ... */
  GPtrArray *remarks;   /* of char *: "cause" or "advice", its number, "" or language code, text, ... */
  GPtrArray *presets;   /* of char *: whose versions the header records */
  GPtrArray *branches;  /* of Branch * */
  GPtrArray *actions;   /* of Action * */
  GArray *action_branch; /* of guint32 */
  GArray *accounts;     /* of JournalName */
  GArray *devices;      /* of JournalName */
  GArray *letters;      /* of JournalLetter */
  GHashTable *labels;   /* set of the letters' labels, borrowed from them; only looked up in */
  guint next_label;     /* labels before this one are taken */
  GPtrArray *lines;     /* of char *: the text, line by line */
  char *folder;         /* that paths are relative to, NULL: where the program runs */
  guint day;            /* in effect at the end of the text, from 1 */
  guint open_branch;    /* whose block is open at the end of the text */
};

/* Fills in what follows from the rest (letter ids, worlds that have the device, recipients, a reply's subject) and
 * checks the names. FALSE with error; *culprit is then the text at fault, borrowed from action, or NULL. */
gboolean journal_complete_action (const Journal *journal, guint branch, Action *action, const char **culprit,
                                  GError **error);
/* Checks times, numbers the letters, remembers names. Takes the completed action in any case. Returns its
 * index, -1 with error (without place). */
int journal_take_action (Journal *journal, guint branch, Action *action, GError **error);
/* TRUE when branch is ancestor or the same. */
gboolean journal_branch_has (const Journal *journal, guint branch, guint ancestor);
/* TRUE when the branch lives that action: it is its own or an ancestor's, and no branch on the way has dropped it. */
gboolean journal_lives (const Journal *journal, guint branch, guint index);
/* Variants that know the name; 0 when none does. An account goes by "ada" or by its address. */
guint32 journal_device_variants (const Journal *journal, const char *name, guint branch);
guint32 journal_account_variants (const Journal *journal, const char *name);
guint journal_find_letter_in (const Journal *journal, guint branch, const char *text, GError **error);
/* TRUE for what can be the name of a letter that no line makes: it is known only when it has come. */
gboolean journal_may_name_other (const char *text);
int journal_find_branch (const Journal *journal, const char *name);
int journal_find_variant (const Journal *journal, const char *name);
Journal *journal_new_blank (void); /* without any line; seed 1, 2026-03-02, UTC */
void journal_insert_header (Journal *journal, char *line); /* takes the line */

/* The words of one line after `at TIME`, not completed. NULL with error; *column is its place. */
Action *journal_parse_words (const Journal *journal, guint32 variants, gint64 time, guint after, const Word *words,
                             guint n_words, const char *folder, guint *column, GError **error);
/* The words after `expect`. */
Expect *journal_parse_expect (const Journal *journal, gint64 time, const Word *words, guint n_words, guint *column,
                              GError **error);

/* journal-remark.c. JournalRemark of "cause", "advice", -1. */
int journal_find_remark_word (const char *word);
/* Takes the words after it. Returns what is wrong, translated, with the word's index; NULL when nothing is. */
const char *journal_take_remark (Journal *journal, JournalRemark kind, const WordLine *line, guint *word);
