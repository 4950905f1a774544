/* Maildrop: what a POP3 session sees, fixed when the lock is taken (RFC 1939 §4).
 *
 * Message numbers count from 1 and are those of this session; they never change during it.
 * The maildrop holds its messages: what another session expunges meanwhile is still counted. */
#pragma once

#include <glib.h>

#include "mail-store.h"

typedef struct {
  Message *message;
  guint32 uid;      /* in INBOX */
  guint32 deleted;  /* TRUE: marked by DELE */
  guint32 letter;
  guint32 copy;     /* the server's copy */
  guint32 fetched;  /* TRUE: sent whole in this session */
  guint32 unused;
} MaildropEntry;

typedef struct {
  GArray *entries;      /* of MaildropEntry; index = message number - 1 */
  guint32 uid_validity; /* of INBOX at the snapshot */
  guint32 unused;
} Maildrop;

/* Which messages of INBOX a session sees. All zero: all of them. */
typedef struct {
  gint64 saved_after; /* µs UTC: only what came into the mailbox later */
  gint64 dated_after; /* µs UTC: only with a later internal date */
  guint most;         /* only so many, the oldest */
  gboolean hide_popped;
} MaildropRule;

extern const StateType maildrop_entry_state, maildrop_state;

/* Replaces what the maildrop held; it may be zeroed. state_clear() frees it. */
void maildrop_snapshot (Maildrop *maildrop, const MailStore *store);
void maildrop_snapshot_by (Maildrop *maildrop, const MailStore *store, const MaildropRule *rule);
/* NULL when the number names no message or one marked as deleted. */
const MaildropEntry *maildrop_get (const Maildrop *maildrop, guint number);
/* Of those not marked. */
guint maildrop_count (const Maildrop *maildrop);
guint64 maildrop_octets (const Maildrop *maildrop);
void maildrop_note_fetched (Maildrop *maildrop, guint number);
gboolean maildrop_mark (Maildrop *maildrop, guint number);
void maildrop_unmark_all (Maildrop *maildrop);
/* Unique for ever in the account (RFC 1939 §7): UIDVALIDITY and UID, 8 hex digits each. NULL as for
 * maildrop_get(). Caller owns. */
char *maildrop_dup_uidl (const Maildrop *maildrop, guint number);
/* The UPDATE state: removes the marked ones from INBOX. Returns how many could not be (already gone). */
guint maildrop_update (Maildrop *maildrop, MailStore *store, Changes *changes);
