/* What timeline.c and timeline-stops.c share. For no other file. */
#pragma once

#include "time/timeline.h"

/* What is remembered of each step: enough to find it by event, time and instant. */
typedef struct {
  gint64 time;
  guint32 event;   /* id of the last event so far */
  guint32 instant; /* as World.instant, after the step */
} TimelineStep;

typedef struct {
  World *world;
  gsize weight;    /* octets that it does not share with others, about */
  guint32 step;
} Keyframe;

struct _Timeline {
  Journal *journal;
  guint branch;
  guint variant;
  GArray *script;
  World *world;      /* at the position */
  Trace *trace;      /* to the furthest point */
  GArray *steps;     /* of TimelineStep, to the furthest point; element 0 is the beginning */
  GArray *keyframes; /* of Keyframe, by step; the first is the beginning */
  gsize weight;      /* of all keyframes */
  gboolean complete; /* the furthest point is the end */
  gint64 live_until; /* G_MININT64: not live */
  gint64 limit;      /* nothing later is lived, G_MAXINT64: no limit */
};

/* Makes the trace longer by at least one event; the position stays. FALSE at the end. */
gboolean timeline_extend (Timeline *timeline);
/* Id of the last event of the step that wrote the event. */
guint timeline_step_end (const Timeline *timeline, guint event);
