/* A mail host with one POP3 session on it, for tests. After each call the session goes on with a copy of
 * its engine, so that every test also proves that the engine can be copied at any moment. */
#pragma once

#include <string.h>

#include "../watch.h"
#include "pop3/pop3-server.h"

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define START (G_GINT64_CONSTANT (1788249600) * G_USEC_PER_SEC)
#define LOGIN "USER ada\r\nPASS rahasia\r\n"
#define LOGGED_IN "+OK Send the password\r\n+OK Logged in, 2 messages (159 octets)\r\n"

/* 104 octets; the body has lines that need stuffing and one that looks like the end. */
#define FIRST                                                                                                          \
  "From: budi@luar.example\r\nSubject: Invoice March\r\n\r\n"                                                          \
  "Dear Ada,\r\n.\r\n..two dots\r\nplease pay\r\n.hidden\r\nBudi\r\n"
/* 55 octets. No CRLF at its end, a lone LF before a dot. */
#define SECOND "From: cici@luar.example\r\nSubject: Lunch\r\n\r\nAt noon?\n.\nC"

typedef struct {
  MailHost *host;
  Pop3Server server;
  EngineOut out;
  guint32 next_copy;
  gint64 now;
  GString *said;
  GArray *copies; /* of CopyEvent */
  gboolean closed;
  gboolean by_octet;
  guint secrets;
  guint tls; /* how often it wanted to start TLS */
  GArray *locks; /* of guint32: LockChange */
} Fixture;

static inline void
deliver (Fixture *f, const char *text)
{
  g_autoptr (Message) message = message_new_from_string (text, -1);

  assert_int_equal (mail_host_deliver (f->host, "ada@kantor.example", message, f->now, &f->out.changes), DELIVER_OK);
  engine_out_drain (&f->out);
}

/* Takes what a call wrote, then goes on with a copy of the engine instead of the engine. */
static inline void
drain (Fixture *f)
{
  Pop3Server copy;

  watch_out (&f->out, f->server.io.out_offset - f->out.octets->len);
  g_string_append_len (f->said, (const char *) f->out.octets->data, f->out.octets->len);
  g_array_append_vals (f->copies, f->out.changes.events->data, f->out.changes.events->len);
  for (guint i = 0; i < f->out.events->len; i++)
    {
      const TraceEvent *event = &g_array_index (f->out.events, TraceEvent, i);
      guint32 change = event->lock.change;

      if (event->kind == TRACE_LOCK)
        g_array_append_val (f->locks, change);
      for (guint t = 0; event->kind == TRACE_LINE && t < event->line.n_tokens; t++)
        f->secrets
          += g_array_index (f->out.tokens, TraceToken, event->line.first_token + t).kind == TOKEN_SECRET;
    }
  f->closed |= f->out.close;
  f->tls += f->out.start_tls;
  engine_out_drain (&f->out);
  state_copy (&pop3_server_state, &copy, &f->server);
  state_clear (&pop3_server_state, &f->server);
  f->server = copy;
}

static inline void
run (Fixture *f)
{
  while (pop3_server_next (&f->server, f->host, f->now, &f->out))
    drain (f);
  drain (f);
}

static inline void
feed (Fixture *f, const char *octets, gsize length)
{
  if (f->by_octet)
    for (gsize i = 0; i < length; i++)
      {
        pop3_server_receive (&f->server, (const guint8 *) octets + i, 1);
        run (f);
      }
  else
    pop3_server_receive (&f->server, (const guint8 *) octets, length);
  run (f);
}

static inline void
say (Fixture *f, const char *text)
{
  g_string_truncate (f->said, 0);
  feed (f, text, strlen (text));
}

static inline void
connect_again (Fixture *f)
{
  state_clear (&pop3_server_state, &f->server);
  pop3_server_init (&f->server, f->host->next_session++);
  pop3_server_start (&f->server, f->host, f->now, &f->out);
  f->closed = FALSE;
  drain (f);
  g_string_truncate (f->said, 0);
}

static inline Fixture *
fixture_new (gboolean by_octet)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->by_octet = by_octet;
  f->next_copy = 1;
  f->now = START;
  f->said = g_string_new (NULL);
  f->copies = g_array_new (FALSE, TRUE, sizeof (CopyEvent));
  f->locks = g_array_new (FALSE, TRUE, sizeof (guint32));
  engine_out_init (&f->out, &f->next_copy, 1);
  f->host = mail_host_new ("mail.kantor.example", 7);
  assert_non_null (mail_host_add (f->host, "ada@kantor.example", "rahasia", 0));
  assert_non_null (mail_host_add (f->host, "eko@kantor.example", "two words", 0));
  deliver (f, FIRST);
  deliver (f, SECOND);
  pop3_server_init (&f->server, f->host->next_session++);
  pop3_server_start (&f->server, f->host, f->now, &f->out);
  drain (f);
  return f;
}

static inline void
fixture_free (Fixture *f)
{
  state_clear (&pop3_server_state, &f->server);
  state_free (&mail_host_state, f->host);
  engine_out_clear (&f->out);
  g_string_free (f->said, TRUE);
  g_array_free (f->copies, TRUE);
  g_array_free (f->locks, TRUE);
  g_free (f);
}

static inline guint
inbox_count (const Fixture *f)
{
  return mailbox_count (mail_store_mailbox (mail_host_store (f->host, 1), "INBOX"));
}

static inline void
each_way (void (*check) (Fixture *f))
{
  for (guint by_octet = 0; by_octet < 2; by_octet++)
    {
      Fixture *f = fixture_new (by_octet != 0);

      check (f);
      fixture_free (f);
    }
}

/* Of the other file of this test program. How many failed. */
int run_extension_tests (void);
