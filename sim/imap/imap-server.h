/* IMAP server engine (RFC 3501; RFC 2177 IDLE, RFC 4315 UIDPLUS, RFC 6851 MOVE). Sans-I/O: see engine.h. */
#pragma once

#include "engine.h"
#include "world/mail-host.h"
#include "sasl-scram.h"

typedef enum { IMAP_NOT_AUTHENTICATED, IMAP_AUTHENTICATED, IMAP_SELECTED, IMAP_LOGGED_OUT } ImapState;

/* One message as this session sees it; index + 1 is its sequence number. */
typedef struct {
  Message *message;     /* its own reference: readable after another session's expunge */
  guint64 keywords;     /* flags as last told to the client */
  guint64 modseq;       /* of those flags */
  guint64 email_id;
  gint64 internal_date; /* µs UTC */
  gint64 save_date;
  guint32 system;
  guint32 uid;
  guint32 recent;       /* TRUE: \Recent in this session (RFC 3501 §2.3.2) */
  guint32 letter;
} ImapViewEntry;

extern const StateType imap_view_entry_state;

/* Commands of more than one line, and what is between commands. */
typedef enum {
  IMAP_PHASE_COMMAND, /* a command, or the rest of one after a literal */
  IMAP_PHASE_SASL,    /* AUTHENTICATE waits for the client's response */
  IMAP_PHASE_IDLE,    /* IDLE waits for DONE */
} ImapPhase;

/* What ENABLE or a CONDSTORE-enabling command has switched on (RFC 5161, RFC 7162 §3.1). */
typedef enum {
  IMAP_CONDSTORE = 1,
  IMAP_QRESYNC = 2,
  IMAP_UTF8 = 4, /* RFC 6855 */
  IMAP_REV2 = 8, /* RFC 9051 */
} ImapEnabled;

typedef struct {
  EngineIo io;
  GByteArray *command;    /* lines and literals of the command that is coming in, as on the wire */
  GArray *view;           /* of ImapViewEntry, by UID */
  UidSet saved;           /* UIDs of the last SEARCH RETURN (SAVE): "$" (RFC 5182) */
  ScramServer scram;      /* of the AUTHENTICATE under way */
  char *mailbox;          /* selected, NULL */
  char *client_name;      /* what the client calls itself (RFC 2971), NULL: it has not said */
  char *tag;              /* of the AUTHENTICATE or IDLE under way, NULL */
  guint64 mailbox_id;     /* of the selected mailbox: follows it through RENAME */
  guint64 seen_modseq;    /* everything up to here was told, but for expunges that have to wait */
  guint64 in_seen;        /* stream offset up to which input was noticed: activity, for the autologout */
  guint64 literal;        /* octets of the literal that the next unit begins with */
  guint64 swallow;        /* octets of a refused literal still to come */
  gint64 last_input;      /* µs; autologout counts from here */
  guint32 state;          /* ImapState; only engine_transition() sets it */
  guint32 phase;          /* ImapPhase */
  guint32 doom;           /* why the command that is coming in will be refused, 0 */
  guint32 skipping;       /* TRUE: in a line over the limit, up to its end */
  guint32 argument;       /* of the command coming in: how many arguments were passed, for the tokens */
  guint32 store;          /* account id, 0 */
  guint32 session;
  guint32 tls;            /* TRUE: the connection is protected */
  guint32 read_only;      /* EXAMINE */
  guint32 expunge_waits;  /* TRUE: an expunge could not be told yet (RFC 3501 §7.4.1) */
  guint32 keywords_told;  /* how many of the mailbox's keywords FLAGS has listed */
  guint32 bad;            /* refused commands in a row */
  guint32 enabled;        /* ImapEnabled bits */
  guint32 counted;        /* TRUE: among its account's sessions */
  guint32 sasl_step;      /* of the AUTHENTICATE under way, 0 */
  guint32 unused;
  gint64 idle_told;       /* µs: when the idling client was last told that the server is still here */
} ImapServer;

extern const StateType imap_server_state;
extern const StateTable imap_server_table;

void imap_server_init (ImapServer *server, guint32 session);
void imap_server_start (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
void imap_server_receive (ImapServer *server, const guint8 *octets, gsize length);
gboolean imap_server_next (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
/* Something on the host may have changed: an idling session tells its client. Does nothing else. */
void imap_server_poll (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
gint64 imap_server_expiry (const ImapServer *server, const MailHost *host);
void imap_server_timeout (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
void imap_server_closed (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
