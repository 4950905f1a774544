/* A mail host with one SMTP session on it, for tests. After each call the session goes on with a copy of
 * its engine, so that every test also proves that the engine can be copied at any moment. */
#pragma once

#include <string.h>

#include "../watch.h"
#include "smtp/smtp-server.h"

#define START (G_GINT64_CONSTANT (1788249600) * G_USEC_PER_SEC)

typedef struct {
  MailHost *host;
  SmtpServer server;
  EngineOut out;
  guint32 next_copy;
  gint64 now;
  GString *said;
  gboolean closed;
  gboolean by_octet;
  guint secrets;
  guint tls; /* how often it wanted to start TLS */
  guint quotas;
  guint copies;
} Fixture;

static inline void
drain (Fixture *f)
{
  SmtpServer copy;

  watch_out (&f->out, f->server.io.out_offset - f->out.octets->len);
  g_string_append_len (f->said, (const char *) f->out.octets->data, f->out.octets->len);
  f->copies += f->out.changes.events->len;
  for (guint i = 0; i < f->out.tokens->len; i++)
    f->secrets += g_array_index (f->out.tokens, TraceToken, i).kind == TOKEN_SECRET;
  for (guint i = 0; i < f->out.events->len; i++)
    f->quotas += g_array_index (f->out.events, TraceEvent, i).kind == TRACE_QUOTA;
  f->closed |= f->out.close;
  f->tls += f->out.start_tls;
  engine_out_drain (&f->out);
  state_copy (&smtp_server_state, &copy, &f->server);
  state_clear (&smtp_server_state, &f->server);
  f->server = copy;
}

static inline void
run (Fixture *f)
{
  while (smtp_server_next (&f->server, f->host, f->now, &f->out))
    drain (f);
  drain (f);
}

static inline void
feed (Fixture *f, const char *octets, gsize length)
{
  gsize step = f->by_octet ? 1 : length;

  for (gsize i = 0; i < length; i += step)
    {
      smtp_server_receive (&f->server, (const guint8 *) octets + i, step);
      run (f);
    }
}

/* Forgets what was said before. */
static inline void
say (Fixture *f, const char *text)
{
  g_string_truncate (f->said, 0);
  feed (f, text, strlen (text));
}

static inline void
open_session (Fixture *f, SmtpMode mode)
{
  state_clear (&smtp_server_state, &f->server);
  smtp_server_init (&f->server, f->host->next_session++, mode);
  g_string_truncate (f->said, 0);
  f->closed = FALSE;
  smtp_server_start (&f->server, mode == SMTP_OUTSIDE ? NULL : f->host, f->now, &f->out);
  drain (f);
}

static inline Fixture *
fixture_new (SmtpMode mode, gboolean by_octet)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->by_octet = by_octet;
  f->next_copy = 1;
  f->now = START;
  f->said = g_string_new (NULL);
  engine_out_init (&f->out, &f->next_copy, 1);
  f->host = mail_host_new ("mail.kantor.example", 7);
  f->host->policy.zone_minutes = 7 * 60;
  assert_non_null (mail_host_add (f->host, "ada@kantor.example", "rahasia", 0));
  assert_non_null (mail_host_add (f->host, "eko@kantor.example", "rahasia", 1000));
  open_session (f, mode);
  return f;
}

static inline void
fixture_free (Fixture *f)
{
  state_clear (&smtp_server_state, &f->server);
  state_free (&mail_host_state, f->host);
  engine_out_clear (&f->out);
  g_string_free (f->said, TRUE);
  g_free (f);
}

static inline guint
inbox_count (const Fixture *f, guint32 account)
{
  return mailbox_count (mail_store_mailbox (mail_host_store (f->host, account), "INBOX"));
}

/* The last message of an INBOX, as a string. Caller owns. */
static inline char *
dup_last (const Fixture *f, guint32 account)
{
  const Mailbox *inbox = mail_store_mailbox (mail_host_store (f->host, account), "INBOX");
  gsize size;
  const guint8 *octets = message_octets (mailbox_entry (inbox, mailbox_count (inbox) - 1)->message, &size);

  return g_strndup ((const char *) octets, size);
}

/* Each check runs with whole input and octet by octet. */
static inline void
each_way (SmtpMode mode, void (*check) (Fixture *f))
{
  for (guint by_octet = 0; by_octet < 2; by_octet++)
    {
      Fixture *f = fixture_new (mode, by_octet != 0);

      check (f);
      fixture_free (f);
    }
}

/* Of the other files of this test program. How many failed. */
int run_extension_tests (void);
int run_dsn_tests (void);
