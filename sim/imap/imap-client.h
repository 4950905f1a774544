/* IMAP client engine: codec and flow of one session; the replica outlives it.
 *
 * The codec is imap-response.h. The flow is this struct: the state of the connection, the one
 * command that is under way, and what is known of the selected mailbox. What to send next is
 * decided anew each time from flow, policy and replica (imap-client-plan.c), so that a change
 * that the person makes at any moment finds its place.
 *
 * Its decisions have these inputs: UID (0: none or several), index + 1 of the pending change that is replayed (0: none),
 * number of messages in the selected mailbox; RULE_UIDVALIDITY_CHANGED: old, new, items dropped.
 *
 * Number spaces: index + 1 in uids is a sequence number of this session; what it holds is a UID
 * of the selected mailbox; indices into replica->pending are neither. */
#pragma once

#include "world/device-policy.h"
#include "engine.h"
#include "sasl-scram-client.h"
#include "imap/imap-response.h"
#include "pop3/pop3-client.h" /* ClientResult */
#include "replica.h"

typedef enum {
  IMAP_CLIENT_GREETING,      /* waits for the server's greeting */
  IMAP_CLIENT_NOT_AUTHENTICATED,
  IMAP_CLIENT_AUTHENTICATING,
  IMAP_CLIENT_AUTHENTICATED,
  IMAP_CLIENT_SELECTING,
  IMAP_CLIENT_SELECTED,
  IMAP_CLIENT_IDLE_REQUESTED, /* IDLE sent, no "+" yet */
  IMAP_CLIENT_IDLING,
  IMAP_CLIENT_IDLE_ENDING,    /* DONE sent */
  IMAP_CLIENT_LOGGING_OUT,
  IMAP_CLIENT_CLOSED,
} ImapClientState;

/* Inputs of imap_client_table: commands, then events. */
typedef enum {
  IMAP_INPUT_CAPABILITY,
  IMAP_INPUT_AUTHENTICATE,
  IMAP_INPUT_LOGIN,
  IMAP_INPUT_LIST,
  IMAP_INPUT_CREATE,
  IMAP_INPUT_SELECT,
  IMAP_INPUT_FETCH,
  IMAP_INPUT_STORE,
  IMAP_INPUT_COPY,
  IMAP_INPUT_MOVE,
  IMAP_INPUT_EXPUNGE,
  IMAP_INPUT_APPEND,
  IMAP_INPUT_NOOP,
  IMAP_INPUT_STATUS,
  IMAP_INPUT_IDLE,
  IMAP_INPUT_DONE,
  IMAP_INPUT_LOGOUT,
  IMAP_INPUT_STARTTLS,
  IMAP_INPUT_NAMESPACE,
  IMAP_INPUT_ENABLE,
  IMAP_INPUT_ID,
  IMAP_INPUT_GETQUOTAROOT,
  IMAP_INPUT_CHECK,
  IMAP_INPUT_EXAMINE,
  IMAP_INPUT_SEARCH,
  IMAP_INPUT_SUBSCRIBE,
  IMAP_INPUT_GREETING,
  IMAP_INPUT_BYE,
  IMAP_INPUT_TIMEOUT,
  IMAP_INPUT_CLOSED,
  IMAP_INPUT_ERROR, /* the server's octets break a bound or make no sense */
} ImapClientInput;

typedef enum {
  IMAP_OUTCOME_NONE,
  IMAP_OUTCOME_SENT,
  IMAP_OUTCOME_CONTINUE, /* "+" */
  IMAP_OUTCOME_OK,
  IMAP_OUTCOME_NO,
  IMAP_OUTCOME_BAD,
  IMAP_OUTCOME_PREAUTH,
  IMAP_OUTCOME_BYE,
} ImapClientOutcome;

/* A mailbox of the server. */
typedef struct {
  char *name;          /* here: UTF-8, hierarchy by '/'; "Sent" and the like for special uses */
  char *wire;          /* there: as listed, modified UTF-7 */
  guint32 special_use; /* SpecialUse bits */
  guint32 notes;       /* FolderNote bits */
} ImapFolder;

extern const StateType imap_folder_state;

typedef struct {
  EngineIo io;
  guint32 state;     /* ImapClientState */
  guint32 result;    /* ClientResult; CLIENT_FAILED also when the server refused a pending change */
  guint32 stay;      /* TRUE: stays connected when in step (IDLE or waiting), until told to leave */
  guint32 leave;     /* TRUE: log out when nothing else is to do */
  guint32 open_item; /* replica item whose body the person waits for, 0 */
  guint32 notes;     /* ClientNote bits: what is known and what is wanted */
  char *user;
  char *password;
  ScramClient scram;
  gint64 deadline;   /* µs, 0 = none */
  guint64 heard;     /* octets received when the deadline was last set */
  guint64 uploaded;  /* octets of the literal sent in the command under way */
  ImapFrame frame;
  guint32 capabilities; /* Capability bits */
  guint32 tag;       /* of the last command */
  guint32 command;   /* ImapClientInput of the command under way + 1, 0 = none */
  guint32 purpose;   /* FetchPurpose of a FETCH under way */
  guint32 pending;   /* index + 1 of the pending change that the command replays, 0 */
  guint32 marked;    /* index + 1 of the PENDING_EXPUNGE whose message carries \Deleted already, 0 */
  guint32 item;      /* replica item that the command under way is about, 0 */
  guint32 uid;       /* FETCH of new messages: the last UID asked for */
  guint32 copied;    /* UID of the copy as told by COPYUID or APPENDUID, 0 */
  guint32 copied_validity;
  guint32 uid_validity; /* of the mailbox being selected, 0 = not told */
  guint32 uid_next;
  guint32 delimiter; /* of the server's hierarchy, 0 = none */
  guint32 tls;       /* ClientTlsNeed */
  guint32 hint;      /* index in the folder's items where the last one was found */
  guint32 read_only; /* TRUE: the selected mailbox was opened by EXAMINE */
  guint32 structured; /* UID whose structure is known: section and mime are about it, 0 */
  guint32 piece;     /* PURPOSE_PART: from which octet of the text on it was asked for */
  guint64 modseq;    /* HIGHESTMODSEQ of the selected mailbox when it was selected, 0 = not told */
  char *section;     /* number of its first text part, NULL = none */
  char *mime;        /* header lines of that part, as its structure tells them */
  GByteArray *text;  /* as much of it as has come, where it is fetched in pieces; NULL = nothing */
  char *prefix;      /* of the personal namespace, as on the wire (RFC 2342), NULL = not told */
  char *selected;    /* name of the folder that is selected or being selected, NULL */
  char *target;      /* name of the folder that CREATE, COPY, MOVE, APPEND or STATUS is about */
  Message *literal;  /* APPEND: waits for "+" */
  GArray *folders;   /* of ImapFolder */
  GArray *uids;      /* of guint32: by sequence number, 0 = not known yet */
  GArray *opens;     /* of guint32: items to open after open_item */
  GArray *refused;   /* of guint32: indices of pending changes that were refused in this session */
  UidSet new_uids;   /* on the server, not in the replica */
  UidSet bodies;     /* full copy: body, or text, to be fetched */
  UidSet found;      /* by UID SEARCH; then those of them whose flags are still to be fetched */
} ImapClient;

extern const StateType imap_client_state;
extern const StateTable imap_client_table;

void imap_client_init (ImapClient *client, const char *user, const char *password, gboolean stay);
void imap_client_receive (ImapClient *client, const guint8 *octets, gsize length);
/* Handles one response, or sends the next command. FALSE when it has to wait or is done. Looks at the replica's
 * pending changes each time: call it after the person has done something, also while it idles. To be called once
 * when the connection is open too: from then on a silent server is given up. */
gboolean imap_client_next (ImapClient *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out);
/* To be called before the greeting: no password without STARTTLS (RFC 3501 §6.2.1). What the driver then gets is
 * EngineOut.start_tls; it calls next again when the handshake is done. */
void imap_client_require_tls (ImapClient *client);
/* Look at everything again at the next chance (check mail), and try again what was refused. */
void imap_client_refresh (ImapClient *client);
/* The person opens an item whose body is not here. */
void imap_client_open (ImapClient *client, guint32 item);
void imap_client_leave (ImapClient *client);
/* Synchronised, as far as the policy wants it; nothing pending but what the server has refused in this session. */
gboolean imap_client_in_step (const ImapClient *client, const DevicePolicy *policy, const Replica *replica);
gint64 imap_client_expiry (const ImapClient *client);
void imap_client_timeout (ImapClient *client, gint64 now, EngineOut *out);
/* What the replica holds stays as it is: nothing partial was put into it, and changes that were not confirmed are
 * still pending. */
void imap_client_closed (ImapClient *client, const DevicePolicy *policy, Replica *replica, gint64 now, EngineOut *out);
/* The verb of the command that would be sent next ("LOGIN", "FETCH", "STORE": UID forms without their prefix; "DONE"),
 * NULL when none. */
const char *imap_client_peek (const ImapClient *client, const DevicePolicy *policy, const Replica *replica, gint64 now);
