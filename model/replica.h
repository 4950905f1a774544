/* Replica: what one device holds of one account, and what it still has to tell the server.
 *
 * It survives connections; flows come and go (decisions: codec, flow, replica). POP3 uses the
 * one folder INBOX plus local folders; IMAP mirrors mailboxes. All mutators report to Changes. */
#pragma once

#include <glib.h>

#include "changes.h"
#include "flags.h"
#include "message.h"

typedef struct {
  FlagSet flags;        /* as the person sees them; keyword table of the folder */
  FlagSet server_flags; /* IMAP: as last told by the server */
  gint64 internal_date; /* µs UTC; POP3: the Date field or the download's time */
  gint64 downloaded;    /* µs UTC, when the body came, 0 = not yet */
  guint64 size;         /* RFC822.SIZE or LIST's figure: of the whole letter */
  guint64 modseq;       /* IMAP with CONDSTORE */
  Message *message;     /* as much as is cached; NULL with PART_NONE */
  char *uidl;           /* POP3, NULL elsewhere */
  guint32 id;           /* in this replica, from 1, never used again */
  guint32 uid;          /* IMAP, 0 while only local */
  guint32 copy;
  guint32 letter;
  CopyPart part;
  guint32 local_only;   /* TRUE: no counterpart on the server is expected (sent mail, drafts, POP) */
  guint32 hidden;       /* TRUE: removed here, still to be removed there */
  guint32 unused;
} ReplicaItem;

extern const StateType replica_item_state;

typedef struct {
  StateShared shared;
  char *name;             /* "INBOX", "Sent", "Trash", "Outbox", "Drafts", ... */
  guint32 uid_validity;   /* IMAP, 0 = never selected */
  guint32 uid_next;       /* IMAP: first UID not seen yet */
  guint64 highest_modseq; /* IMAP with CONDSTORE */
  guint32 special_use;    /* SpecialUse bits as told by the server */
  guint32 remote;         /* TRUE: mirrors a server mailbox; FALSE: only here */
  guint32 top_uid;        /* no item has had a higher UID since the last reset */
  guint32 moved_in;       /* TRUE: an item came from another folder, so that ids need not ascend */
  KeywordTable keywords;
  GArray *items;          /* of ReplicaItem, in order of arrival; change ids and UIDs through the functions below */
} ReplicaFolder;

extern const StateType replica_folder_state;

/* What POP3 remembers of a UIDL (RFC 1939 §7): outlives the local copy. */
typedef struct {
  char *uidl;
  gint64 first_seen; /* µs UTC */
  gint64 downloaded; /* µs UTC, 0 = never */
  guint32 item;      /* local item id, 0 = none (any more) */
  guint32 delete_wanted; /* TRUE: DELE it at the next session */
} UidlState;

extern const StateType uidl_state_state;

/* A change waiting for the server (IMAP; RFC 4549 §4.2). Replayed in order. */
typedef enum {
  PENDING_FLAGS,   /* operation + flags on (folder, uid) */
  PENDING_MOVE,    /* (folder, uid) → target */
  PENDING_COPY,
  PENDING_EXPUNGE, /* (folder, uid): mark \Deleted and expunge it */
  PENDING_APPEND,  /* item of folder has to be uploaded to target */
} PendingKind;

typedef struct {
  PendingKind kind;
  FlagsOperation operation;
  FlagSet flags;
  char *folder;
  char *target;
  guint32 uid;
  guint32 item; /* id of the local item */
  gint64 since; /* µs UTC */
} PendingChange;

extern const StateType pending_change_state;

/* A letter that waits to be submitted. */
typedef struct {
  char *from;
  GPtrArray *to;  /* of char *: envelope recipients */
  guint32 item;   /* in the folder Outbox */
  guint32 attempts;
} OutboxEntry;

extern const StateType outbox_entry_state;

typedef struct {
  StateShared shared;
  GPtrArray *folders;  /* of ReplicaFolder * (shared), in order of creation */
  GArray *uidls;       /* of UidlState, in order first seen */
  GArray *pending;     /* of PendingChange */
  GArray *outbox;      /* of OutboxEntry */
  guint32 next_item;
  guint32 unused;
} Replica;

extern const StateType replica_state;

/* All functions that change a replica want it to be the caller's own (state_own). An item id that the replica does
 * not have is ignored. */

/* With an empty INBOX. */
Replica *replica_new (void);

const ReplicaFolder *replica_folder (const Replica *replica, const char *name);
/* For changing; created (local) when it is not there. */
ReplicaFolder *replica_folder_own (Replica *replica, const char *name);

const ReplicaItem *replica_find_uid (const ReplicaFolder *folder, guint32 uid);
/* folder may be NULL. */
const ReplicaItem *replica_find_id (const Replica *replica, guint32 id, const ReplicaFolder **folder);
guint64 replica_octets (const Replica *replica); /* held on this device */

typedef struct {
  Message *message; /* borrowed, may be NULL */
  CopyPart part;
  guint32 uid;
  const char *uidl;
  FlagSet flags;
  guint64 size;
  gint64 internal_date;
  gint64 now;
  guint32 letter;
  guint32 parent;
  gboolean local_only;
  CopyReason reason;
} ReplicaAdd;

/* Returns the item's id. */
guint32 replica_add (Replica *replica, const char *folder, const ReplicaAdd *add, Changes *changes);
/* More of the letter has come. message may be NULL when only the part changes. */
void replica_set_part (Replica *replica, guint32 item, CopyPart part, Message *message, gint64 now, Changes *changes);
/* Sets what the person sees; with synced, also what the server is known to have. */
void replica_set_flags (Replica *replica, guint32 item, const FlagSet *flags, gboolean synced, CopyReason reason,
                        Changes *changes);
void replica_set_letter (Replica *replica, guint32 item, guint32 letter);
/* What has a UID is on the server: no longer local_only. */
void replica_set_uid (Replica *replica, guint32 item, guint32 uid);
void replica_set_hidden (Replica *replica, guint32 item, gboolean hidden);
/* Moves it to another folder of this device; the uid is dropped unless new_uid is not 0. */
void replica_move (Replica *replica, guint32 item, const char *folder, guint32 new_uid, CopyReason reason, Changes *changes);
void replica_remove (Replica *replica, guint32 item, CopyReason reason, Changes *changes);
/* UIDVALIDITY changed: all items with a UID vanish from the folder, and pending changes for it, but not uploads. */
void replica_reset_folder (Replica *replica, const char *folder, guint32 uid_validity, Changes *changes);

UidlState *replica_uidl (Replica *replica, const char *uidl); /* NULL when unknown */
void replica_forget_uidls (Replica *replica); /* nothing is known of what POP3 has brought; the letters stay */
UidlState *replica_note_uidl (Replica *replica, const char *uidl, gint64 now); /* adds it when unknown */
void replica_forget_uidl (Replica *replica, const char *uidl);

void replica_pend (Replica *replica, const PendingChange *change); /* strings are copied */
void replica_pending_done (Replica *replica, guint index);
void replica_outbox_add (Replica *replica, const OutboxEntry *entry); /* strings are copied */
void replica_outbox_done (Replica *replica, guint index); /* the item stays: move or remove it */
