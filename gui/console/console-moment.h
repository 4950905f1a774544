/* ConsoleMoment: what the server at the other end of a console waits for, as its engine is at this instant. */
#pragma once

#include "world/world.h"

typedef enum {
  CONSOLE_CLOSED,     /* there is no connection */
  CONSOLE_CONNECTING, /* the server has not answered yet, or is about to hang up */
  CONSOLE_COMMAND,
  CONSOLE_SASL,       /* one step, in base64 */
  CONSOLE_IDLE,       /* DONE */
  CONSOLE_DATA,       /* a message, up to the line that holds a full stop only */
  CONSOLE_LITERAL,    /* so many octets */
} ConsolePhase;

typedef struct {
  ConsolePhase phase;
  Protocol protocol;       /* as that of the connection; NONE without one */
  guint32 connection;      /* id, 0 */
  const StateTable *table; /* the server's, NULL */
  guint state;
  guint64 missing;         /* CONSOLE_LITERAL: octets that are still to come */
} ConsoleMoment;

/* device may be NULL. */
ConsoleMoment console_moment_at (const World *world, const Device *device);
/* The state's name, NULL when there is none. */
const char *console_moment_state (const ConsoleMoment *moment);
