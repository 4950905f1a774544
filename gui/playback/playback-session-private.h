/* What the files of PrSession share. For no other file. */
#pragma once

#include "playback/pace.h"
#include "playback/playback-session.h"

typedef struct {
  TraceIndex *index;
  CopyTable *copies;   /* NULL: not asked for since the last move */
} WorldView;

/* Something that the person did since the journal was opened. */
typedef struct {
  guint before; /* branch in which it was done */
  guint after;  /* branch that holds it: the same, or one that began with it */
  guint action; /* index */
} Deed;

struct _PrSession {
  GObject parent_instance;

  /* owned */
  Journal *journal;
  Playback *playback;
  char *path;
  GArray *views; /* of WorldView */
  GArray *deeds; /* of Deed: what can be taken back, oldest first */
  TimeScale *scale;

  gint64 start, end, time;
  guint32 selected;
  StepUnit unit;
  gboolean playing;
  gboolean modified;
  gboolean devices_only;
  double speed;

  const SessionGuide *guide; /* borrowed, NULL */
  gpointer guide_data;

  Pace pace;
};

enum { SESSION_CHANGED, SESSION_MOVED, SESSION_SELECTED, SESSION_PLAYING, SESSION_N_SIGNALS };

void session_emit (PrSession *session, guint signal);
/* The journal or the branch is another one: what lies ahead is lived, so that the scrubber can show it. */
void session_learn_future (PrSession *session);
/* The last moment that may be shown. Worlds are lived no further than that. */
gint64 session_find_end (PrSession *session);
/* Selects the line that was written last. */
void session_follow_head (PrSession *session);
/* The clock shows where the playback is. */
void session_take_time (PrSession *session);
