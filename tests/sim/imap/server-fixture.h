/* A mail host with IMAP sessions on it, for tests. After each call the session goes on with a copy of its
 * engine, so that every test also proves that the engine can be copied at any moment. Header only. */
#pragma once

#include <string.h>

#include "../watch.h"
#include "imap/imap-server.h"

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
/* Tuesday, 1 September 2026, 08:00 UTC */
#define START (G_GINT64_CONSTANT (1788249600) * G_USEC_PER_SEC)
#define SESSIONS 3

typedef struct {
  ImapServer server;
  GString *said;
  gboolean closed;
} Talk;

typedef struct {
  MailHost *host;
  MailStore *store;
  Talk talks[SESSIONS];
  EngineOut out;
  guint32 next_copy;
  gint64 now;
  gboolean by_octet;
  GArray *lines;     /* of TraceEvent: all line events */
  GArray *tokens;    /* of TraceToken; their lines' first_token counts here */
  GArray *copies;    /* of CopyEvent */
} Fixture;

static inline void
drain (Fixture *f, Talk *talk)
{
  ImapServer copy;

  watch_out (&f->out, talk->server.io.out_offset - f->out.octets->len);
  g_string_append_len (talk->said, (const char *) f->out.octets->data, f->out.octets->len);
  g_array_append_vals (f->copies, f->out.changes.events->data, f->out.changes.events->len);
  for (guint i = 0; i < f->out.events->len; i++)
    {
      TraceEvent event = g_array_index (f->out.events, TraceEvent, i);

      if (event.kind != TRACE_LINE)
        continue;
      event.line.first_token += f->tokens->len;
      g_array_append_val (f->lines, event);
    }
  g_array_append_vals (f->tokens, f->out.tokens->data, f->out.tokens->len);
  talk->closed |= f->out.close;
  engine_out_drain (&f->out);
  state_copy (&imap_server_state, &copy, &talk->server);
  state_clear (&imap_server_state, &talk->server);
  talk->server = copy;
}

static inline void
run (Fixture *f, Talk *talk)
{
  while (imap_server_next (&talk->server, f->host, f->now, &f->out))
    drain (f, talk);
  drain (f, talk);
}

static inline void
say_octets (Fixture *f, guint n, const char *octets, gsize length)
{
  Talk *talk = &f->talks[n];

  for (gsize i = 0; f->by_octet && i < length; i++)
    {
      imap_server_receive (&talk->server, (const guint8 *) octets + i, 1);
      run (f, talk);
    }
  if (!f->by_octet)
    imap_server_receive (&talk->server, (const guint8 *) octets, length);
  run (f, talk);
}

static inline void
say (Fixture *f, guint n, const char *octets)
{
  say_octets (f, n, octets, strlen (octets));
}

/* What session n said since the last call. Owned by the session; valid until it speaks again. */
static inline void
heard (Fixture *f, guint n, const char *expected)
{
  assert_string_equal (f->talks[n].said->str, expected);
  g_string_truncate (f->talks[n].said, 0);
}

static inline void
forget (Fixture *f, guint n)
{
  g_string_truncate (f->talks[n].said, 0);
}

/* Session n says, and is answered with exactly this. */
static inline void
talk (Fixture *f, guint n, const char *says, const char *expected)
{
  say (f, n, says);
  heard (f, n, expected);
}

/* The same, but only how it ends is of interest. */
static inline void
talk_end (Fixture *f, guint n, const char *says, const char *expected)
{
  GString *said = f->talks[n].said;

  say (f, n, says);
  if (!g_str_has_suffix (said->str, expected))
    assert_string_equal (said->str, expected);
  g_string_truncate (said, 0);
}

static inline void
deliver (Fixture *f, const char *text)
{
  g_autoptr (Message) message = message_new_from_string (text, -1);

  assert_int_equal (mail_host_deliver (f->host, "ada@kantor.example", message, f->now, &f->out.changes), DELIVER_OK);
  engine_out_drain (&f->out);
}

static inline Fixture *
fixture_new (gboolean by_octet)
{
  Fixture *f = g_new0 (Fixture, 1);

  f->by_octet = by_octet;
  f->now = START;
  f->next_copy = 1;
  f->host = mail_host_new ("mail.kantor.example", 1);
  f->store = mail_host_add (f->host, "ada@kantor.example", "rahasia", 0);
  mail_store_mailbox_own (f->store, "INBOX")->uid_validity = 7;
  f->lines = g_array_new (FALSE, TRUE, sizeof (TraceEvent));
  f->tokens = g_array_new (FALSE, TRUE, sizeof (TraceToken));
  f->copies = g_array_new (FALSE, TRUE, sizeof (CopyEvent));
  engine_out_init (&f->out, &f->next_copy, 1);
  for (guint i = 0; i < SESSIONS; i++)
    {
      Talk *talk = &f->talks[i];

      talk->said = g_string_new (NULL);
      imap_server_init (&talk->server, i + 1);
      imap_server_start (&talk->server, f->host, f->now, &f->out);
      drain (f, talk);
      assert_true (g_str_has_prefix (talk->said->str, "* OK [CAPABILITY IMAP4rev2 IMAP4rev1 "));
      forget (f, i);
    }
  return f;
}

static inline void
fixture_free (Fixture *f)
{
  for (guint i = 0; i < SESSIONS; i++)
    {
      Talk *talk = &f->talks[i];

      imap_server_closed (&talk->server, f->host, f->now, &f->out);
      drain (f, talk);
      state_clear (&imap_server_state, &talk->server);
      g_string_free (talk->said, TRUE);
    }
  engine_out_clear (&f->out);
  g_array_free (f->lines, TRUE);
  g_array_free (f->tokens, TRUE);
  g_array_free (f->copies, TRUE);
  state_free (&mail_host_state, f->host);
  g_free (f);
}

static inline void
log_in (Fixture *f, guint n)
{
  talk_end (f, n, "in LOGIN ada rahasia\r\n", "] LOGIN completed\r\n");
}

static inline void
log_in_and_select (Fixture *f, guint n)
{
  log_in (f, n);
  talk_end (f, n, "in SELECT INBOX\r\n", "in OK [READ-WRITE] SELECT completed\r\n");
}

/* Tests run whole and octet by octet: the flag is their state. */
G_GNUC_UNUSED static gboolean fixture_whole = FALSE;
G_GNUC_UNUSED static gboolean fixture_octets = TRUE;

#define by_octet_of(state) (*(const gboolean *) *(state))
#define BOTH(test)                                                                                                     \
  cmocka_unit_test_prestate (test, &fixture_whole), cmocka_unit_test_prestate (test, &fixture_octets)
