/* The SMTP server's state machine (RFC 5321 §4.1.4), with AUTH's steps (RFC 4954 §4) and BDAT's chunks (RFC 3030 §2). */
#include "smtp/smtp-server-private.h"

static const char *const states[] = {
  [SMTP_CONNECTED] = "CONNECTED", [SMTP_READY] = "READY", [SMTP_MAIL] = "MAIL",
  [SMTP_RCPT] = "RCPT",           [SMTP_DATA] = "DATA",   [SMTP_CLOSED] = "CLOSED",
  [SMTP_AUTHENTICATING] = "AUTHENTICATING", [SMTP_CHUNK] = "CHUNK", [SMTP_CHUNKS] = "CHUNKS",
};

static const char *const inputs[] = {
  [SMTP_IN_EHLO] = "EHLO",
  [SMTP_IN_HELO] = "HELO",
  [SMTP_IN_MAIL] = "MAIL",
  [SMTP_IN_RCPT] = "RCPT",
  [SMTP_IN_DATA] = "DATA",
  [SMTP_IN_BDAT] = "BDAT",
  [SMTP_IN_RSET] = "RSET",
  [SMTP_IN_NOOP] = "NOOP",
  [SMTP_IN_VRFY] = "VRFY",
  [SMTP_IN_EXPN] = "EXPN",
  [SMTP_IN_HELP] = "HELP",
  [SMTP_IN_AUTH] = "AUTH",
  [SMTP_IN_STARTTLS] = "STARTTLS",
  [SMTP_IN_QUIT] = "QUIT",
  [SMTP_IN_CONNECTED] = "connected",
  [SMTP_IN_MESSAGE] = "message",
  [SMTP_IN_CHUNK] = "chunk",
  [SMTP_IN_RESPONSE] = "SASL response",
  [SMTP_IN_UNKNOWN] = "unknown command",
  [SMTP_IN_MISPLACED] = "command of another state",
  [SMTP_IN_TOO_LONG] = "line too long",
  [SMTP_IN_TOO_MANY] = "too many errors",
  [SMTP_IN_TIMEOUT] = "timeout",
  [SMTP_IN_LOST] = "connection lost",
};

static const char *const outcomes[] = {
  [SMTP_OUT_2YZ] = "2yz", [SMTP_OUT_3YZ] = "3yz", [SMTP_OUT_4YZ] = "4yz", [SMTP_OUT_5YZ] = "5yz", [SMTP_OUT_NONE] = "",
};

G_STATIC_ASSERT (G_N_ELEMENTS (inputs) == SMTP_N_INPUTS);
G_STATIC_ASSERT (G_N_ELEMENTS (outcomes) == SMTP_N_OUTCOMES);

#define ROW(from, input, outcome, to, clause)                                                                          \
  {                                                                                                                    \
    SMTP_##from, SMTP_IN_##input, SMTP_OUT_##outcome, SMTP_##to, clause                                                \
  }
/* Of every state. */
#define ENDS(state)                                                                                                    \
  ROW (state, TIMEOUT, 4YZ, CLOSED, "RFC 5321 §4.5.3.2"), ROW (state, LOST, NONE, CLOSED, "RFC 5321 §3.8")
/* Of every state in which a command is waited for. */
#define COMMON(state)                                                                                                  \
  ROW (state, EHLO, 2YZ, READY, "RFC 5321 §4.1.1.1"), ROW (state, EHLO, 5YZ, state, "RFC 5321 §4.1.1.1"),              \
    ROW (state, HELO, 2YZ, READY, "RFC 5321 §4.1.1.1"), ROW (state, HELO, 5YZ, state, "RFC 5321 §4.1.1.1"),            \
    ROW (state, RSET, 5YZ, state, "RFC 5321 §4.1.1.5"), ROW (state, NOOP, 2YZ, state, "RFC 5321 §4.1.1.9"),            \
    ROW (state, VRFY, 2YZ, state, "RFC 5321 §3.5.3"), ROW (state, VRFY, 5YZ, state, "RFC 5321 §4.1.1.6"),              \
    ROW (state, EXPN, 5YZ, state, "RFC 5321 §3.5.2"), ROW (state, HELP, 2YZ, state, "RFC 5321 §4.1.1.8"),              \
    ROW (state, QUIT, 2YZ, CLOSED, "RFC 5321 §4.1.1.10"), ROW (state, QUIT, 5YZ, state, "RFC 5321 §4.1.1.10"),         \
    ROW (state, UNKNOWN, 5YZ, state, "RFC 5321 §4.2.4"), ROW (state, MISPLACED, 5YZ, state, "RFC 5321 §4.1.4"),        \
    ROW (state, TOO_LONG, 5YZ, state, "RFC 5321 §4.5.3.1.9"), ROW (state, TOO_MANY, 4YZ, CLOSED, "RFC 5321 §3.8"),     \
    ENDS (state)

static const StateRow rows[] = {
  ROW (CONNECTED, CONNECTED, 2YZ, CONNECTED, "RFC 5321 §3.1"),
  ROW (CONNECTED, CONNECTED, 4YZ, CLOSED, "RFC 5321 §3.8"),
  ROW (CONNECTED, RSET, 2YZ, CONNECTED, "RFC 5321 §4.1.1.5"),
  COMMON (CONNECTED),

  ROW (READY, MAIL, 2YZ, MAIL, "RFC 5321 §4.1.1.2"),
  ROW (READY, MAIL, 4YZ, READY, "RFC 5321 §4.2.3"),
  ROW (READY, MAIL, 5YZ, READY, "RFC 5321 §4.1.1.2"),
  ROW (READY, RSET, 2YZ, READY, "RFC 5321 §4.1.1.5"),
  ROW (READY, STARTTLS, 2YZ, CONNECTED, "RFC 3207 §4.2"),
  ROW (READY, STARTTLS, 5YZ, READY, "RFC 3207 §4"),
  ROW (READY, AUTH, 2YZ, READY, "RFC 4954 §4"),
  ROW (READY, AUTH, 3YZ, AUTHENTICATING, "RFC 4954 §4"),
  ROW (READY, AUTH, 5YZ, READY, "RFC 4954 §4"),
  COMMON (READY),

  ROW (AUTHENTICATING, RESPONSE, 2YZ, READY, "RFC 4954 §4"),
  ROW (AUTHENTICATING, RESPONSE, 3YZ, AUTHENTICATING, "RFC 4954 §4"),
  ROW (AUTHENTICATING, RESPONSE, 5YZ, READY, "RFC 4954 §4"),
  ROW (AUTHENTICATING, TOO_LONG, 5YZ, READY, "RFC 4954 §4"),
  ENDS (AUTHENTICATING),

  ROW (MAIL, RCPT, 2YZ, RCPT, "RFC 5321 §4.1.1.3"),
  ROW (MAIL, RCPT, 4YZ, MAIL, "RFC 5321 §4.1.1.3"),
  ROW (MAIL, RCPT, 5YZ, MAIL, "RFC 5321 §4.1.1.3"),
  ROW (MAIL, DATA, 5YZ, MAIL, "RFC 5321 §4.1.1.4"),
  ROW (MAIL, RSET, 2YZ, READY, "RFC 5321 §4.1.1.5"),
  COMMON (MAIL),

  ROW (RCPT, RCPT, 2YZ, RCPT, "RFC 5321 §4.1.1.3"),
  ROW (RCPT, RCPT, 4YZ, RCPT, "RFC 5321 §4.5.3.1.10"),
  ROW (RCPT, RCPT, 5YZ, RCPT, "RFC 5321 §4.1.1.3"),
  ROW (RCPT, DATA, 3YZ, DATA, "RFC 5321 §4.1.1.4"),
  ROW (RCPT, DATA, 5YZ, RCPT, "RFC 5321 §4.1.1.4"),
  ROW (RCPT, BDAT, NONE, CHUNK, "RFC 3030 §2"),
  ROW (RCPT, BDAT, 5YZ, RCPT, "RFC 3030 §2"),
  ROW (RCPT, RSET, 2YZ, READY, "RFC 5321 §4.1.1.5"),
  COMMON (RCPT),

  ROW (DATA, MESSAGE, 2YZ, READY, "RFC 5321 §4.1.1.4"),
  ROW (DATA, MESSAGE, 4YZ, READY, "RFC 5321 §4.2.5"),
  ROW (DATA, MESSAGE, 5YZ, READY, "RFC 5321 §4.2.5"),
  ENDS (DATA),

  ROW (CHUNK, CHUNK, 2YZ, CHUNKS, "RFC 3030 §2"),
  ROW (CHUNK, CHUNK, 5YZ, READY, "RFC 3030 §2"),
  ROW (CHUNK, MESSAGE, 2YZ, READY, "RFC 3030 §2"),
  ROW (CHUNK, MESSAGE, 4YZ, READY, "RFC 5321 §4.2.5"),
  ROW (CHUNK, MESSAGE, 5YZ, READY, "RFC 5321 §4.2.5"),
  ENDS (CHUNK),

  ROW (CHUNKS, BDAT, NONE, CHUNK, "RFC 3030 §2"),
  ROW (CHUNKS, BDAT, 5YZ, CHUNKS, "RFC 3030 §2"),
  ROW (CHUNKS, RSET, 2YZ, READY, "RFC 5321 §4.1.1.5"),
  COMMON (CHUNKS),
};

const StateTable smtp_server_table = STATE_TABLE ("SMTP", "server", rows);
