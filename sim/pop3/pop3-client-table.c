/* The POP3 client's state machine: RFC 1939's diagram half a round trip later. The inputs are the
 * responses to the named commands. */
#include "pop3/pop3-client-private.h"

static const char *const states[] = {
  [POP3_CLIENT_CONNECTING] = "CONNECTING",       [POP3_CLIENT_AUTHORIZATION] = "AUTHORIZATION",
  [POP3_CLIENT_TRANSACTION] = "TRANSACTION",     [POP3_CLIENT_UPDATE] = "UPDATE",
  [POP3_CLIENT_LEAVING] = "LEAVING",             [POP3_CLIENT_CLOSED] = "CLOSED",
};

static const char *const inputs[] = {
  [POP3_C_GREETING] = "greeting",
  [POP3_C_CAPA] = "CAPA",
  [POP3_C_STLS] = "STLS",
  [POP3_C_UTF8] = "UTF8",
  [POP3_C_APOP] = "APOP",
  [POP3_C_AUTH] = "AUTH",
  [POP3_C_USER] = "USER",
  [POP3_C_PASS] = "PASS",
  [POP3_C_STAT] = "STAT",
  [POP3_C_LIST] = "LIST",
  [POP3_C_UIDL] = "UIDL",
  [POP3_C_RETR] = "RETR",
  [POP3_C_TOP] = "TOP",
  [POP3_C_DELE] = "DELE",
  [POP3_C_RSET] = "RSET",
  [POP3_C_LAST] = "LAST",
  [POP3_C_QUIT] = "QUIT",
  [POP3_C_SEND_QUIT] = "QUIT sent",
  [POP3_C_GARBAGE] = "not understood",
  [POP3_C_TIMEOUT] = "timeout",
  [POP3_C_LOST] = "connection lost",
};

static const char *const outcomes[] = {
  [POP3_C_OK] = "+OK",
  [POP3_C_ERR] = "-ERR",
  [POP3_C_CONTINUE] = "+",
  [POP3_C_NONE] = "",
};

G_STATIC_ASSERT (G_N_ELEMENTS (inputs) == POP3_C_N_INPUTS);
G_STATIC_ASSERT (G_N_ELEMENTS (outcomes) == POP3_C_N_OUTCOMES);

#define ROW(from, input, outcome, to, clause)                                                                          \
  {                                                                                                                    \
    POP3_CLIENT_##from, POP3_C_##input, POP3_C_##outcome, POP3_CLIENT_##to, clause                                     \
  }
#define STAYS(state, input, clause) ROW (state, input, OK, state, clause), ROW (state, input, ERR, state, clause)
#define ENDS(state)                                                                                                    \
  ROW (state, GARBAGE, NONE, CLOSED, "RFC 1939 §3"), ROW (state, TIMEOUT, NONE, CLOSED, "RFC 1939 §3"),                \
    ROW (state, LOST, NONE, CLOSED, "RFC 1939 §6")

static const StateRow rows[] = {
  ROW (CONNECTING, GREETING, OK, AUTHORIZATION, "RFC 1939 §4"),
  ROW (CONNECTING, GREETING, ERR, CLOSED, "RFC 1939 §4"),
  ENDS (CONNECTING),

  STAYS (AUTHORIZATION, CAPA, "RFC 2449 §5"),
  STAYS (AUTHORIZATION, STLS, "RFC 2595 §4"),
  STAYS (AUTHORIZATION, UTF8, "RFC 6856 §2"),
  ROW (AUTHORIZATION, APOP, OK, TRANSACTION, "RFC 1939 §7"),
  ROW (AUTHORIZATION, APOP, ERR, AUTHORIZATION, "RFC 1939 §7"),
  ROW (AUTHORIZATION, AUTH, OK, TRANSACTION, "RFC 5034 §4"),
  ROW (AUTHORIZATION, AUTH, ERR, AUTHORIZATION, "RFC 5034 §4"),
  ROW (AUTHORIZATION, AUTH, CONTINUE, AUTHORIZATION, "RFC 5034 §4"),
  STAYS (AUTHORIZATION, USER, "RFC 1939 §7"),
  ROW (AUTHORIZATION, PASS, OK, TRANSACTION, "RFC 1939 §7"),
  ROW (AUTHORIZATION, PASS, ERR, AUTHORIZATION, "RFC 1939 §7"),
  ROW (AUTHORIZATION, SEND_QUIT, NONE, LEAVING, "RFC 1939 §4"),
  ENDS (AUTHORIZATION),

  STAYS (TRANSACTION, STAT, "RFC 1939 §5"),
  STAYS (TRANSACTION, LIST, "RFC 1939 §5"),
  STAYS (TRANSACTION, UIDL, "RFC 1939 §7"),
  STAYS (TRANSACTION, RETR, "RFC 1939 §5"),
  STAYS (TRANSACTION, TOP, "RFC 1939 §7"),
  STAYS (TRANSACTION, DELE, "RFC 1939 §5"),
  STAYS (TRANSACTION, RSET, "RFC 1939 §5"),
  STAYS (TRANSACTION, LAST, "RFC 1460 §5"),
  ROW (TRANSACTION, SEND_QUIT, NONE, UPDATE, "RFC 1939 §6"),
  ENDS (TRANSACTION),

  ROW (UPDATE, QUIT, OK, CLOSED, "RFC 1939 §6"),
  ROW (UPDATE, QUIT, ERR, CLOSED, "RFC 1939 §6"),
  ENDS (UPDATE),

  ROW (LEAVING, QUIT, OK, CLOSED, "RFC 1939 §4"),
  ROW (LEAVING, QUIT, ERR, CLOSED, "RFC 1939 §4"),
  ENDS (LEAVING),
};

const StateTable pop3_client_table = STATE_TABLE ("POP3", "client", rows);
