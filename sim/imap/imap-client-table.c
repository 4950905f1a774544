/* The client's side of RFC 3501 §3, with half a round trip's states of its own. */
#include "imap/imap-client.h"

#define GREETING IMAP_CLIENT_GREETING
#define NOT_AUTHENTICATED IMAP_CLIENT_NOT_AUTHENTICATED
#define AUTHENTICATING IMAP_CLIENT_AUTHENTICATING
#define AUTHENTICATED IMAP_CLIENT_AUTHENTICATED
#define SELECTING IMAP_CLIENT_SELECTING
#define SELECTED IMAP_CLIENT_SELECTED
#define IDLE_REQUESTED IMAP_CLIENT_IDLE_REQUESTED
#define IDLING IMAP_CLIENT_IDLING
#define IDLE_ENDING IMAP_CLIENT_IDLE_ENDING
#define LOGGING_OUT IMAP_CLIENT_LOGGING_OUT
#define CLOSED IMAP_CLIENT_CLOSED

#define ROW(from, input, outcome, to, clause) { from, IMAP_INPUT_##input, IMAP_OUTCOME_##outcome, to, clause }
/* A command whose end may be any, and which changes no state. */
#define PLAIN(state, input, clause)                                                                                    \
  ROW (state, input, SENT, state, clause), ROW (state, input, OK, state, clause),                                      \
    ROW (state, input, NO, state, clause), ROW (state, input, BAD, state, clause)
/* The ends of a command that was begun in another state. */
#define ENDS(from, input, ok, otherwise, clause)                                                                       \
  ROW (from, input, OK, ok, clause), ROW (from, input, NO, otherwise, clause), ROW (from, input, BAD, otherwise, clause)
/* What may happen to any open connection. */
#define LOST(state)                                                                                                    \
  ROW (state, TIMEOUT, NONE, CLOSED, "RFC 3501 §5.4"), ROW (state, CLOSED, NONE, CLOSED, "RFC 3501 §3.4"),             \
    ROW (state, ERROR, NONE, CLOSED, "RFC 3501 §2.2.2")
#define BYE(state) ROW (state, BYE, NONE, CLOSED, "RFC 3501 §7.1.5")
#define LOGOUT(state) ROW (state, LOGOUT, SENT, LOGGING_OUT, "RFC 3501 §6.1.3")

static const char *const states[] = {
  [GREETING] = "greeting",
  [NOT_AUTHENTICATED] = "not authenticated",
  [AUTHENTICATING] = "authenticating",
  [AUTHENTICATED] = "authenticated",
  [SELECTING] = "selecting",
  [SELECTED] = "selected",
  [IDLE_REQUESTED] = "idle requested",
  [IDLING] = "idling",
  [IDLE_ENDING] = "idle ending",
  [LOGGING_OUT] = "logging out",
  [CLOSED] = "closed",
};

static const char *const inputs[] = {
  "CAPABILITY", "AUTHENTICATE", "LOGIN",  "LIST", "CREATE", "SELECT", "FETCH",    "STORE", "COPY",    "MOVE",   "EXPUNGE",
  "APPEND",     "NOOP",         "STATUS", "IDLE", "DONE",   "LOGOUT", "STARTTLS", "NAMESPACE", "ENABLE",
  "ID",         "GETQUOTAROOT", "CHECK", "EXAMINE", "SEARCH", "SUBSCRIBE",
  "greeting",   "bye",          "timeout", "closed", "error",
};

static const char *const outcomes[] = { "", "sent", "+", "OK", "NO", "BAD", "PREAUTH", "BYE" };

static const StateRow rows[] = {
  ROW (GREETING, GREETING, OK, NOT_AUTHENTICATED, "RFC 3501 §7.1.1"),
  ROW (GREETING, GREETING, PREAUTH, AUTHENTICATED, "RFC 3501 §7.1.4"),
  ROW (GREETING, GREETING, BYE, CLOSED, "RFC 3501 §7.1.5"),
  LOST (GREETING),

  PLAIN (NOT_AUTHENTICATED, CAPABILITY, "RFC 3501 §6.1.1"),
  PLAIN (NOT_AUTHENTICATED, STARTTLS, "RFC 3501 §6.2.1"),
  ROW (NOT_AUTHENTICATED, AUTHENTICATE, SENT, AUTHENTICATING, "RFC 3501 §6.2.2"),
  ROW (NOT_AUTHENTICATED, LOGIN, SENT, AUTHENTICATING, "RFC 3501 §6.2.3"),
  LOGOUT (NOT_AUTHENTICATED),
  BYE (NOT_AUTHENTICATED),
  LOST (NOT_AUTHENTICATED),

  ROW (AUTHENTICATING, AUTHENTICATE, CONTINUE, AUTHENTICATING, "RFC 3501 §6.2.2"),
  ENDS (AUTHENTICATING, AUTHENTICATE, AUTHENTICATED, NOT_AUTHENTICATED, "RFC 3501 §6.2.2"),
  ENDS (AUTHENTICATING, LOGIN, AUTHENTICATED, NOT_AUTHENTICATED, "RFC 3501 §6.2.3"),
  BYE (AUTHENTICATING),
  LOST (AUTHENTICATING),

  PLAIN (AUTHENTICATED, CAPABILITY, "RFC 3501 §6.1.1"),
  PLAIN (AUTHENTICATED, NAMESPACE, "RFC 2342 §5"),
  PLAIN (AUTHENTICATED, ENABLE, "RFC 5161 §3.1"),
  PLAIN (AUTHENTICATED, ID, "RFC 2971 §3.1"),
  PLAIN (AUTHENTICATED, LIST, "RFC 3501 §6.3.8"),
  PLAIN (AUTHENTICATED, CREATE, "RFC 3501 §6.3.3"),
  PLAIN (AUTHENTICATED, SUBSCRIBE, "RFC 3501 §6.3.6"),
  PLAIN (AUTHENTICATED, APPEND, "RFC 3501 §6.3.11"),
  PLAIN (AUTHENTICATED, STATUS, "RFC 3501 §6.3.10"),
  ROW (AUTHENTICATED, APPEND, CONTINUE, AUTHENTICATED, "RFC 3501 §7.5"),
  ROW (AUTHENTICATED, SELECT, SENT, SELECTING, "RFC 3501 §6.3.1"),
  ROW (AUTHENTICATED, EXAMINE, SENT, SELECTING, "RFC 3501 §6.3.2"),
  LOGOUT (AUTHENTICATED),
  BYE (AUTHENTICATED),
  LOST (AUTHENTICATED),

  /* A SELECT that fails leaves no mailbox selected. */
  ENDS (SELECTING, SELECT, SELECTED, AUTHENTICATED, "RFC 3501 §6.3.1"),
  ENDS (SELECTING, EXAMINE, SELECTED, AUTHENTICATED, "RFC 3501 §6.3.2"),
  BYE (SELECTING),
  LOST (SELECTING),

  PLAIN (SELECTED, LIST, "RFC 3501 §6.3.8"),
  PLAIN (SELECTED, CREATE, "RFC 3501 §6.3.3"),
  PLAIN (SELECTED, SUBSCRIBE, "RFC 3501 §6.3.6"),
  PLAIN (SELECTED, APPEND, "RFC 3501 §6.3.11"),
  PLAIN (SELECTED, STATUS, "RFC 3501 §6.3.10"),
  ROW (SELECTED, APPEND, CONTINUE, SELECTED, "RFC 3501 §7.5"),
  PLAIN (SELECTED, FETCH, "RFC 3501 §6.4.5"),
  PLAIN (SELECTED, SEARCH, "RFC 3501 §6.4.4"),
  PLAIN (SELECTED, STORE, "RFC 3501 §6.4.6"),
  PLAIN (SELECTED, COPY, "RFC 3501 §6.4.7"),
  PLAIN (SELECTED, MOVE, "RFC 6851 §3.1"),
  PLAIN (SELECTED, EXPUNGE, "RFC 3501 §6.4.3"),
  PLAIN (SELECTED, GETQUOTAROOT, "RFC 9208 §4.1.2"),
  PLAIN (SELECTED, CHECK, "RFC 3501 §6.4.1"),
  PLAIN (SELECTED, NOOP, "RFC 3501 §6.1.2"),
  ROW (SELECTED, SELECT, SENT, SELECTING, "RFC 3501 §6.3.1"),
  ROW (SELECTED, EXAMINE, SENT, SELECTING, "RFC 3501 §6.3.2"),
  ROW (SELECTED, IDLE, SENT, IDLE_REQUESTED, "RFC 2177 §3"),
  LOGOUT (SELECTED),
  BYE (SELECTED),
  LOST (SELECTED),

  ROW (IDLE_REQUESTED, IDLE, CONTINUE, IDLING, "RFC 2177 §3"),
  ENDS (IDLE_REQUESTED, IDLE, SELECTED, SELECTED, "RFC 2177 §3"),
  BYE (IDLE_REQUESTED),
  LOST (IDLE_REQUESTED),

  ROW (IDLING, DONE, SENT, IDLE_ENDING, "RFC 2177 §3"),
  ENDS (IDLING, IDLE, SELECTED, SELECTED, "RFC 2177 §3"),
  /* It is time to renew it. */
  ROW (IDLING, TIMEOUT, NONE, IDLING, "RFC 2177 §3"),
  ROW (IDLING, CLOSED, NONE, CLOSED, "RFC 3501 §3.4"),
  ROW (IDLING, ERROR, NONE, CLOSED, "RFC 3501 §2.2.2"),
  BYE (IDLING),

  ENDS (IDLE_ENDING, IDLE, SELECTED, SELECTED, "RFC 2177 §3"),
  BYE (IDLE_ENDING),
  LOST (IDLE_ENDING),

  ROW (LOGGING_OUT, BYE, NONE, LOGGING_OUT, "RFC 3501 §6.1.3"),
  ENDS (LOGGING_OUT, LOGOUT, CLOSED, CLOSED, "RFC 3501 §6.1.3"),
  LOST (LOGGING_OUT),
};

const StateTable imap_client_table = STATE_TABLE ("IMAP", "client", rows);
