/* The SMTP client's state machine (RFC 5321 §3.1 to §3.8). The inputs are the replies to the named
 * commands, by class (§4.2.1). */
#include "smtp/smtp-client-private.h"

static const char *const states[] = {
  [SMTP_CLIENT_CONNECTING] = "CONNECTING", [SMTP_CLIENT_GREETED] = "GREETED", [SMTP_CLIENT_READY] = "READY",
  [SMTP_CLIENT_SENDING] = "SENDING",       [SMTP_CLIENT_DATA] = "DATA",       [SMTP_CLIENT_LEAVING] = "LEAVING",
  [SMTP_CLIENT_CLOSED] = "CLOSED",
};

static const char *const inputs[] = {
  [SMTP_C_GREETING] = "greeting",
  [SMTP_C_EHLO] = "EHLO",
  [SMTP_C_HELO] = "HELO",
  [SMTP_C_STARTTLS] = "STARTTLS",
  [SMTP_C_AUTH] = "AUTH",
  [SMTP_C_MAIL] = "MAIL",
  [SMTP_C_RCPT] = "RCPT",
  [SMTP_C_DATA] = "DATA",
  [SMTP_C_MESSAGE] = "message",
  [SMTP_C_QUIT] = "QUIT",
  [SMTP_C_SEND_EHLO] = "EHLO sent",
  [SMTP_C_SEND_QUIT] = "QUIT sent",
  [SMTP_C_GARBAGE] = "not understood",
  [SMTP_C_CLOSING] = "server closes",
  [SMTP_C_TIMEOUT] = "timeout",
  [SMTP_C_LOST] = "connection lost",
};

static const char *const outcomes[] = {
  [SMTP_C_2YZ] = "2yz", [SMTP_C_3YZ] = "3yz", [SMTP_C_4YZ] = "4yz", [SMTP_C_5YZ] = "5yz", [SMTP_C_NONE] = "",
};

G_STATIC_ASSERT (G_N_ELEMENTS (inputs) == SMTP_C_N_INPUTS);
G_STATIC_ASSERT (G_N_ELEMENTS (outcomes) == SMTP_C_N_OUTCOMES);

#define ROW(from, input, outcome, to, clause)                                                                          \
  {                                                                                                                    \
    SMTP_CLIENT_##from, SMTP_C_##input, SMTP_C_##outcome, SMTP_CLIENT_##to, clause                                     \
  }
#define REFUSED(state, input, to, clause) ROW (state, input, 4YZ, to, clause), ROW (state, input, 5YZ, to, clause)
#define ENDS(state)                                                                                                    \
  ROW (state, GARBAGE, NONE, CLOSED, "RFC 5321 §4.2"), ROW (state, CLOSING, 4YZ, CLOSED, "RFC 5321 §3.8"),             \
    ROW (state, TIMEOUT, NONE, CLOSED, "RFC 5321 §4.5.3.2"), ROW (state, LOST, NONE, CLOSED, "RFC 5321 §3.8")

static const StateRow rows[] = {
  ROW (CONNECTING, GREETING, 2YZ, READY, "RFC 5321 §3.1"),
  REFUSED (CONNECTING, GREETING, READY, "RFC 5321 §3.1"),
  ENDS (CONNECTING),

  ROW (READY, SEND_EHLO, NONE, GREETED, "RFC 5321 §3.2"),
  ROW (READY, STARTTLS, 2YZ, READY, "RFC 3207 §4"),
  REFUSED (READY, STARTTLS, READY, "RFC 3207 §4"),
  ROW (READY, AUTH, 2YZ, READY, "RFC 4954 §4"),
  ROW (READY, AUTH, 3YZ, READY, "RFC 4954 §4"),
  REFUSED (READY, AUTH, READY, "RFC 4954 §4"),
  ROW (READY, MAIL, 2YZ, SENDING, "RFC 5321 §3.3"),
  REFUSED (READY, MAIL, READY, "RFC 5321 §3.3"),
  REFUSED (READY, RCPT, READY, "RFC 2920 §3.1"),
  ROW (READY, SEND_QUIT, NONE, LEAVING, "RFC 5321 §4.1.1.10"),
  ENDS (READY),

  ROW (GREETED, EHLO, 2YZ, READY, "RFC 5321 §3.2"),
  REFUSED (GREETED, EHLO, READY, "RFC 5321 §3.2"),
  ROW (GREETED, HELO, 2YZ, READY, "RFC 5321 §3.2"),
  REFUSED (GREETED, HELO, READY, "RFC 5321 §3.2"),
  ENDS (GREETED),

  ROW (SENDING, RCPT, 2YZ, SENDING, "RFC 5321 §3.3"),
  REFUSED (SENDING, RCPT, SENDING, "RFC 5321 §3.3"),
  ROW (SENDING, DATA, 3YZ, DATA, "RFC 5321 §3.3"),
  REFUSED (SENDING, DATA, READY, "RFC 5321 §3.3"),
  ROW (SENDING, SEND_QUIT, NONE, LEAVING, "RFC 5321 §4.1.1.10"),
  ENDS (SENDING),

  ROW (DATA, MESSAGE, 2YZ, READY, "RFC 5321 §3.3"),
  REFUSED (DATA, MESSAGE, READY, "RFC 5321 §3.3"),
  ENDS (DATA),

  ROW (LEAVING, QUIT, 2YZ, CLOSED, "RFC 5321 §4.1.1.10"),
  REFUSED (LEAVING, QUIT, CLOSED, "RFC 5321 §4.1.1.10"),
  ENDS (LEAVING),
};

const StateTable smtp_client_table = STATE_TABLE ("SMTP", "client", rows);
