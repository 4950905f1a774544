/* A device with one POP3 session, for tests, talking to a script or to the POP3 server of this code
 * base. After each call the session goes on with a copy of its engine. */
#pragma once

#include <string.h>

#include "../watch.h"
#include "pop3/pop3-client.h"
#include "pop3/pop3-server.h"

#define START (G_GINT64_CONSTANT (1788249600) * G_USEC_PER_SEC)
#define DAY (24 * 3600 * (gint64) G_USEC_PER_SEC)

typedef struct {
  Pop3Client client;
  DevicePolicy policy;
  Replica *replica;
  EngineOut out;
  guint32 next_copy;
  gint64 now;
  GString *said;
  GArray *rules; /* of guint: DecisionRule */
  gboolean closed;
  gboolean by_octet;
  guint secrets;
  /* The pump's other side. */
  MailHost *host;
  Pop3Server server;
  EngineOut server_out;
  const char *cut_before; /* verb: the connection is cut when it would be sent next, NULL */
  guint deles;
  guint retrs;
  gboolean recent; /* logs in as recent:ada */
} Device;

static inline void
device_connect (Device *d)
{
  state_clear (&pop3_client_state, &d->client);
  pop3_client_init (&d->client, d->recent ? "recent:ada" : "ada", "rahasia");
  d->closed = FALSE;
  g_string_truncate (d->said, 0);
  g_array_set_size (d->rules, 0);
}

static inline Device *
device_new (gboolean by_octet)
{
  Device *d = g_new0 (Device, 1);

  d->by_octet = by_octet;
  d->next_copy = 1;
  d->now = START;
  d->said = g_string_new (NULL);
  d->rules = g_array_new (FALSE, TRUE, sizeof (guint));
  d->replica = replica_new ();
  device_policy_default (&d->policy, PROTOCOL_POP3);
  engine_out_init (&d->out, &d->next_copy, 1);
  engine_out_init (&d->server_out, &d->next_copy, 1);
  device_connect (d);
  return d;
}

static inline void
device_free (Device *d)
{
  state_clear (&pop3_client_state, &d->client);
  state_clear (&pop3_server_state, &d->server);
  state_free (&mail_host_state, d->host);
  state_unref (&replica_state, d->replica);
  engine_out_clear (&d->out);
  engine_out_clear (&d->server_out);
  g_string_free (d->said, TRUE);
  g_array_free (d->rules, TRUE);
  g_free (d);
}

static inline void
device_drain (Device *d)
{
  Pop3Client copy;

  watch_out (&d->out, d->client.io.out_offset - d->out.octets->len);
  g_string_append_len (d->said, (const char *) d->out.octets->data, d->out.octets->len);
  for (guint i = 0; i < d->out.events->len; i++)
    {
      const TraceEvent *event = &g_array_index (d->out.events, TraceEvent, i);

      if (event->kind == TRACE_DECISION)
        g_array_append_val (d->rules, event->decision.rule);
    }
  for (guint i = 0; i < d->out.tokens->len; i++)
    d->secrets += g_array_index (d->out.tokens, TraceToken, i).kind == TOKEN_SECRET;
  d->closed |= d->out.close;
  engine_out_drain (&d->out);
  state_copy (&pop3_client_state, &copy, &d->client);
  state_clear (&pop3_client_state, &d->client);
  d->client = copy;
}

static inline void
device_run (Device *d)
{
  while (pop3_client_next (&d->client, &d->policy, d->replica, d->now, &d->out))
    device_drain (d);
  device_drain (d);
}

static inline void
device_feed (Device *d, const char *octets, gsize length)
{
  gsize step = d->by_octet ? 1 : length;

  for (gsize i = 0; i < length; i += step)
    {
      pop3_client_receive (&d->client, (const guint8 *) octets + i, step);
      device_run (d);
    }
}

static inline void
device_closed (Device *d)
{
  pop3_client_closed (&d->client, &d->policy, d->replica, d->now, &d->out);
  device_drain (d);
}

/* Plays "S: " lines to the client and holds what it says against the "C: " lines that follow. */
static inline void
device_play (Device *d, const char *name, const char *script)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);
  g_autoptr (GString) expected = g_string_new (NULL);

  device_run (d);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      if (lines[i][0] == 'S')
        {
          g_autofree char *line = g_strconcat (lines[i] + 3, "\r\n", NULL);

          device_feed (d, line, strlen (line));
        }
      else
        g_string_append_printf (expected, "%s\r\n", lines[i] + 3);
    }
  if (strcmp (expected->str, d->said->str) != 0)
    fail_msg ("%s (%s): it said\n%s", name, d->by_octet ? "by octet" : "whole", d->said->str);
}

static inline guint
device_count (const Device *d)
{
  const ReplicaFolder *inbox = replica_folder (d->replica, "INBOX");

  return inbox->items->len;
}

static inline gboolean
device_obeyed (const Device *d, guint rule)
{
  for (guint i = 0; i < d->rules->len; i++)
    if (g_array_index (d->rules, guint, i) == rule)
      return TRUE;
  return FALSE;
}

/* A server with so many messages: "message 1" and so on. */
static inline void
device_serve (Device *d, guint messages)
{
  d->host = mail_host_new ("mail.kantor.example", 7);
  mail_host_add (d->host, "ada@kantor.example", "rahasia", 0);
  for (guint i = 1; i <= messages; i++)
    {
      g_autofree char *text = g_strdup_printf ("Subject: message %u\r\nDate: Tue, 1 Sep 2026 08:0%u:00 +0700\r\n\r\n"
                                               ".body %u\r\n.\r\nlast line\r\n",
                                               i, i % 10, i);
      g_autoptr (Message) message = message_new_from_string (text, -1);

      mail_host_deliver (d->host, "ada@kantor.example", message, d->now, &d->server_out.changes);
    }
  engine_out_drain (&d->server_out);
}

static inline void
device_deliver (Device *d, const char *text)
{
  g_autoptr (Message) message = message_new_from_string (text, -1);

  mail_host_deliver (d->host, "ada@kantor.example", message, d->now, &d->server_out.changes);
  engine_out_drain (&d->server_out);
}

static inline guint
device_on_server (const Device *d)
{
  return mailbox_count (mail_store_mailbox (mail_host_store (d->host, 1), "INBOX"));
}

static inline gboolean
pump_is_cut (Device *d)
{
  const char *verb = pop3_client_peek (&d->client, &d->policy, d->replica, d->now);

  return d->cut_before != NULL && verb != NULL && strcmp (verb, d->cut_before) == 0;
}

static inline gboolean
pump_client (Device *d)
{
  gboolean worked = pop3_client_next (&d->client, &d->policy, d->replica, d->now, &d->out);

  pop3_server_receive (&d->server, d->out.octets->data, d->out.octets->len);
  if (d->out.octets->len >= 4)
    {
      d->deles += memcmp (d->out.octets->data, "DELE", 4) == 0;
      d->retrs += memcmp (d->out.octets->data, "RETR", 4) == 0;
    }
  device_drain (d);
  return worked;
}

/* One whole session, both engines back to back, each taking turns. */
static inline ClientResult
device_check (Device *d)
{
  gboolean worked = TRUE;

  device_connect (d);
  d->by_octet = FALSE;
  state_clear (&pop3_server_state, &d->server);
  pop3_server_init (&d->server, d->host->next_session++);
  pop3_server_start (&d->server, d->host, d->now, &d->server_out);
  while (worked && !pump_is_cut (d))
    {
      worked = FALSE;
      watch_out (&d->server_out, d->server.io.out_offset - d->server_out.octets->len);
      pop3_client_receive (&d->client, d->server_out.octets->data, d->server_out.octets->len);
      engine_out_drain (&d->server_out);
      while (!pump_is_cut (d) && pump_client (d))
        worked = TRUE;
      worked |= pop3_server_next (&d->server, d->host, d->now, &d->server_out);
    }
  device_closed (d);
  pop3_server_closed (&d->server, d->host, d->now, &d->server_out);
  engine_out_drain (&d->server_out);
  return d->client.result;
}
