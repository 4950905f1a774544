/* The handshake of TLS 1.3 as rows (RFC 8446 appendix A), with what ends it as support desks meet it. */
#include "net/tls-model.h"

static const char *const states[] = {
  [TLS_START] = "START",
  [TLS_WAIT_FINISHED] = "WAIT-FINISHED",
  [TLS_CONNECTED] = "PROTECTED",
  [TLS_FAILED] = "TLS-FAILED",
  [TLS_WAIT_SERVER_HELLO] = "WAIT-SERVER-HELLO",
};

static const char *const inputs[] = {
  [TLS_IN_CLIENT_HELLO] = "ClientHello",
  [TLS_IN_FINISHED] = "Finished",
  [TLS_IN_NOT_TLS] = "no TLS",
  [TLS_IN_ALERT] = "alert",
  [TLS_IN_TIMEOUT] = "timeout",
  [TLS_IN_SERVER_HELLO] = "ServerHello",
};

static const char *const outcomes[] = {
  [TLS_OK] = "",
  [TLS_EXPIRED] = "certificate expired",
  [TLS_WRONG_NAME] = "certificate for another name",
  [TLS_SELF_SIGNED] = "certificate self-signed",
};

#define ROW(from, input, outcome, to, clause) { TLS_##from, TLS_IN_##input, TLS_##outcome, TLS_##to, clause }
#define ENDS(from) \
  ROW (from, NOT_TLS, OK, FAILED, "RFC 8446 §5.1"), ROW (from, ALERT, OK, FAILED, "RFC 8446 §6.2")
#define ENDS_OR_WAITS(from) ENDS (from), ROW (from, TIMEOUT, OK, FAILED, "RFC 8446 §6.2")

static const StateRow client_rows[] = {
  ROW (START, CLIENT_HELLO, OK, WAIT_SERVER_HELLO, "RFC 8446 §4.1.2"),
  ROW (WAIT_SERVER_HELLO, SERVER_HELLO, OK, WAIT_FINISHED, "RFC 8446 §4.1.3"),
  ENDS_OR_WAITS (WAIT_SERVER_HELLO),
  ROW (WAIT_FINISHED, FINISHED, OK, CONNECTED, "RFC 8446 §4.4.4"),
  ROW (WAIT_FINISHED, FINISHED, EXPIRED, FAILED, "RFC 5280 §6.1.3"),
  ROW (WAIT_FINISHED, FINISHED, WRONG_NAME, FAILED, "RFC 7817 §3"),
  ROW (WAIT_FINISHED, FINISHED, SELF_SIGNED, FAILED, "RFC 5280 §6.1"),
  ENDS_OR_WAITS (WAIT_FINISHED),
  ENDS (CONNECTED),
};

static const StateRow server_rows[] = {
  ROW (START, CLIENT_HELLO, OK, WAIT_FINISHED, "RFC 8446 §4.1.2"),
  ENDS_OR_WAITS (START),
  ROW (WAIT_FINISHED, FINISHED, OK, CONNECTED, "RFC 8446 §4.4.4"),
  ENDS_OR_WAITS (WAIT_FINISHED),
  ENDS (CONNECTED),
};

const StateTable tls_client_table = STATE_TABLE ("TLS", "client", client_rows);

/* It sees neither a ServerHello nor a certificate. */
const StateTable tls_server_table = {
  .protocol = "TLS",
  .role = "server",
  .states = states,
  .n_states = TLS_WAIT_SERVER_HELLO,
  .inputs = inputs,
  .n_inputs = TLS_IN_SERVER_HELLO,
  .outcomes = outcomes,
  .n_outcomes = 1,
  .rows = server_rows,
  .n_rows = G_N_ELEMENTS (server_rows),
};
