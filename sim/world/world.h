/* World: all that exists, in one value that can be copied, compared and stepped.
 *
 * A step is at most one action, one segment arriving, one line handled, or one timer, with its
 * direct consequences. The world reads its journal (immutable for a given script) and writes a
 * trace; it looks at neither wall clock nor anything outside. */
#pragma once

#include <glib.h>

#include "world/device.h"
#include "journal/journal.h"
#include "world/mail-host.h"
#include "net/network.h"
#include "world/outside.h"
#include "scheduler.h"
#include "world/session.h"
#include "trace.h"

/* What the learner follows. Label and colour come from the id. */
typedef struct {
  char *subject;  /* for people, decoded */
  char *from;
  char *digest;   /* message_letter_digest() */
  guint64 size;
  guint32 id;     /* journal_letter() where the journal made it; else from JOURNAL_FIRST_OTHER on */
  guint32 action; /* index + 1 of the action that made it, 0 */
} Letter;

extern const StateType letter_state;

/* A copy that a mailbox on the server has or had. */
typedef struct {
  guint32 store;
  guint32 uid_validity;
  guint32 uid;
  guint32 letter;
  guint32 copy;
} ServerCopy;

/* A connection at whose client's end no engine stands: the gateway has brought it in, or a person types by hand. */
typedef struct {
  guint32 socket;     /* the gateway's number; 0 by hand */
  guint32 connection;
  guint32 tls;        /* TRUE: within TLS from the start */
  guint32 by_hand;
} RealSocket;

typedef struct {
  gint64 now;
  guint64 seed;
  guint32 step;         /* steps so far */
  guint32 event;        /* id of the last trace event */
  guint32 instant;      /* steps at this very microsecond */
  guint32 next_action;  /* index into the script */
  guint32 next_copy;    /* id of the last copy (changes.h) */
  guint32 variant;
  guint32 ended;        /* TRUE: an `end` action was met */
  gint32 zone_minutes;
  guint32 day_began;    /* TRUE: an action that is not set-up has been met: mail programs run from here on */
  guint32 queue_seen;   /* id of the last queued mail on the host whose sending was planned */
  guint32 next_letter;  /* id of the next letter that no action made */
  guint32 unused;
  Scheduler scheduler;
  Network network;
  MailHost *host;
  GPtrArray *devices;   /* of Device * */
  Outside outside;
  GPtrArray *sessions;  /* of Session *: both ends' engines of live connections */
  GArray *letters;      /* of Letter */
  GArray *server_copies; /* of ServerCopy, all that there ever were, oldest first */
  GArray *real_sockets; /* of RealSocket */
} World;

extern const StateType world_state;

World *world_new (const Journal *journal, guint variant);
World *world_dup (const World *world);
void world_free (World *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (World, world_free)
char *world_digest (const World *world);

/* One step. script: journal_script(). trace may be NULL (ids are still counted). FALSE when nothing is left
 * to do: the script is at its end and only background entries remain, or `end` was met. */
gboolean world_step (World *world, const Journal *journal, const GArray *script, Trace *trace);
/* When the next step happens; G_MAXINT64 when there is none. */
gint64 world_next_time (const World *world, const Journal *journal, const GArray *script);

/* What comes out at the client's end of a real client's connection, told while a step is made. Not world state: nothing
 * that the world does depends on it. */
typedef struct {
  void (*octets) (gpointer data, guint32 socket, const guint8 *octets, gsize length);
  void (*start_tls) (gpointer data, guint32 socket, guint64 after); /* TLS begins behind that many octets to the client */
  void (*ended) (gpointer data, guint32 socket, gboolean reset);
  /* A range of what the client has sent is secret. command: none is, but a command begins there. known: with that line the
   * client has logged in, or would have but for another reason than its password. An empty range tells only that. */
  void (*secret) (gpointer data, guint32 socket, guint64 start, guint64 end, gboolean command, gboolean known);
  gpointer data;
} WorldTap;

/* A world that runs on behind a gateway: as above, but background entries are lived too, and what comes after `end`. tap may
 * be NULL. */
gint64 world_live_next_time (const World *world, const Journal *journal, const GArray *script);
gboolean world_live_step (World *world, const Journal *journal, const GArray *script, Trace *trace, const WorldTap *tap);
/* A step that carries out what a real client does now (action_is_real()). All that comes before time must have been lived. The
 * action needs not be in the journal; to be lived again it has to stand there with that time and `after` = the
 * world's instant before this call. */
void world_live_act (World *world, const Journal *journal, Trace *trace, const WorldTap *tap, gint64 time, const Action *action);

const Device *world_device (const World *world, guint32 id);
/* Not one that was taken away. */
const Device *world_find_device (const World *world, const char *name);
const Letter *world_letter (const World *world, guint32 id);
