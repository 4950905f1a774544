/* The IMAP server's state machine (RFC 3501 §3, the diagram on page 15). */
#include "imap/imap-server-private.h"

#define NONE IMAP_NOT_AUTHENTICATED
#define AUTH IMAP_AUTHENTICATED
#define SEL IMAP_SELECTED

#define ROW(from, input, outcome, to, clause) { from, input, outcome, to, clause }
/* rows of commands that change no state */
#define OK_BAD(state, input, clause)                                                                                   \
  ROW (state, input, IMAP_OK, state, clause), ROW (state, input, IMAP_BAD, state, clause)
#define OK_NO_BAD(state, input, clause) OK_BAD (state, input, clause), ROW (state, input, IMAP_NO, state, clause)

#define ANY_STATE(state)                                                                                               \
  OK_BAD (state, IMAP_CAPABILITY, "RFC 3501 §6.1.1"), OK_BAD (state, IMAP_NOOP, "RFC 3501 §6.1.2"),                    \
    OK_BAD (state, IMAP_ID, "RFC 2971 §3.1"),                                                                          \
    ROW (state, IMAP_LOGOUT, IMAP_OK, IMAP_LOGGED_OUT, "RFC 3501 §6.1.3"),                                           \
    ROW (state, IMAP_LOGOUT, IMAP_BAD, state, "RFC 3501 §6.1.3"),                                                      \
    ROW (state, IMAP_INVALID, IMAP_BAD, state, "RFC 3501 §7.1.3"),                                                     \
    ROW (state, IMAP_MISPLACED, IMAP_BAD, state, "RFC 3501 §6"),                                                       \
    ROW (state, IMAP_LIMIT, IMAP_BYE, IMAP_LOGGED_OUT, "RFC 3501 §7.1.5"),                                           \
    ROW (state, IMAP_TIMEOUT, IMAP_BYE, IMAP_LOGGED_OUT, "RFC 3501 §5.4"),                                           \
    ROW (state, IMAP_CLOSED, IMAP_NOTHING, IMAP_LOGGED_OUT, "RFC 3501 §3.4")

#define LOGGED_IN(state)                                                                                               \
  OK_BAD (state, IMAP_ENABLE, "RFC 5161 §3.1"),                                                                        \
    ROW (state, IMAP_SELECT, IMAP_OK, SEL, "RFC 3501 §6.3.1"),                                                         \
    ROW (state, IMAP_SELECT, IMAP_NO, AUTH, "RFC 3501 §6.3.1"),                                                        \
    ROW (state, IMAP_SELECT, IMAP_BAD, state, "RFC 3501 §6.3.1"),                                                      \
    ROW (state, IMAP_EXAMINE, IMAP_OK, SEL, "RFC 3501 §6.3.2"),                                                        \
    ROW (state, IMAP_EXAMINE, IMAP_NO, AUTH, "RFC 3501 §6.3.2"),                                                       \
    ROW (state, IMAP_EXAMINE, IMAP_BAD, state, "RFC 3501 §6.3.2"),                                                     \
    OK_NO_BAD (state, IMAP_CREATE, "RFC 3501 §6.3.3"),                                                                 \
    OK_NO_BAD (state, IMAP_DELETE, "RFC 3501 §6.3.4"),                                                                 \
    OK_NO_BAD (state, IMAP_RENAME, "RFC 3501 §6.3.5"),                                                                 \
    OK_BAD (state, IMAP_SUBSCRIBE, "RFC 3501 §6.3.6"),                                                                 \
    OK_NO_BAD (state, IMAP_UNSUBSCRIBE, "RFC 3501 §6.3.7"),                                                            \
    OK_BAD (state, IMAP_LIST, "RFC 3501 §6.3.8"),                                                                      \
    OK_BAD (state, IMAP_LSUB, "RFC 3501 §6.3.9"),                                                                      \
    OK_NO_BAD (state, IMAP_STATUS, "RFC 3501 §6.3.10"),                                                                \
    OK_BAD (state, IMAP_NAMESPACE, "RFC 2342 §5"),                                                                     \
    OK_NO_BAD (state, IMAP_APPEND, "RFC 3501 §6.3.11"),                                                                \
    OK_NO_BAD (state, IMAP_GETQUOTA, "RFC 9208 §4.1.1"),                                                               \
    OK_NO_BAD (state, IMAP_GETQUOTAROOT, "RFC 9208 §4.1.2"),                                                           \
    ROW (state, IMAP_IDLE, IMAP_CONTINUE, state, "RFC 2177 §3"),                                                       \
    ROW (state, IMAP_IDLE, IMAP_BAD, state, "RFC 2177 §3"),                                                            \
    OK_BAD (state, IMAP_DONE, "RFC 2177 §3")

static const StateRow rows[] = {
  ROW (NONE, IMAP_GREETING, IMAP_OK, NONE, "RFC 3501 §7.1.1"),
  ANY_STATE (NONE),
  OK_NO_BAD (NONE, IMAP_STARTTLS, "RFC 3501 §6.2.1"),
  ROW (NONE, IMAP_LOGIN, IMAP_OK, AUTH, "RFC 3501 §6.2.3"),
  ROW (NONE, IMAP_LOGIN, IMAP_NO, NONE, "RFC 3501 §6.2.3"),
  ROW (NONE, IMAP_LOGIN, IMAP_BAD, NONE, "RFC 3501 §6.2.3"),
  ROW (NONE, IMAP_AUTHENTICATE, IMAP_CONTINUE, NONE, "RFC 3501 §6.2.2"),
  ROW (NONE, IMAP_AUTHENTICATE, IMAP_OK, AUTH, "RFC 4959 §3"),
  ROW (NONE, IMAP_AUTHENTICATE, IMAP_NO, NONE, "RFC 3501 §6.2.2"),
  ROW (NONE, IMAP_AUTHENTICATE, IMAP_BAD, NONE, "RFC 3501 §6.2.2"),
  ROW (NONE, IMAP_SASL, IMAP_CONTINUE, NONE, "RFC 3501 §6.2.2"),
  ROW (NONE, IMAP_SASL, IMAP_OK, AUTH, "RFC 3501 §6.2.2"),
  ROW (NONE, IMAP_SASL, IMAP_NO, NONE, "RFC 3501 §6.2.2"),
  ROW (NONE, IMAP_SASL, IMAP_BAD, NONE, "RFC 3501 §6.2.2"),
  ANY_STATE (AUTH),
  LOGGED_IN (AUTH),
  ANY_STATE (SEL),
  LOGGED_IN (SEL),
  OK_BAD (SEL, IMAP_CHECK, "RFC 3501 §6.4.1"),
  ROW (SEL, IMAP_CLOSE, IMAP_OK, AUTH, "RFC 3501 §6.4.2"),
  ROW (SEL, IMAP_CLOSE, IMAP_BAD, SEL, "RFC 3501 §6.4.2"),
  ROW (SEL, IMAP_UNSELECT, IMAP_OK, AUTH, "RFC 3691 §2"),
  ROW (SEL, IMAP_UNSELECT, IMAP_BAD, SEL, "RFC 3691 §2"),
  OK_NO_BAD (SEL, IMAP_EXPUNGE, "RFC 3501 §6.4.3"),
  OK_NO_BAD (SEL, IMAP_SEARCH, "RFC 3501 §6.4.4"),
  OK_NO_BAD (SEL, IMAP_SORT, "RFC 5256 §3"),
  OK_NO_BAD (SEL, IMAP_THREAD, "RFC 5256 §3"),
  OK_NO_BAD (SEL, IMAP_FETCH, "RFC 3501 §6.4.5"),
  OK_NO_BAD (SEL, IMAP_STORE, "RFC 3501 §6.4.6"),
  OK_NO_BAD (SEL, IMAP_COPY, "RFC 3501 §6.4.7"),
  OK_NO_BAD (SEL, IMAP_MOVE, "RFC 6851 §3.1"),
  OK_NO_BAD (SEL, IMAP_UID_EXPUNGE, "RFC 4315 §2.1"),
  OK_NO_BAD (SEL, IMAP_UID_SEARCH, "RFC 3501 §6.4.8"),
  OK_NO_BAD (SEL, IMAP_UID_SORT, "RFC 5256 §3"),
  OK_NO_BAD (SEL, IMAP_UID_THREAD, "RFC 5256 §3"),
  OK_NO_BAD (SEL, IMAP_UID_FETCH, "RFC 3501 §6.4.8"),
  OK_NO_BAD (SEL, IMAP_UID_STORE, "RFC 3501 §6.4.8"),
  OK_NO_BAD (SEL, IMAP_UID_COPY, "RFC 3501 §6.4.8"),
  OK_NO_BAD (SEL, IMAP_UID_MOVE, "RFC 6851 §3.2"),
};

static const char *const states[] = { "not authenticated", "authenticated", "selected", "logout" };

static const char *const inputs[IMAP_N_INPUTS] = {
  [IMAP_CAPABILITY] = "CAPABILITY",
  [IMAP_NOOP] = "NOOP",
  [IMAP_LOGOUT] = "LOGOUT",
  [IMAP_ID] = "ID",
  [IMAP_STARTTLS] = "STARTTLS",
  [IMAP_LOGIN] = "LOGIN",
  [IMAP_AUTHENTICATE] = "AUTHENTICATE",
  [IMAP_ENABLE] = "ENABLE",
  [IMAP_SELECT] = "SELECT",
  [IMAP_EXAMINE] = "EXAMINE",
  [IMAP_CREATE] = "CREATE",
  [IMAP_DELETE] = "DELETE",
  [IMAP_RENAME] = "RENAME",
  [IMAP_SUBSCRIBE] = "SUBSCRIBE",
  [IMAP_UNSUBSCRIBE] = "UNSUBSCRIBE",
  [IMAP_LIST] = "LIST",
  [IMAP_LSUB] = "LSUB",
  [IMAP_STATUS] = "STATUS",
  [IMAP_NAMESPACE] = "NAMESPACE",
  [IMAP_APPEND] = "APPEND",
  [IMAP_GETQUOTA] = "GETQUOTA",
  [IMAP_GETQUOTAROOT] = "GETQUOTAROOT",
  [IMAP_IDLE] = "IDLE",
  [IMAP_CHECK] = "CHECK",
  [IMAP_CLOSE] = "CLOSE",
  [IMAP_UNSELECT] = "UNSELECT",
  [IMAP_EXPUNGE] = "EXPUNGE",
  [IMAP_SEARCH] = "SEARCH",
  [IMAP_SORT] = "SORT",
  [IMAP_THREAD] = "THREAD",
  [IMAP_FETCH] = "FETCH",
  [IMAP_STORE] = "STORE",
  [IMAP_COPY] = "COPY",
  [IMAP_MOVE] = "MOVE",
  [IMAP_UID_EXPUNGE] = "UID EXPUNGE",
  [IMAP_UID_SEARCH] = "UID SEARCH",
  [IMAP_UID_SORT] = "UID SORT",
  [IMAP_UID_THREAD] = "UID THREAD",
  [IMAP_UID_FETCH] = "UID FETCH",
  [IMAP_UID_STORE] = "UID STORE",
  [IMAP_UID_COPY] = "UID COPY",
  [IMAP_UID_MOVE] = "UID MOVE",
  [IMAP_GREETING] = "greeting",
  [IMAP_SASL] = "SASL",
  [IMAP_DONE] = "DONE",
  [IMAP_INVALID] = "invalid",
  [IMAP_MISPLACED] = "misplaced",
  [IMAP_LIMIT] = "limit",
  [IMAP_TIMEOUT] = "timeout",
  [IMAP_CLOSED] = "closed",
};

static const char *const outcomes[] = { "OK", "NO", "BAD", "+", "BYE", "-" };

const StateTable imap_server_table = STATE_TABLE ("IMAP", "server", rows);
