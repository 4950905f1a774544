/* What `serve` lives: a journal of its own or one that is given, with the accounts and mail of the command line in it. */
#pragma once

#include "journal/journal.h"

/* Of all accounts when none is named, on this machine only. */
#define SERVE_DEFAULT_PASSWORD "postroom"

typedef struct {
  const char *path;            /* NULL: a new journal of today */
  const char *const *accounts; /* NULL-terminated "NAME:PASSWORD"; NULL */
  const char *any_password;    /* NULL */
  const char *load;            /* mbox file, Maildir or .eml file, NULL */
  gboolean offer_tls;
} ServeJournal;

/* now: µs since the epoch. seed: of a new journal. NULL with error. */
Journal *serve_journal (const ServeJournal *wanted, gint64 now, guint64 seed, GError **error);
/* The world's time when serving begins: now for a new journal; otherwise the minute in which the first thing happens, or
 * where what was recorded ends. */
gint64 serve_journal_start (const Journal *journal, gboolean is_new, gint64 now);
/* An account whose password nobody may have on an open network, for it is empty or published; NULL. Borrowed. */
const char *serve_journal_weak_account (const Journal *journal);
