/* MailStore: one account on the server: who it is, its mailboxes, its quota, its POP3 lock.
 *
 * Mailbox names are UTF-8 with '/' as hierarchy delimiter; "INBOX" in any case is INBOX.
 * Encoding for the wire (modified UTF-7) is the engine's business. */
#pragma once

#include <glib.h>

#include "mailbox.h"

/* What the account's owner has chosen for POP3 in the provider's panel. */
typedef enum { ACCOUNT_POP_ALL, ACCOUNT_POP_FROM_NOW, ACCOUNT_POP_OFF } AccountPop;

typedef struct {
  char *user;              /* what logs in: "ada"; unique on the host together with domain */
  char *domain;            /* "kantor.example" */
  char *password;          /* the learner made it up; masked everywhere but in the journal */
  GPtrArray *mailboxes;    /* of Mailbox * (shared), sorted by name, INBOX first */
  GPtrArray *subscriptions; /* of char *, sorted; may name mailboxes that do not exist */
  guint64 quota;           /* octets; 0 = none */
  guint64 next_object_id;  /* mailbox ids and email ids */
  guint32 next_uid_validity;
  guint32 lock_session;    /* session id that holds the POP3 lock, 0 = free */
  guint32 id;              /* of the account in its world, from 1 */
  guint32 trash_is_free;   /* TRUE: what lies in Trash does not count towards the quota */
  guint32 pop3_sessions;   /* logged in now */
  guint32 imap_sessions;
  gint64 popped_at;        /* µs UTC: last login over POP3, 0 */
  gint64 pop_since;        /* µs UTC: POP3 lists only what came after that; 0 = all */
  AccountPop pop;
  guint32 imap_off;        /* TRUE: no login over IMAP */
  guint32 after_pop;       /* 0: what becomes of mail that POP3 has fetched is as the host says; else AfterPop + 1 */
  guint32 unused;
} MailStore;

extern const StateType mail_store_state;

typedef enum {
  STORE_OK,
  STORE_NONEXISTENT,
  STORE_ALREADY_EXISTS,
  STORE_CANNOT,      /* a name that is not allowed, INBOX deleted, children in the way */
  STORE_OVER_QUOTA,
  STORE_LIMIT,       /* too many keywords */
  STORE_DISK_FULL,   /* the host's, not the account's quota */
} StoreResult;

/* With an empty INBOX. uid_validity > 0. */
MailStore *mail_store_new (guint32 id, const char *user, const char *domain, const char *password,
                           guint64 quota, guint32 uid_validity);
/* "ada@kantor.example". Caller owns. */
char *mail_store_dup_address (const MailStore *store);

/* Borrowed, for reading; NULL when there is none. */
const Mailbox *mail_store_mailbox (const MailStore *store, const char *name);
/* For changing: made the store's own first. Pointers got earlier may be stale afterwards. */
Mailbox *mail_store_mailbox_own (MailStore *store, const char *name);
/* The mailbox with that special use, or NULL. */
const Mailbox *mail_store_special (const MailStore *store, SpecialUse use);

guint64 mail_store_used (const MailStore *store); /* octets of all mailboxes that count */
gboolean mail_store_fits (const MailStore *store, guint64 octets);

/* Superiors are made as needed (RFC 3501 §6.3.3). A trailing '/' is allowed and ignored. A no_select mailbox
 * becomes a mailbox again, with a new UIDVALIDITY. STORE_LIMIT: the account has too many mailboxes. */
StoreResult mail_store_create (MailStore *store, const char *name, SpecialUse use);
/* A mailbox with inferiors becomes no_select (RFC 3501 §6.3.4). */
StoreResult mail_store_delete (MailStore *store, const char *name, Changes *changes);
/* Inferiors move along; renaming INBOX moves its messages and leaves it empty (RFC 3501 §6.3.5). */
StoreResult mail_store_rename (MailStore *store, const char *from, const char *to, Changes *changes);
/* Everything in it is gone: what is left is an empty INBOX with a new UIDVALIDITY. */
void mail_store_empty (MailStore *store, Changes *changes);
/* What another server makes of it that has the messages only: the same mailboxes and messages, but every mailbox with a
 * new UIDVALIDITY and UIDs from 1 on (RFC 3501 §2.3.1.1), hence new UIDLs too. */
void mail_store_renumber (MailStore *store, gint64 now, Changes *changes);
void mail_store_subscribe (MailStore *store, const char *name);
gboolean mail_store_unsubscribe (MailStore *store, const char *name);
gboolean mail_store_subscribed (const MailStore *store, const char *name);

/* Append with quota and a fresh email id. *uid and *uid_validity may be NULL. */
StoreResult mail_store_append (MailStore *store, const char *mailbox, const MailboxAppend *append,
                               Changes *changes, guint32 *uid, guint32 *uid_validity);

/* One message to another mailbox of the same account, flags and internal date kept. Quota is observed, but for
 * REASON_MOVED: once the caller has expunged the original, nothing is added. STORE_NONEXISTENT: either mailbox or
 * the UID is not there, or the target is no_select. */
StoreResult mail_store_copy (MailStore *store, const char *from, guint32 uid, const char *to, gint64 now,
                             CopyReason reason, Changes *changes, guint32 *new_uid);
