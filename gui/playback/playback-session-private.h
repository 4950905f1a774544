/* What the files of PrSession share. For no other file. */
#pragma once

#include "playback/pace.h"
#include "playback/playback-session.h"

typedef struct {
  TraceIndex *index;
  CopyTable *copies;   /* NULL: not asked for since the last move */
  char *name;          /* of a branch that is compared; NULL: the variant's is shown */
} WorldView;

/* Something that the person did since the journal was opened. */
typedef struct {
  guint before; /* branch in which it was done */
  guint after;  /* branch that holds it: the same, or one that began with it */
  guint action; /* index */
} Deed;

typedef struct {
  Gateway *gateway;    /* owned; NULL: not live */
  gint64 began;        /* the world's time when it began */
  gint64 real_began;   /* monotonic */
  gboolean following;  /* the position is now */
  guint sync;          /* sources, 0 */
  guint clock;
  guint devices;       /* of the world, when they were last counted */
  guint clients;
  gint64 synced;       /* monotonic */
} Live;

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
  Live live;
};

enum { SESSION_CHANGED, SESSION_MOVED, SESSION_SELECTED, SESSION_PLAYING, SESSION_LIVE, SESSION_N_SIGNALS };

void session_emit (PrSession *session, guint signal);
/* The journal or the branch is another one: what lies ahead is lived, so that the scrubber can show it. */
void session_learn_future (PrSession *session);
/* The last moment that may be shown. Worlds are lived no further than that. */
gint64 session_find_end (PrSession *session);
/* Sees what the traces got since, up to the session's end. TRUE: something was taken back, too. */
gboolean session_see_growth (PrSession *session);
/* Selects the line that was written last. */
void session_follow_head (PrSession *session);
/* playback-session-live.c. TRUE: the person, who was following, stays at this moment instead of playing on. */
gboolean session_live_pause (PrSession *session);
/* The position was chosen: TRUE when it is now. */
void session_live_moved (PrSession *session, gboolean to_now);
/* Something is done now, wherever the position is. Takes the action. */
gboolean session_live_act (PrSession *session, Action *action, GError **error);
/* Without recording that it ended. */
void session_live_drop (PrSession *session);
/* The clock shows where the playback is. */
void session_take_time (PrSession *session);
