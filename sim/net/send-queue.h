/* SendQueue: the octets of a stream from the oldest not acknowledged to the last written, in chunks
 * that copies of the world share: a letter of megabytes that is being sent is not copied with it. */
#pragma once

#include <glib.h>

#include "state.h"

/* Immutable. */
typedef struct {
  StateShared shared;
  GBytes *octets;
  char *digest; /* made when first asked for */
} SendChunk;

typedef struct {
  GPtrArray *chunks; /* of SendChunk * */
  guint64 start;     /* offset in the stream of the first chunk's first octet */
  guint64 end;       /* offset behind the last octet */
} SendQueue;

extern const StateType send_chunk_state, send_queue_state;

void send_queue_init (SendQueue *queue);
void send_queue_add (SendQueue *queue, const guint8 *octets, gsize length);
/* Octets before the offset will not be asked for again. */
void send_queue_forget (SendQueue *queue, guint64 before);
/* The octets from an offset on, which must all be there. Caller owns. */
GByteArray *send_queue_get (const SendQueue *queue, guint64 offset, guint length);
