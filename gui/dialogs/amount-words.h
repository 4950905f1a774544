/* AmountWords: durations, sizes and numbers as people say them: a number, and a unit that is chosen; or a word in place of
 * both, "Never". Values are texts as in a journal: "15min". Units are called as there: "min"; "" counts things, and
 * AMOUNT_NONE is the word for no amount at all. */
#pragma once

#include <glib.h>

#include "journal/action-spec.h"

#define AMOUNT_NONE "none"

gboolean amount_is (const OptionSpec *option);
/* The units to choose from, with those that the values need; values may be NULL. Of const char *, caller owns the array. */
GPtrArray *amount_units (const OptionSpec *option, const char *value, const char *usual);
/* Of a value that fits. *number is "" with AMOUNT_NONE; caller owns it, not the unit. */
void amount_split (const OptionSpec *option, const char *value, char **number, const char **unit);
/* As a journal has it, whether it fits or not: what was typed may be anything. A comma is a decimal point, too. Caller owns. */
char *amount_join (const OptionSpec *option, const char *number, const char *unit);
/* What stands behind the number: "minutes"; or the word in place of both. */
const char *amount_unit_words (const OptionSpec *option, const char *unit, const char *number);
/* "15 minutes", "Never". Caller owns. */
char *amount_dup_words (const OptionSpec *option, const char *value);
/* What to type instead of a number that does not fit. */
const char *amount_trouble (const char *number);
