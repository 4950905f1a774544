/* POP3 server engine (RFC 1939, RFC 2449, RFC 2595, RFC 3206, RFC 5034, RFC 6856). Sans-I/O: see engine.h. */
#pragma once

#include "engine.h"
#include "line-reader.h"
#include "world/mail-host.h"
#include "maildrop.h"
#include "sasl-scram.h"

typedef enum {
  POP3_AUTHORIZATION,
  POP3_TRANSACTION,
  POP3_UPDATE,
  POP3_CLOSED,
  POP3_AUTHENTICATING, /* waits for a SASL response */
} Pop3State;

typedef struct {
  EngineIo io;
  Maildrop maildrop;
  guint32 state;     /* Pop3State; only engine_transition() sets it */
  guint32 store;     /* account id once logged in, 0 */
  guint32 session;   /* on this host */
  guint32 tls;       /* TRUE: the connection is protected. The driver sets it before the start when TLS came first;
                        STLS sets it itself, and says start_tls */
  gint64 last_input; /* µs; autologout counts from here. The driver may move it on while octets written before are
                        still on their way: a slow download is not idle. */
  char *user;        /* after USER, or what LOGIN's first step gave */
  char *banner;      /* APOP's timestamp, "<...>" */
  guint64 octets_sent; /* of messages: RETR and TOP */
  LineReader reader;
  gint64 wait_until; /* µs: when waiting for the lock ends in a refusal */
  guint32 wait_store; /* account whose lock is waited for, 0 */
  guint32 wait_input; /* of the command that is still to be answered */
  guint32 recent;    /* TRUE: logged in as "recent:USER" */
  guint32 counted;   /* TRUE: among its account's sessions */
  guint32 mechanism; /* SaslStep */
  guint32 utf8;      /* TRUE: UTF8 was said */
  guint32 errors;    /* lines in a row that were no commands, and failed logins */
  guint32 unused;
  ScramServer scram;
} Pop3Server;

extern const StateType pop3_server_state;
extern const StateTable pop3_server_table;

void pop3_server_init (Pop3Server *server, guint32 session);
void pop3_server_start (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out);
void pop3_server_receive (Pop3Server *server, const guint8 *octets, gsize length);
/* Handles at most one line. FALSE when there was nothing to handle. */
gboolean pop3_server_next (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out);
gint64 pop3_server_expiry (const Pop3Server *server, const MailHost *host);
void pop3_server_timeout (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out);
/* The connection is gone: releases the lock, deletes nothing. Safe to call more than once. */
void pop3_server_closed (Pop3Server *server, MailHost *host, gint64 now, EngineOut *out);
