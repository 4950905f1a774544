#pragma once

#include "time/timeline.h"

/* What somebody reads who listens on that link: a device's name, "outside", or "all". FALSE: there is no such link. */
gboolean eavesdrop_write (const Timeline *timeline, const char *link, GString *out);
