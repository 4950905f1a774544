/* Presets: how mail programs and servers that people meet are set up, as data (data/presets/NAME.preset).
 *
 *     [preset]
 *     version=1
 *     kind=device                       or server
 *     name=Thunderbird, POP3            name[id]=... where it is no product's name
 *     about=One plain line.             about[id]=... in other languages
 *     note=What is assumed or left out. optional
 *     [values]
 *     keep=14d [captured]               a journal's option, its value, and where it is known from
 *
 * Sources: captured from the real program, read in its source, its documentation, or assumed: nothing certain is
 * known, and a plain correct value stands there. The version counts up whenever a value changes. */
#pragma once

#include "journal/action.h"

typedef enum { PRESET_DEVICE, PRESET_SERVER } PresetKind;
typedef enum { SOURCE_CAPTURED, SOURCE_READ, SOURCE_DOCUMENTED, SOURCE_ASSUMED } PresetSource;

typedef struct {
  char *option;
  char *value;
  PresetSource source;
} PresetValue;

typedef struct {
  const char *id;  /* "thunderbird-pop3" */
  PresetKind kind;
  guint version;
  GArray *values;  /* of PresetValue, in the file's order */
  GKeyFile *file;
} Preset;

/* In order of their ids. They live as long as the program. */
guint preset_count (void);
const Preset *preset_get (guint index);
/* NULL when there is none of that kind. */
const Preset *preset_find (PresetKind kind, const char *id);
/* Ids of that kind that were perhaps meant, best first, at most 3. Caller owns. */
GStrv preset_dup_near (PresetKind kind, const char *id);
/* "Thunderbird, POP3"; one line about it; the note, "" when there is none. In the first of the languages ("id", "en") that the
 * preset has it in; NULL-terminated, may be NULL for English. Caller owns. */
char *preset_dup_name (const Preset *preset, const char *const *languages);
char *preset_dup_about (const Preset *preset, const char *const *languages);
char *preset_dup_note (const Preset *preset, const char *const *languages);
/* For people. */
const char *preset_source_text (PresetSource source);
/* Sets the action's policy (ACTION_DEVICE, ACTION_SET) or host (ACTION_SERVER) as the preset has it. */
void preset_apply (const Preset *preset, Action *action);
