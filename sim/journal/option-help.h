/* OptionHelp: what an option of a journal means, in one plain line. */
#pragma once

#include "journal/action.h"

/* Translated; "" when the action has no such option. */
const char *option_help (ActionKind kind, const char *option);
/* The protocol that an option of a device or an account is of; PROTOCOL_NONE: of both, or of neither. */
Protocol option_protocol (ActionKind kind, const char *option);
