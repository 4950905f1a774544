/* What the files of the IMAP client share. The names begin with flow_: it is the flow that they work on. */
#pragma once

#include "imap/imap-client.h"
#include "mailbox.h" /* SpecialUse */

typedef enum {
  NOTE_CAPABLE = 1 << 0,        /* the capabilities are known */
  NOTE_LISTED = 1 << 1,         /* the folders are known */
  NOTE_PLAIN_LIST = 1 << 2,     /* LIST with RETURN was refused */
  NOTE_FLAGS_WANTED = 1 << 3,   /* selected mailbox: fetch all UIDs and flags */
  NOTE_MAP_WANTED = 1 << 4,     /* selected mailbox: fetch the UIDs of what arrived at its end */
  NOTE_NOOP_WANTED = 1 << 5,
  NOTE_REFRESH = 1 << 6,        /* look at everything again */
  NOTE_RENEW = 1 << 7,          /* end IDLE and begin it again (RFC 2177 §3) */
  NOTE_NO_IDLE = 1 << 8,        /* IDLE was refused */
  NOTE_NO_AUTHENTICATE = 1 << 9, /* AUTHENTICATE PLAIN made no sense to the server */
  NOTE_NO_LOGIN = 1 << 10,      /* nothing more to try */
  NOTE_SASL_SENT = 1 << 11,
  NOTE_NAMESPACE = 1 << 12,     /* NAMESPACE was asked for */
  NOTE_ENABLE = 1 << 13,        /* ENABLE was sent */
  NOTE_QRESYNC = 1 << 14,       /* and QRESYNC is enabled */
  NOTE_AWAITS_CLOSED = 1 << 15, /* until [CLOSED], what comes is about the mailbox before */
  NOTE_RESYNC = 1 << 16,        /* SELECT asked for what has changed since (RFC 7162 §3.2.5) */
  NOTE_ID = 1 << 18,            /* ID was sent */
  NOTE_QUOTA = 1 << 19,         /* GETQUOTAROOT was sent */
  NOTE_CHECKED = 1 << 20,       /* CHECK was sent */
  NOTE_HALF_LISTED = 1 << 21,   /* the first of two LISTs is over */
  NOTE_CONFLICT = 1 << 22,      /* the message of the next change has changed meanwhile: look at it first */
  NOTE_CONFLICTED = 1 << 23,    /* it was looked at once */
  NOTE_CONFLICTED_AGAIN = 1 << 24, /* and twice */
  NOTE_CHANGES_WANTED = 1 << 17, /* selected mailbox: fetch what has changed since the MODSEQ known */
  NOTE_ONE_PART = 1 << 25,      /* the letter whose structure is known is its text alone */
} ClientNote;

typedef enum {
  FOLDER_VISITED = 1 << 0,   /* selected and being brought in step, or in step */
  FOLDER_NO_SELECT = 1 << 1,
  FOLDER_REFUSED = 1 << 2,   /* SELECT or CREATE was refused in this session */
  FOLDER_CREATED = 1 << 3,   /* by this session */
  FOLDER_STALE = 1 << 4,     /* not in the LIST under way so far */
  FOLDER_ASKED = 1 << 5,     /* STATUS was asked for: if that did not show that it is empty here and there, SELECT it */
  FOLDER_UNSUBSCRIBED = 1 << 6, /* made by this session, by a program that lists what is subscribed to */
} FolderNote;

typedef enum {
  CAPABILITY_SASL_IR = 1 << 0,
  CAPABILITY_AUTH_PLAIN = 1 << 1,
  CAPABILITY_LOGINDISABLED = 1 << 2,
  CAPABILITY_IDLE = 1 << 3,
  CAPABILITY_UIDPLUS = 1 << 4,
  CAPABILITY_MOVE = 1 << 5,
  CAPABILITY_SPECIAL_USE = 1 << 6,
  CAPABILITY_LITERAL_PLUS = 1 << 7,
  CAPABILITY_LITERAL_MINUS = 1 << 8,
  CAPABILITY_STARTTLS = 1 << 9,
  CAPABILITY_NAMESPACE = 1 << 10,
  CAPABILITY_ENABLE = 1 << 11,
  CAPABILITY_CONDSTORE = 1 << 12,
  CAPABILITY_QRESYNC = 1 << 13,
  CAPABILITY_ID = 1 << 14,
  CAPABILITY_QUOTA = 1 << 15,
  CAPABILITY_LIST_EXTENDED = 1 << 16,
  CAPABILITY_AUTH_SCRAM = 1 << 17,
} Capability;

/* Of a mailbox: what is still to be asked. */
#define NOTES_OF_MAILBOX (NOTE_FLAGS_WANTED | NOTE_MAP_WANTED | NOTE_NOOP_WANTED | NOTE_CHANGES_WANTED)

typedef enum { PURPOSE_FLAGS, PURPOSE_MAP, PURPOSE_NEW, PURPOSE_BODY, PURPOSE_CHANGES, PURPOSE_CONFLICT, PURPOSE_STRUCTURE,
               PURPOSE_PART } FetchPurpose;

#define COMMAND_NONE 0
#define COMMAND(input) ((input) + 1)

/* What the engine is handed at each call. */
typedef struct {
  ImapClient *client;
  const DevicePolicy *policy;
  Replica *replica;
  EngineOut *out;
  gint64 now;
} Flow;

/* The next command, and why. Strings are borrowed. */
typedef struct {
  guint32 command;       /* COMMAND (input), COMMAND_NONE: nothing to send */
  guint32 purpose;
  guint32 rule;          /* DecisionRule */
  guint32 pending;       /* index + 1 of the change that it replays, 0 */
  guint32 uid;
  guint32 item;
  const char *folder;    /* SELECT, CREATE, and target of COPY, MOVE, APPEND: name here */
} ImapPlan;

#define FLOW_FOLDER(client, i) (&g_array_index ((client)->folders, ImapFolder, i))
#define FLOW_UID(client, i) (g_array_index ((client)->uids, guint32, i))
#define FLOW_PENDING(replica, i) (&g_array_index ((replica)->pending, PendingChange, i))
#define FLOW_ITEM(folder, i) (&g_array_index ((folder)->items, ReplicaItem, i))

/* imap-client-plan.c */
ImapPlan flow_plan (const ImapClient *client, const DevicePolicy *policy, const Replica *replica);
gboolean flow_is_idle_like (const ImapClient *client); /* no command under way that has to end first */

/* imap-client-send.c */
void flow_send (Flow *flow, const ImapPlan *plan);
void flow_send_literal (Flow *flow);
void flow_begin (Flow *flow, LineWriter *line, const char *command); /* with the next tag */
gboolean flow_scrams (const ImapClient *client, const DevicePolicy *policy); /* SCRAM-SHA-256 is wanted, and offered */
const char *flow_verb (guint32 command);

/* imap-client-login.c */
void flow_send_authenticate (Flow *flow, LineWriter *line);
void flow_send_login (Flow *flow, LineWriter *line);
/* challenge: what the server said, in base64. */
void flow_send_sasl (Flow *flow, const char *challenge);

/* imap-client-receive.c: handles one response when one is complete */
gboolean flow_receive (Flow *flow);
void flow_transition (Flow *flow, guint input, guint outcome);
/* The session is over without LOGOUT. */
void flow_fail (Flow *flow, guint input, guint32 result);

/* imap-client-done.c: the tagged response to the command under way */
void flow_done (Flow *flow, const ImapResponse *response);

/* imap-client-mailbox.c: the selected mailbox */
const ReplicaItem *flow_find_item (ImapClient *client, const Replica *replica, guint32 uid);
void flow_on_exists (Flow *flow, guint32 count);
void flow_on_expunge (Flow *flow, guint32 number);
void flow_on_vanished (Flow *flow, const UidSet *uids, gboolean earlier);
void flow_on_fetch (Flow *flow, const ImapResponse *response);
void flow_reconcile (Flow *flow); /* all UIDs are known: drops what is gone, notes what is new */
void flow_reconcile_with (Flow *flow, const UidSet *there, guint32 last); /* the same, for the UIDs up to last */
void flow_mailbox_done (Flow *flow); /* everything new is here */

/* imap-client-resync.c: what has changed since the last session (RFC 7162) */
gboolean flow_uses_modseq (const ImapClient *client, const DevicePolicy *policy);
/* What is known of the mailbox is good enough to ask for changes only. */
gboolean flow_can_resync (const ImapClient *client, const Replica *replica, const char *name);
/* UIDs that the mailbox had when it was left: of the items here, and of those that were moved away or deleted here. */
void flow_known_uids (const Replica *replica, const char *name, UidSet *known);
/* Up to which MODSEQ the message's flags are known here (RFC 7162 §3.1.3); 0: the server has no MODSEQ, or it is not used. */
guint64 flow_known_modseq (const Flow *flow, const char *folder, guint32 uid);
void flow_take_modseq (Flow *flow, const ImapResponse *response, guint32 uid);
void flow_resynced (Flow *flow); /* SELECT or the FETCH of changes has ended well: finds out what is still missing */

/* imap-client-examine.c: a program that keeps in step by EXAMINE and UID SEARCH, and fetches the text of large letters */
gboolean flow_searches (const DevicePolicy *policy);
gboolean flow_is_large (const DevicePolicy *policy, guint64 size); /* only its text is kept */
ImapPlan flow_plan_searching (const ImapClient *client, const DevicePolicy *policy, const Replica *replica);
/* The first of the UIDs of a set, as many as one command asks for; the last of them. */
guint32 flow_format_some (const Flow *flow, const UidSet *set, gboolean small_only, GString *out, guint32 *first);
void flow_on_search (Flow *flow, const ImapResponse *response);
void flow_searched (Flow *flow);
void flow_fetched_some (Flow *flow); /* the FETCH under way has ended */

/* imap-client-text.c: the text of one letter, without what is attached to it */
gboolean flow_can_be_read (const DevicePolicy *policy, const ReplicaItem *item); /* nothing is fetched when it is opened */
gboolean flow_opens_text (const DevicePolicy *policy, const ReplicaItem *item);
ImapPlan flow_plan_text (const ImapClient *client, const ReplicaItem *item);
char *flow_dup_part (ImapClient *client, const DevicePolicy *policy, gboolean opened); /* FETCH item, of its next piece */
void flow_on_part (Flow *flow, const ImapResponse *response, guint32 uid);
gboolean flow_structured (Flow *flow); /* the FETCH has ended. TRUE: there is a text to be asked for */
gboolean flow_text_goes_on (Flow *flow); /* the same. TRUE: the next piece is to be asked for */

/* imap-client-folders.c: the server's mailboxes */
ImapFolder *flow_folder (const ImapClient *client, const char *name);
void flow_on_list (Flow *flow, const ImapResponse *response);
void flow_list_done (Flow *flow);
ImapFolder *flow_add_folder (ImapClient *client, const char *name, const char *wire);
void flow_remove_folder (ImapClient *client, const char *name);
char *flow_wire_name (const ImapClient *client, const char *name); /* for a mailbox to be created */
void flow_selected (Flow *flow); /* SELECT succeeded */
void flow_on_namespace (Flow *flow, const ImapResponse *response);
gboolean flow_is_empty_here (const Replica *replica, const char *name);
void flow_on_mailbox_status (Flow *flow, const ImapResponse *response);

/* imap-client-replay.c: pending changes */
typedef enum { CHANGE_READY, CHANGE_WAITS, CHANGE_POINTLESS } ChangeReadiness;
/* The session is still to look into it. */
gboolean flow_wants_folder (const DevicePolicy *policy, const ImapFolder *folder);
ChangeReadiness flow_change_readiness (const ImapClient *client, const Replica *replica, guint index, guint32 *uid);
gboolean flow_change_covers (const Replica *replica, const char *folder, guint32 uid); /* moved away or deleted here */
void flow_change_finished (Flow *flow, guint index);
void flow_change_refused (Flow *flow, guint index);
void flow_drop_pointless (Flow *flow);
/* The item of a change has got its UID in folder. */
void flow_change_has_uid (Flow *flow, guint32 item, const char *folder, guint32 uid);
gboolean flow_adopt (Flow *flow, const ImapResponse *response); /* a new UID is an item that had none */
gboolean flow_moves_away (Flow *flow, guint32 uid); /* the MOVE under way has taken it out of the mailbox */
void flow_replayed (Flow *flow, const ImapResponse *response); /* STORE, COPY, MOVE, EXPUNGE, APPEND have ended */

/* imap-client-sequence.c: what recorded programs do otherwise */
const char *flow_fetch_items (const DevicePolicy *policy, guint purpose);
gboolean flow_quotes_mailboxes (const DevicePolicy *policy);
gboolean flow_list_returns (const ImapClient *client, const DevicePolicy *policy);
gboolean flow_subscribes (const DevicePolicy *policy); /* to the mailboxes that it makes */
gboolean flow_list_goes_on (const ImapClient *client, const DevicePolicy *policy);
guint flow_note_of_arrival (const ImapClient *client, const DevicePolicy *policy); /* ClientNote bits, 0 */
gboolean flow_fetches_blindly (const DevicePolicy *policy);
gboolean flow_fetches_headers (const DevicePolicy *policy); /* whole ones, not some fields */
gboolean flow_expunges_all (const DevicePolicy *policy, const PendingChange *change);
gboolean flow_dates_upload (const DevicePolicy *policy, guint rule);
/* COMMAND_NONE when there is none. */
ImapPlan flow_plan_extra_beginning (const ImapClient *client, const DevicePolicy *policy);
ImapPlan flow_plan_extra_selected (const ImapClient *client, const DevicePolicy *policy);
ImapPlan flow_plan_extra_end (const ImapClient *client, const DevicePolicy *policy);
