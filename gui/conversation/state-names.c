#include "conversation/state-names.h"

#include <glib.h>
#include <glib/gi18n.h>

/* Of all tables; a test looks for one that is missing here. */
static const char *const names[] = {
  N_ ("connected"),   N_ ("greeting"),        N_ ("message"),         N_ ("chunk"),
  N_ ("updated"),     N_ ("EHLO sent"),       N_ ("QUIT sent"),       N_ ("SASL response"),
  N_ ("closed"),      N_ ("server closes"),   N_ ("connection lost"), N_ ("timeout"),
  N_ ("limit"),       N_ ("unknown command"), N_ ("invalid"),         N_ ("command of another state"),
  N_ ("misplaced"),   N_ ("not understood"),  N_ ("line too long"),   N_ ("too many errors"),
  N_ ("error"),       N_ ("bye"),             N_ ("alert"),           N_ ("no TLS"),
};

const char *
state_input_phrase (const char *input)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], input))
      return _(names[i]);
  return NULL;
}

const char *
state_input_words (const char *input)
{
  const char *phrase = state_input_phrase (input);

  return phrase != NULL ? phrase : input;
}
