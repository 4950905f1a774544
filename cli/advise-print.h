/* The adviser's answer as text. */
#pragma once

#include "adviser-answer.h"

void advise_print (const AdviserAnswer *answer, GString *out);
