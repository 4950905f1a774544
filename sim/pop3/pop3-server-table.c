/* The POP3 server's state machine: RFC 1939 §3 to §6, with AUTH's steps (RFC 5034 §4). */
#include "pop3/pop3-server-private.h"

static const char *const states[] = {
  [POP3_AUTHORIZATION] = "AUTHORIZATION",
  [POP3_TRANSACTION] = "TRANSACTION",
  [POP3_UPDATE] = "UPDATE",
  [POP3_CLOSED] = "CLOSED",
  [POP3_AUTHENTICATING] = "AUTHENTICATING",
};

static const char *const inputs[] = {
  [POP3_IN_USER] = "USER",
  [POP3_IN_PASS] = "PASS",
  [POP3_IN_APOP] = "APOP",
  [POP3_IN_AUTH] = "AUTH",
  [POP3_IN_CAPA] = "CAPA",
  [POP3_IN_STLS] = "STLS",
  [POP3_IN_UTF8] = "UTF8",
  [POP3_IN_LANG] = "LANG",
  [POP3_IN_STAT] = "STAT",
  [POP3_IN_LIST] = "LIST",
  [POP3_IN_RETR] = "RETR",
  [POP3_IN_DELE] = "DELE",
  [POP3_IN_NOOP] = "NOOP",
  [POP3_IN_RSET] = "RSET",
  [POP3_IN_TOP] = "TOP",
  [POP3_IN_UIDL] = "UIDL",
  [POP3_IN_QUIT] = "QUIT",
  [POP3_IN_CONNECTED] = "connected",
  [POP3_IN_RESPONSE] = "SASL response",
  [POP3_IN_UNKNOWN] = "unknown command",
  [POP3_IN_MISPLACED] = "command of another state",
  [POP3_IN_TOO_LONG] = "line too long",
  [POP3_IN_TOO_MANY] = "too many errors",
  [POP3_IN_UPDATED] = "updated",
  [POP3_IN_TIMEOUT] = "timeout",
  [POP3_IN_LOST] = "connection lost",
};

static const char *const outcomes[] = {
  [POP3_OUT_OK] = "+OK",
  [POP3_OUT_ERR] = "-ERR",
  [POP3_OUT_CONTINUE] = "+",
  [POP3_OUT_NONE] = "",
};

G_STATIC_ASSERT (G_N_ELEMENTS (inputs) == POP3_N_INPUTS);
G_STATIC_ASSERT (G_N_ELEMENTS (outcomes) == POP3_N_OUTCOMES);

#define ROW(from, input, outcome, to, clause)                                                                          \
  {                                                                                                                    \
    POP3_##from, POP3_IN_##input, POP3_OUT_##outcome, POP3_##to, clause                                                \
  }
/* A command that may be refused and changes no state. */
#define STAYS(state, input, clause) ROW (state, input, OK, state, clause), ROW (state, input, ERR, state, clause)

static const StateRow rows[] = {
  ROW (AUTHORIZATION, CONNECTED, OK, AUTHORIZATION, "RFC 1939 §4"),
  STAYS (AUTHORIZATION, USER, "RFC 1939 §7"),
  ROW (AUTHORIZATION, PASS, OK, TRANSACTION, "RFC 1939 §7"),
  ROW (AUTHORIZATION, PASS, ERR, AUTHORIZATION, "RFC 1939 §7"),
  ROW (AUTHORIZATION, APOP, OK, TRANSACTION, "RFC 1939 §7"),
  ROW (AUTHORIZATION, APOP, ERR, AUTHORIZATION, "RFC 1939 §7"),
  ROW (AUTHORIZATION, AUTH, OK, TRANSACTION, "RFC 5034 §4"),
  ROW (AUTHORIZATION, AUTH, ERR, AUTHORIZATION, "RFC 5034 §4"),
  ROW (AUTHORIZATION, AUTH, CONTINUE, AUTHENTICATING, "RFC 5034 §4"),
  STAYS (AUTHORIZATION, CAPA, "RFC 2449 §5"),
  STAYS (AUTHORIZATION, STLS, "RFC 2595 §4"),
  STAYS (AUTHORIZATION, UTF8, "RFC 6856 §2"),
  STAYS (AUTHORIZATION, LANG, "RFC 6856 §3"),
  ROW (AUTHORIZATION, QUIT, OK, CLOSED, "RFC 1939 §4"),
  ROW (AUTHORIZATION, QUIT, ERR, AUTHORIZATION, "RFC 1939 §4"),
  ROW (AUTHORIZATION, UNKNOWN, ERR, AUTHORIZATION, "RFC 1939 §3"),
  ROW (AUTHORIZATION, MISPLACED, ERR, AUTHORIZATION, "RFC 1939 §3"),
  ROW (AUTHORIZATION, TOO_LONG, ERR, AUTHORIZATION, "RFC 2449 §4"),
  ROW (AUTHORIZATION, TOO_MANY, NONE, CLOSED, "RFC 1939 §13"),
  ROW (AUTHORIZATION, TIMEOUT, NONE, CLOSED, "RFC 1939 §3"),
  ROW (AUTHORIZATION, LOST, NONE, CLOSED, "RFC 1939 §4"),

  ROW (AUTHENTICATING, RESPONSE, OK, TRANSACTION, "RFC 5034 §4"),
  ROW (AUTHENTICATING, RESPONSE, CONTINUE, AUTHENTICATING, "RFC 5034 §4"),
  ROW (AUTHENTICATING, RESPONSE, ERR, AUTHORIZATION, "RFC 5034 §4"),
  ROW (AUTHENTICATING, TOO_LONG, ERR, AUTHORIZATION, "RFC 5034 §4"),
  ROW (AUTHENTICATING, TIMEOUT, NONE, CLOSED, "RFC 1939 §3"),
  ROW (AUTHENTICATING, LOST, NONE, CLOSED, "RFC 1939 §4"),

  STAYS (TRANSACTION, STAT, "RFC 1939 §5"),
  STAYS (TRANSACTION, LIST, "RFC 1939 §5"),
  STAYS (TRANSACTION, RETR, "RFC 1939 §5"),
  STAYS (TRANSACTION, DELE, "RFC 1939 §5"),
  STAYS (TRANSACTION, NOOP, "RFC 1939 §5"),
  STAYS (TRANSACTION, RSET, "RFC 1939 §5"),
  STAYS (TRANSACTION, TOP, "RFC 1939 §7"),
  STAYS (TRANSACTION, UIDL, "RFC 1939 §7"),
  STAYS (TRANSACTION, CAPA, "RFC 2449 §5"),
  STAYS (TRANSACTION, LANG, "RFC 6856 §3"),
  ROW (TRANSACTION, QUIT, NONE, UPDATE, "RFC 1939 §6"),
  ROW (TRANSACTION, QUIT, ERR, TRANSACTION, "RFC 1939 §6"),
  ROW (TRANSACTION, UNKNOWN, ERR, TRANSACTION, "RFC 1939 §3"),
  ROW (TRANSACTION, MISPLACED, ERR, TRANSACTION, "RFC 1939 §3"),
  ROW (TRANSACTION, TOO_LONG, ERR, TRANSACTION, "RFC 2449 §4"),
  ROW (TRANSACTION, TOO_MANY, NONE, CLOSED, "RFC 1939 §3"),
  ROW (TRANSACTION, TIMEOUT, NONE, CLOSED, "RFC 1939 §3"),
  ROW (TRANSACTION, LOST, NONE, CLOSED, "RFC 1939 §6"),

  ROW (UPDATE, UPDATED, OK, CLOSED, "RFC 1939 §6"),
  ROW (UPDATE, UPDATED, ERR, CLOSED, "RFC 1939 §6"),
};

const StateTable pop3_server_table = {
  .protocol = "POP3",
  .role = "server",
  .states = states,
  .n_states = G_N_ELEMENTS (states),
  .inputs = inputs,
  .n_inputs = G_N_ELEMENTS (inputs),
  .outcomes = outcomes,
  .n_outcomes = G_N_ELEMENTS (outcomes),
  .rows = rows,
  .n_rows = G_N_ELEMENTS (rows),
};
