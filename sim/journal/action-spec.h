/* ActionSpec: the grammar of journal actions as data: one row per action, one per option. Parsing,
 * writing, completion and help all read these tables. */
#pragma once

#include "journal/action.h"

typedef enum {
  OPTION_TEXT,
  OPTION_ADDRESS,
  OPTION_ADDRESSES,
  OPTION_SIZE,
  OPTION_DURATION, /* "never" is 0 */
  OPTION_RATE,
  OPTION_PERCENT,
  OPTION_SWITCH,   /* on, off */
  OPTION_CHOICE,
  OPTION_NUMBER,
  OPTION_DAYS,     /* never, or a number of days: "14d" */
  OPTION_KEEP,     /* never, always, until-deleted, or a number of days: "14d" */
} OptionType;

typedef struct {
  const char *name;
  OptionType type;
  gsize offset;               /* of the member in Action */
  const char *const *choices; /* OPTION_CHOICE: NULL-terminated, in the enum's order */
  gsize set_offset;           /* of a guint32 or guint64 mask that says which were named, 0 = none */
  gint set_bit;
} OptionSpec;

/* Positional words, one character each: n name of a device, a account, A address, l letter, f folder, F file, s a
 * size, w a word, x a line, o octets, t the keyword `to`. A verb may be two words: "server down". */
typedef struct {
  ActionKind kind;
  const char *verb;
  gboolean of_device;         /* DEVICE verb ...; otherwise verb ... */
  gboolean set_up;            /* may stand without `at` */
  const char *positional;
  const OptionSpec *options;
  guint n_options;
} ActionSpec;

const ActionSpec *action_spec_get (ActionKind kind);
/* NULL when the word is no verb of that form. */
const ActionSpec *action_spec_find (const char *verb, gboolean of_device);
const OptionSpec *action_spec_option (const ActionSpec *spec, const char *name);

/* TRUE when a `set` names that option of its spec. */
gboolean action_names (const Action *action, const OptionSpec *option);
/* For options of a device that are part of its policy: the value goes over. FALSE for the others. */
gboolean option_set_policy (const OptionSpec *option, const Action *from, DevicePolicy *to);

/* FALSE when the text does not fit the option; *expected then says what would ("a size such as 24kB"). */
gboolean option_parse (const OptionSpec *option, Action *action, const char *text, const char **expected);
/* The option's value as it would be written. Appends to out. */
void option_format (const OptionSpec *option, const Action *action, GString *out);
