/* SettingsState: what a settings dialog shows and what line comes of it, without widgets. Everything is read from a world and
 * from the table of options (journal/action-spec.h). kind: ACTION_SET, ACTION_DEVICE (one that is added), ACTION_SET_ACCOUNT
 * or ACTION_SERVER. */
#pragma once

#include "world/world.h"

#include "journal/action-spec.h"

/* How it is set now, as an action of that kind; NULL when the world has no such thing. Caller owns. */
Action *settings_now (ActionKind kind, const World *world, const char *name);
/* How a preset has it. choice: a preset's id, or "pop3" or "imap" for the plain program; "" for the plain server. Caller
 * owns; NULL for what has no presets. */
Action *settings_usual (ActionKind kind, const char *choice);
/* The choice that the present settings came from. Caller owns. */
char *settings_dup_choice (const Action *now);
/* All choices of that kind, plain ones first. Caller owns. */
GStrv settings_dup_choices (ActionKind kind);
/* "Thunderbird, POP3". Caller owns. */
char *settings_dup_choice_name (ActionKind kind, const char *choice);
/* One plain line, and what is assumed; "" when there is none. Caller owns. */
char *settings_dup_about (ActionKind kind, const char *choice);
char *settings_dup_note (ActionKind kind, const char *choice);
/* Where the preset's value is known from, for people; NULL when the preset does not name the option. */
const char *settings_source (ActionKind kind, const char *choice, const char *option);
/* FALSE for what a dialog asks otherwise, or not at all. protocol: of the device. */
gboolean settings_shows (ActionKind kind, const OptionSpec *option, Protocol protocol);
