/* A mail host and devices that mirror one account on it, joined in memory. What the server offers can be filtered, and
 * a connection can be cut after any octet. Header only; needs cmocka. */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "imap/imap-client.h"
#include "imap/imap-server.h"
#include "rng.h"
#include "rows.h"

#define DEVICES 2
#define PUMP_TIME (G_GINT64_CONSTANT (1772409600) * G_USEC_PER_SEC)

typedef struct {
  ImapClient client;
  ImapServer server;
  DevicePolicy policy;
  Replica *replica;
  gboolean connected;
  gint64 cut_after; /* octets of the server until the line is cut; negative: never */
} Device;

typedef struct {
  MailHost *host;
  MailStore *store;
  Device devices[DEVICES];
  EngineOut out;
  guint32 next_copy;
  guint32 next_session;
  gint64 now;
  guint64 seed;
  guint64 counter;
  GStrv hidden; /* words that the server's lines lose: "MOVE", "COPYUID" */
} Pump;

static inline guint
pump_random (Pump *pump, guint below)
{
  return (guint) (rng_u64 (pump->seed, "pump", "", pump->counter++) % below);
}

static inline void
pump_init (Pump *pump, guint64 seed, const char *hidden)
{
  memset (pump, 0, sizeof *pump);
  pump->seed = seed;
  pump->now = PUMP_TIME;
  pump->next_copy = 1;
  pump->next_session = 1;
  pump->hidden = g_strsplit (hidden, " ", -1);
  pump->host = mail_host_new ("mail.kantor.example", seed);
  pump->store = mail_host_add (pump->host, "ada@kantor.example", "rahasia", 0);
  engine_out_init (&pump->out, &pump->next_copy, seed);
  for (guint i = 0; i < DEVICES; i++)
    {
      pump->devices[i].replica = replica_new ();
      pump->devices[i].cut_after = -1;
      device_policy_default (&pump->devices[i].policy, PROTOCOL_IMAP);
    }
}

static inline void
pump_disconnect (Pump *pump, Device *device)
{
  if (!device->connected)
    return;
  imap_client_closed (&device->client, &device->policy, device->replica, pump->now, &pump->out);
  imap_server_closed (&device->server, pump->host, pump->now, &pump->out);
  rows_note (&pump->out);
  engine_out_drain (&pump->out);
  state_clear (&imap_client_state, &device->client);
  state_clear (&imap_server_state, &device->server);
  device->connected = FALSE;
  device->cut_after = -1;
}

static inline void
pump_clear (Pump *pump)
{
  for (guint i = 0; i < DEVICES; i++)
    {
      pump_disconnect (pump, &pump->devices[i]);
      state_unref (&replica_state, pump->devices[i].replica);
    }
  engine_out_clear (&pump->out);
  state_free (&mail_host_state, pump->host);
  g_strfreev (pump->hidden);
}

/* Same length, other word: offsets stay. Only in lines, so tests keep these words out of their letters. */
static inline void
pump_hide (const Pump *pump, guint8 *octets, gsize length)
{
  for (guint i = 0; pump->hidden[i] != NULL; i++)
    {
      gsize n = strlen (pump->hidden[i]);

      for (gsize at = 0; n > 0 && at + n <= length; at++)
        if (memcmp (octets + at, pump->hidden[i], n) == 0)
          octets[at] = 'X';
    }
}

/* What the server wrote goes to the client. FALSE when the line has been cut. */
static inline gboolean
pump_to_client (Pump *pump, Device *device)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  gsize length = pump->out.octets->len;

  g_byte_array_append (octets, pump->out.octets->data, (guint) length);
  engine_out_drain (&pump->out);
  pump_hide (pump, octets->data, length);
  if (device->cut_after >= 0 && (gsize) device->cut_after < length)
    {
      imap_client_receive (&device->client, octets->data, (gsize) device->cut_after);
      while (imap_client_next (&device->client, &device->policy, device->replica, pump->now, &pump->out))
        ;
      engine_out_drain (&pump->out);
      pump_disconnect (pump, device);
      return FALSE;
    }
  if (device->cut_after >= 0)
    device->cut_after -= (gint64) length;
  imap_client_receive (&device->client, octets->data, length);
  return TRUE;
}

static inline gboolean
pump_step (Pump *pump, Device *device)
{
  gboolean moved = FALSE;

  if (!device->connected)
    return FALSE;
  while (imap_client_next (&device->client, &device->policy, device->replica, pump->now, &pump->out))
    {
      moved = TRUE;
      rows_note (&pump->out);
      imap_server_receive (&device->server, pump->out.octets->data, pump->out.octets->len);
      engine_out_drain (&pump->out);
    }
  engine_out_drain (&pump->out);
  while (imap_server_next (&device->server, pump->host, pump->now, &pump->out))
    {
      moved = TRUE;
      if (!pump_to_client (pump, device))
        return TRUE;
    }
  imap_server_poll (&device->server, pump->host, pump->now, &pump->out);
  if (pump->out.octets->len == 0)
    {
      engine_out_drain (&pump->out);
      return moved;
    }
  pump_to_client (pump, device);
  return TRUE;
}

/* Until nobody has anything more to say. */
static inline void
pump_run (Pump *pump)
{
  gboolean moved = TRUE;
  guint rounds = 0;

  while (moved)
    {
      moved = FALSE;
      for (guint i = 0; i < DEVICES; i++)
        moved |= pump_step (pump, &pump->devices[i]);
      pump->now += G_USEC_PER_SEC;
      if (++rounds > 5000)
        fail_msg ("seed %" G_GUINT64_FORMAT ": they never fall silent", pump->seed);
    }
}

static inline void
pump_connect (Pump *pump, Device *device)
{
  if (device->connected)
    return;
  device->connected = TRUE;
  imap_client_init (&device->client, "ada@kantor.example", "rahasia", TRUE);
  imap_server_init (&device->server, pump->next_session++);
  imap_server_start (&device->server, pump->host, pump->now, &pump->out);
  pump_to_client (pump, device);
}

static inline void
pump_deliver (Pump *pump, guint n)
{
  g_autofree char *text = g_strdup_printf ("From: budi@luar.example\r\nSubject: letter %u\r\n\r\nHello %u\r\n", n, n);
  g_autoptr (Message) message = message_new_from_string (text, -1);

  assert_int_equal (mail_host_deliver (pump->host, "ada@kantor.example", message, pump->now, &pump->out.changes),
                    DELIVER_OK);
  engine_out_drain (&pump->out);
}

static inline void
pump_pend (Device *device, PendingKind kind, const ReplicaFolder *folder, const ReplicaItem *item, const char *target,
           FlagsOperation operation, guint32 flags)
{
  PendingChange change = { .kind = kind, .operation = operation, .flags = { .system = flags }, .folder = folder->name,
                           .target = (char *) target, .uid = item->uid, .item = item->id };

  replica_pend (device->replica, &change);
}

/* The letters of a mailbox with their flags, in order of UID, "31:1 33:0": on the server and on a device. */
static inline char *
pump_describe_mailbox (const Mailbox *mailbox)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mailbox_count (mailbox); i++)
    g_string_append_printf (text, "%u:%x ", mailbox_entry (mailbox, i)->uid, mailbox_entry (mailbox, i)->flags.system);
  return g_string_free (text, FALSE);
}

static inline int
pump_by_uid (gconstpointer a, gconstpointer b)
{
  guint32 x = (*(ReplicaItem *const *) a)->uid;
  guint32 y = (*(ReplicaItem *const *) b)->uid;

  return x < y ? -1 : x > y;
}

static inline char *
pump_describe_folder (const ReplicaFolder *folder)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  GString *text = g_string_new (NULL);

  for (guint i = 0; folder != NULL && i < folder->items->len; i++)
    g_ptr_array_add (items, &g_array_index (folder->items, ReplicaItem, i));
  g_ptr_array_sort (items, pump_by_uid);
  for (guint i = 0; i < items->len; i++)
    {
      const ReplicaItem *item = items->pdata[i];

      g_string_append_printf (text, "%u:%x%s ", item->uid, item->flags.system, item->hidden ? " hidden" : "");
    }
  return g_string_free (text, FALSE);
}

/* Every device shows what the server has. */
static inline void
pump_assert_converged (Pump *pump)
{
  for (guint d = 0; d < DEVICES; d++)
    {
      const Device *device = &pump->devices[d];

      assert_int_equal (device->replica->pending->len, 0);
      assert_true (imap_client_in_step (&device->client, &device->policy, device->replica));
      for (guint i = 0; i < pump->store->mailboxes->len; i++)
        {
          const Mailbox *mailbox = pump->store->mailboxes->pdata[i];
          g_autofree char *there = pump_describe_mailbox (mailbox);
          g_autofree char *here = pump_describe_folder (replica_folder (device->replica, mailbox->name));

          if (strcmp (there, here) != 0)
            fail_msg ("seed %" G_GUINT64_FORMAT ", device %u, %s: %s on the server, %s here", pump->seed, d,
                      mailbox->name, there, here);
        }
    }
}
