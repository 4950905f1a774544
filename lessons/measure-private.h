/* What the files of Measure share. */
#pragma once

#include "measure.h"

/* A copy as it is after an event. */
typedef struct {
  gint64 time;
  guint32 event;
  guint32 copy;
  guint32 letter;
  CopyReason reason;
  Place place;
  const char *folder; /* interned */
  FlagSet flags;
  CopyPart part;
  guint32 gone;       /* TRUE: it has vanished */
  guint64 octets;
} CopyRecord;

typedef struct {
  gint64 time;
  Place place;
  const char *verb; /* interned */
} CommandRecord;

struct _Measure {
  Journal *journal;
  guint until;
  GPtrArray *series;    /* of MeasureSeries * */
  GArray *copies;       /* of CopyRecord */
  GArray *commands;     /* of CommandRecord */
  GArray *waits;        /* of MeasureWait */
  GArray *roots;        /* of guint32 per event from 1: index + 1 of the wait that it follows from, 0 */
  GHashTable *latest;   /* copy id → index + 1 in copies */
  GHashTable *counted;  /* connection and direction → gint64: octets counted already */
  GHashTable *holders;  /* "place letter" → number of its copies, and of whole ones */
};

gboolean measure_place_fits (Place place, Place wanted);
/* A copy of which nobody knows the letter is one of its own. */
guint32 measure_letter_of (const CopyRecord *record);
