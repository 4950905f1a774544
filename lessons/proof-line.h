/* The line that people look at when they ask how something is known: a letter is proved by the answer that brings it, not by
 * its own octets. */
#pragma once

#include "trace.h"

/* Of an event of any kind: the line, as its sender wrote it, that the event goes back to. Of the octets of a letter the
 * response that announces them (RETR, TOP), or the one that takes them (SMTP's data, what APPEND carries). 0: there is none,
 * somebody at the device has done it. */
guint32 proof_line (const Trace *trace, guint32 event);
