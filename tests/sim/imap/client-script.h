/* A scripted server for the IMAP client: lines "S: ..." are fed to it, lines "C: ..." have to be what it sends next.
 * Literals are written with their CRLF as "\r\n" in the C string. Each script runs twice: a line of the server at a
 * time, and octet by octet. Header only; needs cmocka. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "imap/imap-client.h"
#include "rows.h"

#define SCRIPT_TIME (G_GINT64_CONSTANT (1772409600) * G_USEC_PER_SEC) /* 2026-03-02 00:00 UTC */

typedef struct {
  ImapClient client;
  DevicePolicy policy;
  Replica *replica;
  EngineOut out;
  guint32 next_copy;
  gint64 now;
  GString *sent;      /* by the client, not yet expected */
  GArray *rules;      /* of guint32: all decisions */
  GArray *copies;     /* of CopyEvent: all changes */
  gboolean octetwise;
  gboolean closed;    /* the client wants the connection closed */
} Script;

static inline void
script_init (Script *script, gboolean stay)
{
  memset (script, 0, sizeof *script);
  script->next_copy = 1;
  script->now = SCRIPT_TIME;
  script->replica = replica_new ();
  script->sent = g_string_new (NULL);
  script->rules = g_array_new (FALSE, FALSE, sizeof (guint32));
  script->copies = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  device_policy_default (&script->policy, PROTOCOL_IMAP);
  engine_out_init (&script->out, &script->next_copy, 1);
  imap_client_init (&script->client, "ada", "rahasia", stay);
}

static inline void
script_clear (Script *script)
{
  state_clear (&imap_client_state, &script->client);
  state_unref (&replica_state, script->replica);
  engine_out_clear (&script->out);
  g_string_free (script->sent, TRUE);
  g_array_unref (script->rules);
  g_array_unref (script->copies);
}

/* The lines that the engine notes are what it writes and reads, in order and without holes. */
static inline void
script_check_events (Script *script)
{
  guint64 written = script->client.io.out_offset - script->out.octets->len;

  for (guint i = 0; i < script->out.events->len; i++)
    {
      const TraceEvent *event = &g_array_index (script->out.events, TraceEvent, i);

      if (event->kind == TRACE_DECISION)
        g_array_append_val (script->rules, event->decision.rule);
      if (event->kind != TRACE_LINE)
        continue;
      assert_int_equal (event->role, ROLE_CLIENT);
      for (guint t = 0; t < event->line.n_tokens; t++)
        {
          const TraceToken *token = &g_array_index (script->out.tokens, TraceToken, event->line.first_token + t);

          assert_true (token->start + token->length <= event->line.end - event->line.start);
        }
      if (event->line.arrived)
        continue;
      assert_int_equal (event->line.start, written);
      written = event->line.end;
    }
  assert_int_equal (written, script->client.io.out_offset);
}

static inline void
script_drain (Script *script)
{
  rows_note (&script->out);
  script_check_events (script);
  g_array_append_vals (script->copies, script->out.changes.events->data, script->out.changes.events->len);
  g_string_append_len (script->sent, (const char *) script->out.octets->data, script->out.octets->len);
  script->closed |= script->out.close;
  engine_out_drain (&script->out);
}

static inline void
script_pump (Script *script)
{
  guint steps = 0;

  while (imap_client_next (&script->client, &script->policy, script->replica, script->now, &script->out))
    {
      script_drain (script);
      assert_true (++steps < 10000);
    }
  script_drain (script);
}

static inline void
script_feed (Script *script, const char *octets, gsize length)
{
  gsize step = script->octetwise ? 1 : length;

  for (gsize at = 0; at < length; at += step)
    {
      imap_client_receive (&script->client, (const guint8 *) octets + at, step);
      script_pump (script);
    }
}

static inline void
script_expect (Script *script, const char *line)
{
  g_autofree char *wanted = g_strconcat (line, "\r\n", NULL);
  g_autofree char *got = g_strndup (script->sent->str, MIN (strlen (wanted), script->sent->len));

  if (strcmp (got, wanted) != 0)
    fail_msg ("expected \"%s\", the client sent \"%s\"", line, script->sent->str);
  g_string_erase (script->sent, 0, (gssize) strlen (wanted));
}

/* lines: NULL-terminated, each "S: ..." or "C: ...". */
static inline void
script_run_lines (Script *script, const char *const *lines)
{
  script_pump (script);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == 'S')
        {
          g_autofree char *line = g_strconcat (lines[i] + 3, "\r\n", NULL);

          if (script->sent->len > 0)
            fail_msg ("before \"%s\", the client sent \"%s\"", lines[i], script->sent->str);
          script_feed (script, line, strlen (line));
        }
      else
        script_expect (script, lines[i] + 3);
    }
  if (script->sent->len > 0)
    fail_msg ("at the end, the client sent \"%s\"", script->sent->str);
}

#define script_lines(script, ...) script_run_lines ((script), (const char *const[]) { __VA_ARGS__, NULL })

/* Runs the body whole and octet by octet: the replicas have to be the same. */
typedef void (*ScriptBody) (Script *script);

static inline void
script_twice (ScriptBody body, gboolean stay)
{
  char *digests[2];

  for (guint i = 0; i < 2; i++)
    {
      Script script;

      script_init (&script, stay);
      script.octetwise = i == 1;
      body (&script);
      digests[i] = state_digest_string (&replica_state, script.replica);
      script_clear (&script);
    }
  assert_string_equal (digests[0], digests[1]);
  g_free (digests[0]);
  g_free (digests[1]);
}

#define GREETING "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS MOVE LITERAL+] ready"
#define LOG_IN                                                                                                         \
  GREETING, "C: a1 AUTHENTICATE PLAIN AGFkYQByYWhhc2lh",                                                               \
    "S: a1 OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS MOVE LITERAL+] in", "C: a2 LIST \"\" \"*\""
