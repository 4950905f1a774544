/* AdviserRun: lives the person's month under every set-up, a slice at a time, and takes figures of it. All figures come from
 * the world and the events that it tells; nothing is estimated. */
#pragma once

#include "adviser-month.h"
#include "adviser-person.h"

typedef struct {
  char *name;
  guint64 moved;   /* octets over its link, both ways, those sent again too */
  guint64 end;     /* octets that it holds in the end */
  guint64 peak;    /* and at most */
  guint missing;   /* letters that were not thrown away, and that it does not show */
  guint bare;      /* letters that it shows, without their text */
  guint alone;     /* letters that are whole here and nowhere else: lost with the device */
  gint64 full_at;  /* µs: when it first held more than the person has room for; 0: never */
} AdviserDeviceFigures;

/* Something that did not go as wanted, the first of its kind. */
typedef struct {
  gint64 at;       /* µs, 0: never */
  guint device;    /* index */
  guint letter;    /* id in the journal */
} AdviserFirst;

typedef struct {
  AdviserSetup setup;
  guint days;              /* that were lived */
  guint n_devices;
  AdviserDeviceFigures devices[ADVISER_DEVICES];
  guint64 server_end;      /* octets that the account takes on the server */
  guint64 server_peak;
  guint letters;           /* that were sent to the person */
  guint refused;           /* of them, that did not arrive for want of room on the server */
  gint64 refused_at;       /* µs: the first, 0: none */
  guint kept;              /* letters that came and were not thrown away */
  guint wants;             /* times that a letter was opened with a network */
  guint waits;             /* of them, it had to be waited for */
  guint nevers;            /* of them, it never came to that device */
  gint64 wait_sum;         /* µs, of the waits */
  gint64 wait_longest;
  AdviserFirst never;
  guint offline_wants;     /* times that a letter was opened without a network */
  guint offline_had;       /* of them, it was there */
  AdviserFirst offline_failed;
  guint read_places;       /* a letter that was read, on a device that shows it: so many such pairs, */
  guint read_agreeing;     /* and so many of them show it as read */
  guint sent;              /* letters written */
  guint sent_places;       /* a letter written, at another device or the server: so many pairs, */
  guint sent_seen;         /* and in so many of them it is there */
  guint filed;             /* letters to be filed */
  guint filed_places;      /* a letter to be filed, at a device or the server, */
  guint filed_seen;        /* and in so many it is in its folder */
  guint alone;             /* letters that are on one device only */
} AdviserFigures;

typedef struct _AdviserRun AdviserRun;

AdviserRun *adviser_run_new (const AdviserPerson *person);
void adviser_run_free (AdviserRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AdviserRun, adviser_run_free)

/* At most so many steps of a world. FALSE when all set-ups have been lived. */
gboolean adviser_run_slice (AdviserRun *run, guint steps);
/* From 0 to 1. */
double adviser_run_progress (const AdviserRun *run);
const AdviserPerson *adviser_run_person (const AdviserRun *run);
/* Of a set-up that has been lived; borrowed. */
const AdviserFigures *adviser_run_figures (const AdviserRun *run, AdviserSetup setup);
