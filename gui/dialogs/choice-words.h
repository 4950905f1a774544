/* The values that an option has to choose from, in words. */
#pragma once

#include "journal/action-spec.h"

/* word: as a journal has it. Caller owns; NULL for a value that has no words of its own. */
char *choice_dup_words (const OptionSpec *option, const char *word);
