/* What the files of the POP3 server share: the inputs and outcomes of its table, one command being
 * handled, and the ways to answer. */
#pragma once

#include "pop3/pop3-server.h"

/* RFC 2449 §4: a command line with its CRLF. RFC 5034 §4: a SASL response line. */
#define POP3_COMMAND_MAX 255
#define POP3_SASL_MAX (12288 + 2)
/* How many lines that are no commands it takes in a row; a failed login counts as some of them, and for good. */
#define POP3_ERRORS_MAX 20
#define POP3_LOGIN_ERRORS 4

/* Order of the table's inputs. The commands come first. */
typedef enum {
  POP3_IN_USER,
  POP3_IN_PASS,
  POP3_IN_APOP,
  POP3_IN_AUTH,
  POP3_IN_CAPA,
  POP3_IN_STLS,
  POP3_IN_UTF8,
  POP3_IN_LANG,
  POP3_IN_STAT,
  POP3_IN_LIST,
  POP3_IN_RETR,
  POP3_IN_DELE,
  POP3_IN_NOOP,
  POP3_IN_RSET,
  POP3_IN_TOP,
  POP3_IN_UIDL,
  POP3_IN_QUIT,
  POP3_IN_CONNECTED,
  POP3_IN_RESPONSE, /* a SASL response line */
  POP3_IN_UNKNOWN,
  POP3_IN_MISPLACED, /* known, but not in this state */
  POP3_IN_TOO_LONG,
  POP3_IN_TOO_MANY, /* errors */
  POP3_IN_UPDATED, /* the UPDATE state's work is over */
  POP3_IN_TIMEOUT,
  POP3_IN_LOST,
  POP3_N_INPUTS,
} Pop3Input;

#define POP3_N_COMMANDS POP3_IN_CONNECTED

typedef enum {
  POP3_OUT_OK,
  POP3_OUT_ERR,
  POP3_OUT_CONTINUE,
  POP3_OUT_NONE,
  POP3_N_OUTCOMES,
  POP3_OUT_WAIT, /* no answer yet, and no transition */
} Pop3Outcome;

/* One command, or one SASL response. */
typedef struct {
  Pop3Server *server;
  MailHost *host;
  MailStore *store; /* of who is logged in, NULL */
  gint64 now;
  EngineOut *out;
  const char *args; /* what follows the verb and one space, NULL when nothing follows; no line end */
  guint32 letter;   /* that the command's message number names, 0 */
  Pop3Input input;  /* what the transition will be noted for */
} Pop3Call;

/* Writes the response and says how it went. The caller makes the transition. */
typedef Pop3Outcome (*Pop3Handler) (Pop3Call *call);

/* A status line: "+OK text", "-ERR [CODE] text" (RFC 2449 §8). code may be NULL. */
Pop3Outcome pop3_reply_ok (Pop3Call *call, const char *text);
Pop3Outcome pop3_reply_err (Pop3Call *call, const char *code, const char *text);
Pop3Outcome pop3_reply_no_message (Pop3Call *call);
void pop3_status_begin (LineWriter *line, Pop3Call *call, Pop3Outcome outcome);
void pop3_data_begin (LineWriter *line, Pop3Call *call);
/* A message number as a token with what it resolves to. */
void pop3_put_number (LineWriter *line, const Maildrop *maildrop, guint number);

/* 1*DIGIT up to the end or one space. *rest is what follows the space, NULL at the end. Numbers
 * beyond guint are G_MAXUINT. FALSE: no number there. */
gboolean pop3_parse_number (const char *text, guint *number, const char **rest);

void pop3_release_lock (Pop3Server *server, MailHost *host, EngineOut *out);

Pop3Outcome pop3_cmd_user (Pop3Call *call);
Pop3Outcome pop3_cmd_pass (Pop3Call *call);
Pop3Outcome pop3_cmd_apop (Pop3Call *call);
Pop3Outcome pop3_cmd_auth (Pop3Call *call);
Pop3Outcome pop3_sasl_response (Pop3Call *call);
Pop3Outcome pop3_cmd_capa (Pop3Call *call);
Pop3Outcome pop3_cmd_stls (Pop3Call *call);
Pop3Outcome pop3_cmd_utf8 (Pop3Call *call);
Pop3Outcome pop3_cmd_lang (Pop3Call *call);
Pop3Outcome pop3_cmd_stat (Pop3Call *call);
Pop3Outcome pop3_cmd_list (Pop3Call *call);
Pop3Outcome pop3_cmd_retr (Pop3Call *call);
Pop3Outcome pop3_cmd_dele (Pop3Call *call);
Pop3Outcome pop3_cmd_noop (Pop3Call *call);
Pop3Outcome pop3_cmd_rset (Pop3Call *call);
Pop3Outcome pop3_cmd_top (Pop3Call *call);
Pop3Outcome pop3_cmd_uidl (Pop3Call *call);
Pop3Outcome pop3_cmd_quit (Pop3Call *call);

/* The lock, the snapshot, and the answer to the login. */
Pop3Outcome pop3_open_maildrop (Pop3Call *call, MailStore *store);

/* pop3-update.c */
void pop3_after_access (Pop3Call *call);
gboolean pop3_is_expunged (const Pop3Call *call, const MaildropEntry *entry);
MaildropRule pop3_maildrop_rule (const Pop3Call *call, const MailStore *store);
char *pop3_dup_uidl (const Pop3Call *call, guint number);

/* The login with a password that is known to have come, or to have been proved. */
Pop3Outcome pop3_log_in (Pop3Call *call, const char *user, const char *password);
Pop3Outcome pop3_refuse_login (Pop3Call *call);
Pop3Outcome pop3_refuse_unprotected (Pop3Call *call);

/* TRUE when the message cannot go to a session that has not said UTF8 (RFC 6856 §2). */
gboolean pop3_needs_utf8 (const Pop3Call *call, const Message *message);

/* TRUE when a password may travel as it is on this connection. */
gboolean pop3_plain_allowed (const Pop3Call *call);
/* TRUE when STLS would be taken. */
gboolean pop3_tls_offered (const Pop3Call *call);
