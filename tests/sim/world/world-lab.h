/* WorldLab: journals run in a world, for the tests of the world. */
#pragma once

#include "world/world.h"

typedef struct {
  Journal *journal;
  GArray *script;
  World *world;
  Trace *trace;
} WorldLab;

/* header lines ("postroom 1" ...) are added to the text. Fails the test when the journal has an error. */
void lab_open (WorldLab *lab, const char *text, guint variant);
void lab_close (WorldLab *lab);
/* To the end; asserts that it comes within a million steps. */
void lab_run (WorldLab *lab);
/* Opened, run to the end and checked. */
void lab_live (WorldLab *lab, const char *text);
/* All events, as JSON lines. Caller owns. */
char *lab_json (const WorldLab *lab);
/* Every transition is an edge of its table; every cause is an earlier event; every line has its octets. */
void lab_check_trace (const WorldLab *lab);

/* Lines written by a sender that begin with text. */
guint lab_lines (const WorldLab *lab, Direction direction, const char *text);
/* The last outcome of an action of that kind. */
const TraceAction *lab_outcome (const WorldLab *lab, ActionKind kind);
/* Messages in a folder of account 1; 0 when there is no such folder. */
guint lab_server_count (const WorldLab *lab, const char *folder);
/* Items in a folder of a device that the person sees. */
guint lab_device_count (const WorldLab *lab, const char *device, const char *folder);
/* The first item of the letter that the person sees there, NULL. */
const ReplicaItem *lab_item (const WorldLab *lab, const char *device, guint32 letter);
/* Copy events at that kind of place with that reason. */
guint lab_copies (const WorldLab *lab, PlaceKind place, CopyChange change, CopyReason reason);
