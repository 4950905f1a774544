/* CopyTable: "where each message lives": letters × places, read from a world and its trace. */
#pragma once

#include <glib.h>

#include "world/world.h"

typedef struct {
  guint32 letter;
  Place place;
  gboolean present;    /* FALSE also when all that is there is hidden */
  gboolean ever;       /* it has been there */
  guint copies;        /* more than 1: downloaded twice */
  const char *folder;  /* interned; of the first copy */
  FlagSet flags;       /* system flags of the first copy */
  CopyPart part;
  gboolean waiting;    /* a change for it waits to be told to the server, or it waits in the outbox */
  gboolean hidden;     /* removed by the person, the server does not know yet; then not present */
  CopyReason gone;     /* why it is not there any more */
  guint32 gone_event;  /* the trace event that proves it */
  guint64 octets;      /* of all its copies there, hidden ones too */
} CopyCell;

typedef struct {
  GArray *letters;     /* of guint32: letter ids, rows */
  GArray *places;      /* of Place: server accounts, devices, outside; columns */
  GArray *cells;       /* of CopyCell, row by row */
  GArray *kept;        /* of guint64 per place: octets held */
  GArray *moved;       /* of guint64 per place: octets moved over its link (0 for the server) */
} CopyTable;

/* The world as it is after trace event until; later events are not looked at. */
CopyTable *copy_table_new (const World *world, const Trace *trace, guint until);
void copy_table_free (CopyTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CopyTable, copy_table_free)
const CopyCell *copy_table_cell (const CopyTable *table, guint row, guint column);
/* Name of a place for people: "Server" (of several accounts: "Server (ada)"), the device's own name, "Outside". Caller owns. */
char *place_dup_name (const World *world, Place place);
