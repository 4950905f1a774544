/* For the tests of the network: a world that has nothing else, and two applications that count. */
#pragma once

#include "net/network.h"

#define SECOND G_GINT64_CONSTANT (1000000)

typedef struct {
  Network network;
  Scheduler scheduler;
  NetworkContext context;
  GChecksum *log;      /* of all trace events */
  GArray *segments;    /* of TraceEvent */
  GArray *changes;     /* of ConnectionChange */
  GByteArray *got[2];  /* per Side: octets read by it */
  guint counts[2][NET_CLOSED + 1];
  guint32 next_event;
  gint64 ended;
  gboolean deaf[2];    /* does not read */
} Lab;

Lab *lab_new (guint64 seed);
void lab_free (Lab *lab);
Lab *lab_dup (const Lab *lab);
void lab_read_all (Lab *lab, guint32 connection, Side side);
/* One entry of the queue, if it comes up by then. */
gboolean lab_step (Lab *lab, gint64 until);
void lab_run (Lab *lab, gint64 until);
Place lab_device (guint32 id);
void lab_add_link (Lab *lab, guint32 id, guint32 loss_ppm);
guint32 lab_open (Lab *lab, guint32 id);
/* Until the server's application knows of it. */
guint32 lab_open_and_wait (Lab *lab, guint32 id);
GByteArray *lab_letter (guint length);
void lab_write (Lab *lab, guint32 connection, Side side, const char *text);
char *lab_digest (const Lab *lab);
guint lab_count_segments (const Lab *lab, SegmentFate fate, guint flags);
ConnectionChange lab_last_change (const Lab *lab);
/* Sends a letter from the server and closes; both ends must end in order and the octets be there. */
void lab_transfer (Lab *lab, guint length);
