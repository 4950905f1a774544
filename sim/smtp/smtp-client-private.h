/* What the files of the SMTP client share. */
#pragma once

#include "smtp/smtp-client.h"

/* RFC 5321 §4.5.3.1.5 says 512 for a reply line; some servers say more. */
#define SMTP_REPLY_MAX 4096
#define SMTP_CLIENT_WINDOW 100

/* Order of the table's inputs: the command whose reply came, or an event. */
typedef enum {
  SMTP_C_GREETING,
  SMTP_C_EHLO,
  SMTP_C_HELO,
  SMTP_C_STARTTLS,
  SMTP_C_AUTH,
  SMTP_C_MAIL,
  SMTP_C_RCPT,
  SMTP_C_DATA,
  SMTP_C_MESSAGE,
  SMTP_C_QUIT,
  SMTP_C_SEND_EHLO,
  SMTP_C_SEND_QUIT,
  SMTP_C_GARBAGE,
  SMTP_C_CLOSING, /* 421 */
  SMTP_C_TIMEOUT,
  SMTP_C_LOST,
  SMTP_C_N_INPUTS,
} SmtpClientInput;

typedef enum { SMTP_C_2YZ, SMTP_C_3YZ, SMTP_C_4YZ, SMTP_C_5YZ, SMTP_C_NONE, SMTP_C_N_OUTCOMES } SmtpClientOutcome;

typedef enum {
  SMTP_HAS_PIPELINING = 1 << 0,
  SMTP_HAS_8BITMIME = 1 << 1,
  SMTP_HAS_SIZE = 1 << 2,
  SMTP_HAS_AUTH_PLAIN = 1 << 3,
  SMTP_HAS_STARTTLS = 1 << 4,
  SMTP_HAS_SMTPUTF8 = 1 << 5,
  SMTP_HAS_DSN = 1 << 6,
  SMTP_HAS_AUTH_SCRAM = 1 << 7,
} SmtpExtension;

/* Steps of the flow, in SmtpClient.done. */
typedef enum {
  SMTP_DONE_EHLO = 1 << 0,  /* tried in vain: HELO */
  SMTP_DONE_HELLO = 1 << 5, /* either was taken */
  SMTP_DONE_AUTH = 1 << 1,  /* logged in */
  SMTP_DONE_MAIL = 1 << 2,  /* sent */
  SMTP_DONE_DATA = 1 << 3,  /* sent */
  SMTP_SASL_WANTED = 1 << 4,
} SmtpDone;

/* Input of the command to send next; SMTP_C_N_INPUTS: wait. */
SmtpClientInput smtp_client_plan (const SmtpClient *client);
void smtp_client_send (SmtpClient *client, SmtpClientInput command, EngineOut *out);
/* What the last line of a reply means. The transition was made. */
void smtp_client_heard (SmtpClient *client, SmtpClientInput about, SmtpClientOutcome outcome, const char *line);
void smtp_client_take_extension (SmtpClient *client, const char *text);
