/* What stream.c and stream-receive.c share. For no other file. */
#pragma once

#include "net/stream.h"

#define STREAM_RANGE(stream, i) (&g_array_index ((stream)->unacked, SentRange, i))

/* A SYN, a FIN or octets from now on wait for their acknowledgement. */
void stream_add_range (Stream *stream, guint64 sequence, guint length, guint flags);
void stream_become_closed (Stream *stream, guint events);
void stream_forget_sent (Stream *stream, guint64 acknowledged); /* octets of sending below it */
/* Everything on its way counts as lost. */
void stream_lose_all (Stream *stream);
/* The retransmission time-out of RFC 6298 §2 without back-off. */
void stream_set_rto (Stream *stream);
guint64 stream_pending (const Stream *stream); /* octets not sent even once */
