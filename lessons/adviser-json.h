/* The adviser's answer as JSON: whole numbers in octets and microseconds, codes, and the sentences in the user's language. */
#pragma once

#include "adviser-answer.h"

/* One object, without line end; pretty: over several lines. Caller owns. */
char *adviser_json (const AdviserAnswer *answer, gboolean pretty);
