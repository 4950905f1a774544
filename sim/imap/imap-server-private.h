/* Inside the IMAP server engine: what its command files share.
 *
 * A command's life: imap-server.c gathers its lines and literals, imap-dispatch.c finds its row in
 * the StateTable and calls the handler of its family (imap-command-*.c). The handler parses its
 * arguments, writes untagged responses, and says how it went; the dispatcher then tells what has
 * changed in the mailbox (imap-view.c), takes the transition, and writes the tagged response.
 *
 * Number spaces: an index into the view is a guint called index, the sequence number is index + 1
 * and called number, a UID is called uid. */
#pragma once

#include "imap/imap-lexer.h"
#include "imap/imap-server.h"

/* Commands, then events. The order is that of imap_server_table.inputs. */
typedef enum {
  IMAP_CAPABILITY,
  IMAP_NOOP,
  IMAP_LOGOUT,
  IMAP_ID,
  IMAP_STARTTLS,
  IMAP_LOGIN,
  IMAP_AUTHENTICATE,
  IMAP_ENABLE,
  IMAP_SELECT,
  IMAP_EXAMINE,
  IMAP_CREATE,
  IMAP_DELETE,
  IMAP_RENAME,
  IMAP_SUBSCRIBE,
  IMAP_UNSUBSCRIBE,
  IMAP_LIST,
  IMAP_LSUB,
  IMAP_STATUS,
  IMAP_NAMESPACE,
  IMAP_APPEND,
  IMAP_GETQUOTA,
  IMAP_GETQUOTAROOT,
  IMAP_IDLE,
  IMAP_CHECK,
  IMAP_CLOSE,
  IMAP_UNSELECT,
  IMAP_EXPUNGE,
  IMAP_SEARCH,
  IMAP_SORT,
  IMAP_THREAD,
  IMAP_FETCH,
  IMAP_STORE,
  IMAP_COPY,
  IMAP_MOVE,
  IMAP_UID_EXPUNGE,
  IMAP_UID_SEARCH,
  IMAP_UID_SORT,
  IMAP_UID_THREAD,
  IMAP_UID_FETCH,
  IMAP_UID_STORE,
  IMAP_UID_COPY,
  IMAP_UID_MOVE,
  IMAP_N_COMMANDS,
  IMAP_GREETING = IMAP_N_COMMANDS,
  IMAP_SASL,      /* the client's response to AUTHENTICATE's continuation */
  IMAP_DONE,      /* the line that ends IDLE */
  IMAP_INVALID,   /* no such command, or no command at all */
  IMAP_MISPLACED, /* a command of another state */
  IMAP_LIMIT,     /* too many refused commands */
  IMAP_TIMEOUT,
  IMAP_CLOSED,    /* the connection ended without LOGOUT */
  IMAP_N_INPUTS,
} ImapInput;

typedef enum {
  IMAP_OK,
  IMAP_NO,
  IMAP_BAD,
  IMAP_CONTINUE, /* "+": the command goes on */
  IMAP_BYE,
  IMAP_NOTHING,  /* nothing is said */
} ImapOutcome;

/* One command while it is handled. */
typedef struct {
  ImapServer *server;
  MailHost *host;
  MailStore *store;  /* NULL before the login */
  EngineOut *out;
  gint64 now;
  ImapLexer args;    /* after the command's name, at the space before its arguments */
  GString *word;     /* scratch of parsers */
  const char *tag;   /* NULL: could not be read */
  guint input;       /* ImapInput */
  gboolean uid;      /* UID form */
  gboolean missing;  /* its set names a sequence number that is not there */
  GString *code;     /* of the tagged response, without brackets; empty: none */
  const char *text;  /* of the tagged response */
} ImapCommand;

typedef ImapOutcome (*ImapHandler) (ImapCommand *command);

/* Response */

/* How it went, for the tagged response. code may be NULL. */
ImapOutcome imap_reply (ImapCommand *command, ImapOutcome outcome, const char *code, const char *text);
ImapOutcome imap_bad (ImapCommand *command, const char *text);
/* The same for a command with a set: when that names a sequence number that is not there, this is said instead. */
ImapOutcome imap_bad_set (ImapCommand *command, const char *text);
/* What a StoreResult other than STORE_OK becomes (RFC 5530). */
ImapOutcome imap_reply_store (ImapCommand *command, StoreResult result);

/* "* " is written; the caller goes on with line_*() and line_end(). */
void imap_untagged (ImapCommand *command, LineWriter *line);
/* "* OK [code] text" */
void imap_untagged_status (ImapCommand *command, const char *status, const char *code, const char *text);
/* "* 3 EXISTS" and so on: of no message in particular */
void imap_untagged_count (ImapCommand *command, guint count, const char *name);
/* "* LIST ..." and so on: name, then the text as it is */
void imap_continuation (ImapCommand *command, const char *text);
/* The sequence number of the view's entry, as a token with its UID and letter. */
void imap_put_number (ImapCommand *command, LineWriter *line, guint index);
void imap_put_uid (ImapCommand *command, LineWriter *line, guint index);
/* A mailbox's name as an astring, encoded for the wire. */
void imap_put_mailbox (ImapCommand *command, LineWriter *line, const char *name);
/* "(\Seen work)" as a token */
void imap_put_flags (LineWriter *line, const FlagSet *flags, const KeywordTable *keywords);
/* The tagged response of the command's input and outcome, with its transition. */
void imap_finish (ImapCommand *command, ImapOutcome outcome);

/* Do names and strings travel as UTF-8 (RFC 6855, RFC 9051)? */
#define imap_is_utf8(server) (((server)->enabled & (IMAP_UTF8 | IMAP_REV2)) != 0)
#define imap_is_rev2(server) (((server)->enabled & IMAP_REV2) != 0)

/* Arguments. FALSE: not there or not well formed. */

gboolean imap_arg_space (ImapCommand *command);
gboolean imap_arg_end (ImapCommand *command);
/* A name as it came to UTF-8: modified UTF-7, or UTF-8 once that is enabled. NULL when it is no valid name. */
char *imap_decode_name (const ImapServer *server, const GString *wire);
/* A mailbox name, decoded to UTF-8; INBOX in any case. Caller owns; NULL when there is none or it is no valid name. */
char *imap_arg_mailbox (ImapCommand *command);
/* A sequence set of this command's kind (numbers or UIDs) as sorted view indexes. NULL when it is none, or names
 * a sequence number that is not there. UIDs that are not there are passed over (RFC 3501 §6.4.8). */
GArray *imap_arg_set (ImapCommand *command); /* of guint */
/* mod-sequence-value or, with zero, mod-sequence-valzer (RFC 7162 §7) */
gboolean imap_arg_modseq (ImapCommand *command, gboolean zero, guint64 *modseq);
/* A command that shows that the client knows mod-sequences; the first one is told where the mailbox is (RFC 7162 §3.1). */
void imap_enable_condstore (ImapCommand *command);
/* "(\Seen work)" or, with bare, also "\Seen work": adds the names. */
gboolean imap_arg_flags (ImapCommand *command, gboolean bare, GPtrArray *names);
/* Names to a set of that mailbox, which must be its own; new keywords get a place in its table. FALSE: a name that
 * is no flag to set, such as \Recent. *full: the table has no room for all of them, and none was added. */
gboolean imap_intern_flags (Mailbox *mailbox, const GPtrArray *names, FlagSet *flags, gboolean *full);
gboolean imap_arg_date_time (ImapCommand *command, gint64 *time);
/* The same from any lexer: "1-Feb-1994", quoted or not (RFC 3501 §9 date), as days since the epoch. */
gboolean imap_parse_date (ImapLexer *lexer, gint64 *day);

/* View: the selected mailbox as this session has been told. */

#define imap_view(server, index) (&g_array_index ((server)->view, ImapViewEntry, index))

void imap_view_open (ImapCommand *command, const char *mailbox, gboolean read_only);
void imap_view_close (ImapServer *server);
/* The selected mailbox, also when it was renamed; NULL when it was deleted. */
const Mailbox *imap_view_mailbox (ImapCommand *command);
Mailbox *imap_view_mailbox_own (ImapCommand *command);
/* Tells the client what others have changed. Expunges only where RFC 3501 §7.4.1 allows it. */
void imap_view_update (ImapCommand *command, gboolean expunges);
/* Index of the first entry whose UID is >= uid; view->len when there is none. */
guint imap_view_lower_bound (const ImapServer *server, guint32 uid);
/* Flags as told to the client, \Recent included. */
FlagSet imap_view_flags (const ImapServer *server, guint index);
/* The entry's flags are now these and the client knows or must not be told. */
void imap_view_note (ImapServer *server, guint index, const MailboxEntry *entry);
/* "* 3 FETCH (FLAGS (...))", with UID and MODSEQ where they are due */
void imap_view_tell_flags (ImapCommand *command, guint index);
/* "* VANISHED 3,5:7" (RFC 7162 §3.2.10); nothing for an empty set */
void imap_tell_vanished (ImapCommand *command, const UidSet *uids, gboolean earlier);
/* "* FLAGS" and "* OK [PERMANENTFLAGS" */
void imap_view_tell_keywords (ImapCommand *command, const Mailbox *mailbox);
guint32 imap_view_letter (ImapCommand *command, guint index);
guint imap_view_recent (const ImapServer *server);
void imap_view_tell_recent (ImapCommand *command);

/* Framing and dispatch */

/* Which command the lexer's octets begin with; the lexer is left behind its name. IMAP_INVALID and IMAP_MISPLACED
 * when it is none of this state. tag is empty when it could not be read. */
guint imap_identify (const ImapServer *server, ImapLexer *lexer, GString *tag);
/* The same whatever the state: never IMAP_MISPLACED. "command = tag SP name"; "UID" takes the next word along (RFC 3501 §9). */
guint imap_name_command (ImapLexer *lexer, GString *tag);
void imap_dispatch (ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
void imap_command_init (ImapCommand *command, ImapServer *server, MailHost *host, gint64 now, EngineOut *out);
void imap_command_clear (ImapCommand *command);
/* Tokens of a unit (see imap-server.c) that a client sent. */
void imap_trace_unit (ImapServer *server, MailHost *host, const guint8 *unit, gsize length, GArray *tokens);
/* "m": what the arguments of a command are, for the tokens; see imap-server-trace.c. */
const char *imap_argument_kinds (guint input);
/* The capabilities of the state, space-separated. */
void imap_capabilities (const ImapServer *server, const MailHost *host, GString *out);
/* Expunges what is marked \Deleted and, with indexes, among them; TRUE when there was anything. The client
 * learns of it, and of what others expunged, by the update at the command's end. */
gboolean imap_expunge_marked (ImapCommand *command, const GArray *indexes);
/* No longer among the account's sessions. */
void imap_server_forget_login (ImapServer *server, MailHost *host);
/* Lets that user in, if the password is right and nothing speaks against it. authzid NULL or "": none was named. */
ImapOutcome imap_refuse_login (ImapCommand *command);
ImapOutcome imap_admit (ImapCommand *command, const char *user, const char *password, const char *authzid);
void imap_authenticate_line (ImapCommand *command, const guint8 *line, gsize length);
void imap_idle_line (ImapCommand *command, const guint8 *line, gsize length);

/* Dates (RFC 3501 §9) */
void imap_format_date_time (GString *out, gint64 time, int zone_minutes);

/* Handlers */
ImapOutcome imap_command_capability (ImapCommand *command);
ImapOutcome imap_command_noop (ImapCommand *command);
ImapOutcome imap_command_logout (ImapCommand *command);
ImapOutcome imap_command_id (ImapCommand *command);
ImapOutcome imap_command_enable (ImapCommand *command);
ImapOutcome imap_command_starttls (ImapCommand *command);
ImapOutcome imap_command_login (ImapCommand *command);
ImapOutcome imap_command_authenticate (ImapCommand *command);
ImapOutcome imap_command_select (ImapCommand *command);
ImapOutcome imap_command_create (ImapCommand *command);
ImapOutcome imap_command_delete (ImapCommand *command);
ImapOutcome imap_command_rename (ImapCommand *command);
ImapOutcome imap_command_subscribe (ImapCommand *command);
ImapOutcome imap_command_list (ImapCommand *command);
ImapOutcome imap_command_status (ImapCommand *command);
ImapOutcome imap_command_namespace (ImapCommand *command);
ImapOutcome imap_command_append (ImapCommand *command);
ImapOutcome imap_command_quota (ImapCommand *command);
ImapOutcome imap_command_idle (ImapCommand *command);
ImapOutcome imap_command_close (ImapCommand *command);
ImapOutcome imap_command_expunge (ImapCommand *command);
ImapOutcome imap_command_search (ImapCommand *command);
ImapOutcome imap_command_sort (ImapCommand *command);
ImapOutcome imap_command_thread (ImapCommand *command);
ImapOutcome imap_command_fetch (ImapCommand *command);
ImapOutcome imap_command_store (ImapCommand *command);
ImapOutcome imap_command_copy (ImapCommand *command);
