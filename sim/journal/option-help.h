/* OptionHelp: what an option of a journal means, in one plain line. */
#pragma once

#include "journal/action.h"

/* Translated; "" when the action has no such option. */
const char *option_help (ActionKind kind, const char *option);
