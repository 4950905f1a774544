#include "message-private.h"

#include <string.h>

static void
message_digest_state (gconstpointer object, GChecksum *sum)
{
  g_checksum_update (sum, (const guint8 *) message_digest (object), 64);
}

static void
message_finalize (gpointer object)
{
  Message *message = object;

  g_bytes_unref (message->octets);
  g_free (message->digest);
  g_free (message->letter_digest);
  g_clear_pointer (&message->headers, g_ptr_array_unref);
  g_clear_pointer (&message->structure, message_part_free);
}

static const StateField message_fields[] = {
  STATE_FIELD (Message, shared, STATE_SKIP),
  STATE_FIELD (Message, octets, STATE_SKIP), /* the digest hook speaks for them */
  STATE_FIELD (Message, digest, STATE_SKIP),
  STATE_FIELD (Message, letter_digest, STATE_SKIP),
  STATE_FIELD (Message, headers, STATE_SKIP),
  STATE_FIELD (Message, structure, STATE_SKIP),
};

const StateType message_state = {
  "Message", sizeof (Message), message_fields, G_N_ELEMENTS (message_fields), message_digest_state, message_finalize,
};

Message *
message_new (GBytes *octets)
{
  Message *message = state_shared_new (&message_state);

  message->octets = g_bytes_ref (octets);
  return message;
}

Message *
message_new_from_string (const char *octets, gssize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (octets, length < 0 ? strlen (octets) : (gsize) length);

  return message_new (bytes);
}

Message *
message_ref (Message *message)
{
  return state_ref (message);
}

void
message_unref (Message *message)
{
  state_unref (&message_state, message);
}

const guint8 *
message_octets (const Message *message, gsize *length)
{
  const guint8 *octets = g_bytes_get_data (message->octets, length);

  return octets != NULL ? octets : (const guint8 *) "";
}

GBytes *
message_get_bytes (const Message *message)
{
  return message->octets;
}

gsize
message_size (const Message *message)
{
  return g_bytes_get_size (message->octets);
}

const char *
message_digest (const Message *message)
{
  Message *self = (Message *) message; /* the cache is no part of its state */

  if (self->digest == NULL)
    self->digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->octets);
  return self->digest;
}

/* Fields that the way through servers and programs adds or takes away (RFC 5321 §4.4). */
static gboolean
is_trace_field (const guint8 *name, gsize length)
{
  static const char *const names[] = { "Received", "Return-Path", "Delivered-To", "Bcc", "Status",
                                       "X-Status", "X-UID", "X-Keywords", NULL };
  const char *mozilla = "X-Mozilla-";

  for (guint i = 0; names[i] != NULL; i++)
    if (strlen (names[i]) == length && g_ascii_strncasecmp ((const char *) name, names[i], length) == 0)
      return TRUE;
  return length > strlen (mozilla) && g_ascii_strncasecmp ((const char *) name, mozilla, strlen (mozilla)) == 0;
}

const char *
message_letter_digest (const Message *message)
{
  Message *self = (Message *) message; /* the cache is no part of its state */
  g_autoptr (GChecksum) sum = NULL;
  gsize length, name_length;
  const guint8 *octets = message_octets (message, &length);
  OctetRange header, field;
  gsize at = 0;

  if (self->letter_digest != NULL)
    return self->letter_digest;
  header = message_header_range (message);
  sum = g_checksum_new (G_CHECKSUM_SHA256);
  while (message_field_next (octets, &at, header.end, &field, &name_length))
    if (!is_trace_field (octets + field.start, name_length))
      g_checksum_update (sum, octets + field.start, (gssize) (field.end - field.start));
  g_checksum_update (sum, (const guint8 *) "\r\n", 2);
  g_checksum_update (sum, octets + header.end, (gssize) (length - header.end));
  self->letter_digest = g_strdup (g_checksum_get_string (sum));
  return self->letter_digest;
}
