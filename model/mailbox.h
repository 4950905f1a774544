/* Mailbox: one IMAP mailbox on the server; INBOX is also what POP3 serves.
 *
 * Number spaces: a UID belongs to this mailbox and its UIDVALIDITY; sequence numbers and POP3
 * message numbers belong to sessions and never appear here; an index is a position in entries.
 *
 * How sessions learn of each other's changes: every change takes a new mod-sequence
 * (RFC 7162). A session remembers the highest it has told its client about and looks for
 * entries and expunges above it, when the protocol lets it speak. Nothing calls anybody back.
 * A session that must still read an expunged message holds its own reference to it.
 *
 * Shared, copied on write: mailbox_own() (through the mail-store) before any change. */
#pragma once

#include <glib.h>

#include "changes.h"
#include "flags.h"
#include "message.h"
#include "uid-set.h"

typedef struct {
  guint64 modseq;
  gint64 internal_date; /* µs since the epoch UTC */
  gint64 save_date;     /* when it came into this mailbox (RFC 8514) */
  FlagSet flags;
  Message *message;     /* never NULL */
  guint32 uid;
  guint32 copy;
  guint32 letter;       /* 0: not resolved yet */
  guint32 pop_state;    /* bits for provider presets: POP_STATE_POPPED */
  guint64 email_id;     /* RFC 8474: follows the content through COPY and MOVE */
} MailboxEntry;

extern const StateType mailbox_entry_state;

#define POP_STATE_POPPED 1u /* fetched by POP3, and its session ended with QUIT */

typedef struct {
  guint64 modseq;
  guint32 uid;
  guint32 unused;
} Expunged;

typedef struct {
  StateShared shared;
  char *name;             /* UTF-8, hierarchy by '/' */
  guint64 mailbox_id;     /* RFC 8474; kept over RENAME */
  guint64 highest_modseq; /* >= 1 */
  guint64 octets;         /* sum of the messages' sizes */
  guint32 uid_validity;
  guint32 uid_next;
  guint32 first_recent;   /* UIDs from here on have not been told to a SELECT yet: \Recent */
  guint32 special_use;    /* SpecialUse bits */
  guint32 unused;
  guint32 no_select;      /* TRUE: only a level of the hierarchy */
  KeywordTable keywords;
  GArray *entries;        /* of MailboxEntry, by UID, ascending */
  GArray *expunged;       /* of Expunged, by modseq, ascending */
} Mailbox;

typedef enum {
  SPECIAL_ALL = 1 << 0,
  SPECIAL_ARCHIVE = 1 << 1,
  SPECIAL_DRAFTS = 1 << 2,
  SPECIAL_FLAGGED = 1 << 3,
  SPECIAL_JUNK = 1 << 4,
  SPECIAL_SENT = 1 << 5,
  SPECIAL_TRASH = 1 << 6,
} SpecialUse;

extern const StateType mailbox_state;

Mailbox *mailbox_new (const char *name, guint32 uid_validity, guint64 mailbox_id);

guint mailbox_count (const Mailbox *mailbox);
const MailboxEntry *mailbox_entry (const Mailbox *mailbox, guint index);
/* Index of the first entry whose UID is >= uid; mailbox_count() when there is none. */
guint mailbox_lower_bound (const Mailbox *mailbox, guint32 uid);
/* NULL when the mailbox has no such UID. Valid until the next change. */
const MailboxEntry *mailbox_find (const Mailbox *mailbox, guint32 uid);
guint64 mailbox_octets (const Mailbox *mailbox);

/* All the following change the mailbox: it must be the caller's own (state_own). */

typedef struct {
  Message *message;     /* borrowed; the mailbox takes its own reference */
  FlagSet flags;        /* in the mailbox's own keyword table */
  gint64 internal_date;
  gint64 now;
  CopyReason reason;
  guint32 parent;       /* copy it was made from, 0 */
  guint32 letter;       /* 0 */
  guint64 email_id;     /* 0: a new one, drawn by the mail-store */
} MailboxAppend;

/* Returns the new UID. */
guint32 mailbox_append (Mailbox *mailbox, const MailboxAppend *append, Changes *changes);
/* TRUE when the flags are now other than before (then modseq has grown). FALSE also for an unknown UID. */
gboolean mailbox_store_flags (Mailbox *mailbox, guint32 uid, FlagsOperation operation, const FlagSet *flags,
                              CopyReason reason, Changes *changes);
gboolean mailbox_expunge (Mailbox *mailbox, guint32 uid, CopyReason reason, Changes *changes);
/* The same for all that are in the set, by UID, in one pass. Returns how many there were. */
guint mailbox_expunge_set (Mailbox *mailbox, const UidSet *set, CopyReason reason, Changes *changes);
void mailbox_set_pop_state (Mailbox *mailbox, guint32 uid, guint32 pop_state);
void mailbox_set_letter (Mailbox *mailbox, guint32 uid, guint32 letter);

/* UIDs expunged with a mod-sequence above since, into set (uid_set_add). */
void mailbox_expunged_since (const Mailbox *mailbox, guint64 since, UidSet *set);
