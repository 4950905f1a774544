#include "net/send-queue.h"

/* Small enough to be given up soon after their octets are acknowledged. */
#define CHUNK 65536

static void
chunk_digest (gconstpointer object, GChecksum *sum)
{
  SendChunk *chunk = (SendChunk *) object;

  if (chunk->digest == NULL)
    chunk->digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, chunk->octets);
  g_checksum_update (sum, (const guchar *) chunk->digest, -1);
}

static void
chunk_finalize (gpointer object)
{
  SendChunk *chunk = object;

  g_bytes_unref (chunk->octets);
  g_free (chunk->digest);
}

static const StateField chunk_fields[] = {
  STATE_FIELD (SendChunk, shared, STATE_SKIP),
  STATE_FIELD (SendChunk, octets, STATE_SKIP), /* the digest hook speaks for them */
  STATE_FIELD (SendChunk, digest, STATE_SKIP),
};
const StateType send_chunk_state
  = { "SendChunk", sizeof (SendChunk), chunk_fields, G_N_ELEMENTS (chunk_fields), chunk_digest, chunk_finalize };

static const StateField queue_fields[] = {
  STATE_FIELD_OF (SendQueue, chunks, STATE_REF_ARRAY, send_chunk_state),
  STATE_FIELD (SendQueue, start, STATE_POD),
  STATE_FIELD (SendQueue, end, STATE_POD),
};
const StateType send_queue_state = STATE_TYPE (SendQueue, queue_fields);

void
send_queue_init (SendQueue *queue)
{
  *queue = (SendQueue) { .chunks = g_ptr_array_new () };
}

void
send_queue_add (SendQueue *queue, const guint8 *octets, gsize length)
{
  for (gsize at = 0; at < length; at += CHUNK)
    {
      SendChunk *chunk = state_shared_new (&send_chunk_state);

      chunk->octets = g_bytes_new (octets + at, MIN (CHUNK, length - at));
      g_ptr_array_add (queue->chunks, chunk);
    }
  queue->end += length;
}

static gsize
chunk_length (const SendQueue *queue, guint i)
{
  return g_bytes_get_size (((const SendChunk *) queue->chunks->pdata[i])->octets);
}

void
send_queue_forget (SendQueue *queue, guint64 before)
{
  guint n = 0;

  g_assert (before <= queue->end);
  for (; n < queue->chunks->len && queue->start + chunk_length (queue, n) <= before; n++)
    {
      queue->start += chunk_length (queue, n);
      state_unref (&send_chunk_state, queue->chunks->pdata[n]);
    }
  if (n > 0)
    g_ptr_array_remove_range (queue->chunks, 0, n);
}

GByteArray *
send_queue_get (const SendQueue *queue, guint64 offset, guint length)
{
  GByteArray *octets = g_byte_array_sized_new (length);
  guint64 at = queue->start;

  g_assert (offset >= queue->start && offset + length <= queue->end);
  for (guint i = 0; octets->len < length; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (((const SendChunk *) queue->chunks->pdata[i])->octets, &size);
      guint64 from = offset + octets->len;

      if (from < at + size)
        g_byte_array_append (octets, data + (from - at), (guint) MIN (length - octets->len, at + size - from));
      at += size;
    }
  return octets;
}
