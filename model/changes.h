/* Changes: what happened to copies of letters, told by the model to whoever asked.
 *
 * A *copy* is one instance of a letter at one place. Every mutator of mailbox, mail-store and
 * replica takes a Changes and reports to it; the world turns the reports into trace events.
 * Ids of copies come from its counter, which is world state, so that they repeat exactly. */
#pragma once

#include <glib.h>

#include "flags.h"

typedef enum {
  COPY_APPEARED, /* delivered, downloaded, appended, copied, composed */
  COPY_CHANGED,  /* flags, or more of it cached */
  COPY_MOVED,    /* same copy, other folder of the same place (devices: local move) */
  COPY_VANISHED, /* expunged, deleted, replaced, lost */
} CopyChange;

/* Why. The order is part of trace files: add at the end. */
typedef enum {
  REASON_NONE,
  REASON_DELIVERED,        /* SMTP put it into the mailbox */
  REASON_LOADED,           /* the journal's load */
  REASON_APPENDED,         /* IMAP APPEND */
  REASON_COPIED,           /* IMAP COPY */
  REASON_MOVED,            /* IMAP MOVE or a local move */
  REASON_DOWNLOADED,       /* POP3 RETR or TOP, IMAP FETCH */
  REASON_COMPOSED,         /* written on the device */
  REASON_FLAGS_STORED,     /* IMAP STORE */
  REASON_FLAGS_LOCAL,      /* the person did it on the device */
  REASON_FLAGS_SYNCED,     /* learned from the server */
  REASON_READ_BY_POP,      /* RETR sets \Seen on some servers */
  REASON_POP_DELETED,      /* UPDATE after QUIT */
  REASON_EXPUNGED,         /* IMAP EXPUNGE, UID EXPUNGE, CLOSE */
  REASON_MAILBOX_DELETED,  /* IMAP DELETE, or the server's account was emptied */
  REASON_DELETED_LOCALLY,  /* the person did it on the device */
  REASON_GONE_ON_SERVER,   /* the client dropped its copy because the server no longer has it */
  REASON_UIDVALIDITY,      /* the client dropped its cache */
  REASON_SENT,             /* left the outbox */
  REASON_RELAYED,          /* arrived outside */
  REASON_REFUSED,          /* a server did not take it */
  REASON_DEVICE_LOST,
  REASON_EXPIRED,          /* aged out by a policy */
  REASON_REMOVED,          /* the account was taken off the device, or the device was taken away */
} CopyReason;

/* How much of the letter a copy holds. Ordered. */
typedef enum {
  PART_NONE,     /* only known to be there (UID or UIDL) */
  PART_ENVELOPE, /* header fields */
  PART_HEADER,   /* the whole header, or TOP's lines */
  PART_TEXT,     /* and the text to be read, without what is attached */
  PART_FULL,
} CopyPart;

typedef struct {
  CopyChange change;
  CopyReason reason;
  guint32 copy;         /* id of this copy */
  guint32 parent;       /* copy it was made from, 0 when not known here */
  guint32 letter;       /* 0 when not known here: the world resolves it */
  guint32 uid;          /* in folder, 0 when it has none */
  const char *folder;   /* mailbox or local folder; interned with g_intern_string() */
  const char *to_folder; /* COPY_MOVED: where it went */
  FlagSet old_flags;
  FlagSet new_flags;
  CopyPart part;        /* after the change */
  guint32 unused;
  guint64 octets;       /* that the copy takes at its place, after the change */
} CopyEvent;

typedef struct {
  guint32 *next_copy; /* counter to take ids from; borrowed, never NULL */
  GArray *events;     /* of CopyEvent, or NULL: ids are still taken */
} Changes;

guint32 changes_new_copy (Changes *changes);
void changes_add (Changes *changes, const CopyEvent *event);

/* "pop-deleted" and so on: stable words for trace files and `gone because`. */
const char *copy_reason_name (CopyReason reason);
gboolean copy_reason_parse (const char *name, CopyReason *reason);
const char *copy_part_name (CopyPart part);
