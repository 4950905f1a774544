/* What the files of the SMTP server share. */
#pragma once

#include "smtp/smtp-server.h"

/* RFC 5321 §4.5.3.1: a command line with its CRLF; MAIL's with SIZE (RFC 1870 §3), BODY (RFC 6152 §2), AUTH
 * (RFC 4954 §3), SMTPUTF8 (RFC 6531 §3.4), RET and ENVID (RFC 3461 §4.3, §4.4); RCPT's with NOTIFY and ORCPT
 * (RFC 3461 §4.1, §4.2); AUTH's (RFC 4954 §4). */
#define SMTP_COMMAND_MAX 512
#define SMTP_MAIL_MAX (512 + 26 + 17 + 500 + 10 + 9 + 107)
#define SMTP_RCPT_MAX (512 + 29 + 507)
#define SMTP_AUTH_MAX 12288
#define SMTP_RECIPIENTS_MAX 100
/* How many lines that are no commands it takes, until a message is taken; a failed login counts as some of them. */
#define SMTP_ERRORS_MAX 20
#define SMTP_LOGIN_ERRORS 4
/* RFC 5321 §6.3 */
#define SMTP_HOPS_MAX 100
/* What the outside world takes, octets. */
#define SMTP_OUTSIDE_LIMIT (50 * 1000 * 1000)

/* Order of the table's inputs. The commands come first. */
typedef enum {
  SMTP_IN_EHLO,
  SMTP_IN_HELO,
  SMTP_IN_MAIL,
  SMTP_IN_RCPT,
  SMTP_IN_DATA,
  SMTP_IN_BDAT,
  SMTP_IN_RSET,
  SMTP_IN_NOOP,
  SMTP_IN_VRFY,
  SMTP_IN_EXPN,
  SMTP_IN_HELP,
  SMTP_IN_AUTH,
  SMTP_IN_STARTTLS,
  SMTP_IN_QUIT,
  SMTP_IN_CONNECTED,
  SMTP_IN_MESSAGE,   /* the end of the message has come */
  SMTP_IN_CHUNK,     /* a chunk has come, and more are to come */
  SMTP_IN_RESPONSE,  /* a SASL response line */
  SMTP_IN_UNKNOWN,
  SMTP_IN_MISPLACED, /* bad sequence of commands */
  SMTP_IN_TOO_LONG,
  SMTP_IN_TOO_MANY,  /* errors */
  SMTP_IN_TIMEOUT,
  SMTP_IN_LOST,
  SMTP_N_INPUTS,
} SmtpInput;

#define SMTP_N_COMMANDS SMTP_IN_CONNECTED

/* Classes of replies (RFC 5321 §4.2.1). */
typedef enum { SMTP_OUT_2YZ, SMTP_OUT_3YZ, SMTP_OUT_4YZ, SMTP_OUT_5YZ, SMTP_OUT_NONE, SMTP_N_OUTCOMES } SmtpOutcome;

typedef enum {
  SMTP_SCAN_LINE_START,
  SMTP_SCAN_IN_LINE,
  SMTP_SCAN_CR,     /* CR came */
  SMTP_SCAN_DOT,    /* a dot at the start of a line */
  SMTP_SCAN_DOT_CR, /* and CR */
  SMTP_SCAN_END,
} SmtpScan;

typedef struct {
  SmtpServer *server;
  MailHost *host;   /* NULL: the outside world */
  gint64 now;
  EngineOut *out;
  const char *args; /* what follows the verb and one space, NULL when nothing follows */
  SmtpInput input;
} SmtpCall;

typedef SmtpOutcome (*SmtpHandler) (SmtpCall *call);

/* One reply line: "250 2.1.0 text". code: the enhanced one (RFC 3463), NULL for none. */
SmtpOutcome smtp_reply (SmtpCall *call, guint status, const char *code, const char *text);
/* Of a reply with several lines: the last one has a space after its status (RFC 5321 §4.2.1). */
SmtpOutcome smtp_reply_line (SmtpCall *call, guint status, gboolean last, const char *code, const char *text);

guint64 smtp_message_limit (const SmtpCall *call);
gboolean smtp_disk_full (const SmtpCall *call); /* RFC 5321 §4.2.3: 452 */
gboolean smtp_auth_offered (const SmtpCall *call);
gboolean smtp_tls_offered (const SmtpCall *call);
/* The outside world tells nobody what becomes of mail, and so does not offer to. */
gboolean smtp_dsn_offered (const SmtpCall *call);

/* Forgets the mail transaction (RFC 5321 §4.1.1.5). */
void smtp_reset (SmtpServer *server);

/* Octets above US-ASCII: RFC 6531. */
gboolean smtp_is_international (const char *text);

/* Path = "<" [ A-d-l ":" ] Mailbox ">" (RFC 5321 §4.1.2), also "<>" and "<postmaster>". FALSE when
 * it is none; *address without source route; *rest: what follows. Caller owns *address. */
gboolean smtp_parse_path (const char *text, char **address, const char **rest);

/* Takes octets of the message, up to its end; returns how many. server->scan says whether the end came. */
gsize smtp_data_take (SmtpServer *server, const guint8 *octets, gsize length, guint64 limit);

/* The message is whole: hands it on, or refuses it. */
SmtpOutcome smtp_accept_message (SmtpCall *call);

SmtpOutcome smtp_cmd_ehlo (SmtpCall *call);
SmtpOutcome smtp_cmd_helo (SmtpCall *call);
SmtpOutcome smtp_cmd_mail (SmtpCall *call);
SmtpOutcome smtp_cmd_rcpt (SmtpCall *call);
SmtpOutcome smtp_cmd_data (SmtpCall *call);
SmtpOutcome smtp_cmd_bdat (SmtpCall *call);
/* BDAT in a state in which it is not allowed: its octets are thrown away before it is refused (RFC 3030 §2). FALSE: none
 * come. */
gboolean smtp_discard_chunk (SmtpCall *call);
/* Takes what has come of the chunk. TRUE when it is whole; call->input says what that means then. */
gboolean smtp_chunk_take (SmtpCall *call);
/* Answers for it. */
SmtpOutcome smtp_chunk_end (SmtpCall *call);
SmtpOutcome smtp_cmd_rset (SmtpCall *call);
SmtpOutcome smtp_cmd_noop (SmtpCall *call);
SmtpOutcome smtp_cmd_vrfy (SmtpCall *call);
SmtpOutcome smtp_cmd_expn (SmtpCall *call);
SmtpOutcome smtp_cmd_help (SmtpCall *call);
SmtpOutcome smtp_cmd_auth (SmtpCall *call);
SmtpOutcome smtp_cmd_starttls (SmtpCall *call);
SmtpOutcome smtp_sasl_response (SmtpCall *call);
SmtpOutcome smtp_cmd_quit (SmtpCall *call);
