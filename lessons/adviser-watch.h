/* AdviserWatch: looks on while a month is lived, and counts. */
#pragma once

#include "adviser-run.h"
#include "world/world.h"

typedef struct _AdviserWatch AdviserWatch;

/* All borrowed, figures zeroed but for setup. */
AdviserWatch *adviser_watch_new (const AdviserPerson *person, const Journal *journal, const World *world,
                                 AdviserFigures *figures);
void adviser_watch_free (AdviserWatch *watch);
/* A TraceWatch. */
void adviser_watch_event (const TraceEvent *event, gpointer watch);
/* The month is over: what can be asked of the world itself. */
void adviser_watch_end (AdviserWatch *watch);
