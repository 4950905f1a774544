/* StartJournals: which journals the start page offers: those that come with the program, and those opened before. */
#pragma once

#include "journal/journal.h"

typedef struct {
  char *path;
  char *title;   /* in the person's language */
  char *scenes;  /* what happens, in a few words; "" when the journal has no scenes */
  Journal *journal;
} StartJournal;

void start_journal_free (StartJournal *journal);

/* Shipped journals, in order of their names: support cases (a customer's words), or all others. GPtrArray of StartJournal. */
GPtrArray *start_journals_shipped (gboolean support);
/* One account, a laptop and a phone that use these protocols ("pop3", "imap"), nothing done yet. */
Journal *start_journal_free_play (const char *laptop, const char *phone);

/* Last opened first; only files that are there. Caller owns. */
GStrv start_recent_dup (void);
/* Shipped journals are not remembered. */
void start_recent_add (const char *path);
