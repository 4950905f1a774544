/* What the adviser says, in sentences. */
#include <glib/gi18n-lib.h>

#include "adviser-answer.h"

static const char *const breaks[] = { "nothing", "quota", "device", "missing", "offline" };

const char *
adviser_break_id (AdviserBreak what)
{
  return breaks[what];
}

char *
adviser_points_text (guint points)
{
  /* Translators: a number with one decimal place; the sign between is the decimal sign of the language */
  return g_strdup_printf (_("%u.%u"), points / 10, points % 10);
}

/* "day 3, 14:05". Caller owns. */
static char *
time_text (gint64 at)
{
  guint minutes = (guint) ((at - ADVISER_BEGINS) / G_TIME_SPAN_MINUTE);

  return g_strdup_printf (_("day %u, %02u:%02u"), minutes / 1440 + 1, minutes / 60 % 24, minutes % 60);
}

static char *
dup_wait (gint64 us)
{
  if (us >= 2 * G_TIME_SPAN_HOUR)
    return g_strdup_printf (_("%u hours"), (guint) (us / G_TIME_SPAN_HOUR));
  if (us >= 2 * G_TIME_SPAN_MINUTE)
    return g_strdup_printf (_("%u minutes"), (guint) (us / G_TIME_SPAN_MINUTE));
  return g_strdup_printf (_("%u.%u seconds"), (guint) (us / G_TIME_SPAN_SECOND), (guint) (us / 100000 % 10));
}

static char *
refused_sentence (const AdviserFigures *f)
{
  if (f->refused == 0)
    return g_strdup (_("Every letter arrived."));
  return g_strdup_printf (_("%u of %u letters did not arrive, because the mailbox was full."), f->refused, f->letters);
}

static char *
missing_sentence (const AdviserFigures *f)
{
  if (f->nevers == 0)
    return g_strdup (_("Every letter that was opened came to the device that it was opened on."));
  return g_strdup_printf (_("%u of %u times a letter was opened on a device that never got it."), f->nevers, f->wants);
}

static char *
offline_sentence (const AdviserFigures *f)
{
  if (f->offline_wants == 0)
    return g_strdup (_("Nothing was opened without a network."));
  if (f->offline_had == f->offline_wants)
    return g_strdup (_("All that was opened without a network could be read."));
  return g_strdup_printf (_("%u of %u times a letter could not be read without a network."), f->offline_wants - f->offline_had,
                          f->offline_wants);
}

static char *
waits_sentence (const AdviserFigures *f)
{
  g_autofree char *mean = dup_wait (f->waits > 0 ? f->wait_sum / f->waits : 0);
  g_autofree char *longest = dup_wait (f->wait_longest);

  if (f->waits == 0)
    return g_strdup (_("No letter had to be waited for."));
  return g_strdup_printf (_("%u of %u letters opened had to be waited for, %s on average and %s at most."), f->waits, f->wants,
                          mean, longest);
}

static char *
device_sentence (const AdviserFigures *f, const AdviserPerson *person)
{
  const AdviserDeviceFigures *most = &f->devices[0];
  g_autofree char *peak = NULL;
  g_autofree char *space = g_format_size (person->space);

  for (guint i = 1; i < f->n_devices; i++)
    if (f->devices[i].peak > most->peak)
      most = &f->devices[i];
  peak = g_format_size (most->peak);
  return g_strdup_printf (_("%s held up to %s of mail and has room for %s."), most->name, peak, space);
}

static char *
server_sentence (const AdviserFigures *f, const AdviserPerson *person)
{
  g_autofree char *peak = g_format_size (f->server_peak);
  g_autofree char *quota = g_format_size (person->quota);

  return g_strdup_printf (_("The mailbox on the server took up to %s of %s."), peak, quota);
}

static char *
state_sentence (const AdviserFigures *f)
{
  if (f->n_devices < 2)
    return g_strdup (_("There is no other device to disagree."));
  if (f->read_agreeing == f->read_places)
    return g_strdup (_("What was read is shown as read wherever it is."));
  return g_strdup_printf (_("In %u of %u cases a letter that was read is still shown as unread on a device."),
                          f->read_places - f->read_agreeing, f->read_places);
}

static char *
sent_sentence (const AdviserFigures *f)
{
  if (f->sent_seen == 0)
    return g_strdup_printf (_("What was sent (%u letters) is to be seen only on the device that sent it."), f->sent);
  if (f->sent_seen == f->sent_places)
    return g_strdup (_("What was sent is to be seen everywhere."));
  return g_strdup_printf (_("What was sent is to be seen in %u of %u other places."), f->sent_seen, f->sent_places);
}

static char *
filed_sentence (const AdviserFigures *f)
{
  if (f->filed == 0)
    return g_strdup (_("Nothing was filed."));
  if (f->filed_seen == f->filed_places)
    return g_strdup (_("What was filed is in its folder everywhere."));
  return g_strdup_printf (_("What was filed is in its folder in %u of %u places."), f->filed_seen, f->filed_places);
}

static char *
alone_sentence (const AdviserFigures *f)
{
  const AdviserDeviceFigures *most = &f->devices[0];

  for (guint i = 1; i < f->n_devices; i++)
    if (f->devices[i].alone > most->alone)
      most = &f->devices[i];
  if (f->alone == 0)
    return g_strdup (_("No letter would be lost with a device."));
  return g_strdup_printf (_("%u letters are on one device only; with %s, %u would be lost."), f->alone, most->name, most->alone);
}

static char *
moved_sentence (const AdviserFigures *f)
{
  guint64 sum = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < f->n_devices; i++)
    sum += f->devices[i].moved;
  text = g_format_size (sum);
  return g_strdup_printf (_("%s went over the devices' links."), text);
}

/* What was measured, in one sentence. Caller owns. */
static char *
rule_sentence (const AdviserAnswer *answer, AdviserSetup setup, AdviserRule rule)
{
  const AdviserFigures *figures = adviser_run_figures (answer->run, setup);
  const AdviserPerson *person = adviser_run_person (answer->run);

  switch (rule)
    {
    case RULE_REFUSED:
      return refused_sentence (figures);
    case RULE_MISSING:
      return missing_sentence (figures);
    case RULE_OFFLINE:
      return offline_sentence (figures);
    case RULE_WAITS:
      return waits_sentence (figures);
    case RULE_DEVICE:
      return device_sentence (figures, person);
    case RULE_SERVER:
      return server_sentence (figures, person);
    case RULE_STATE:
      return state_sentence (figures);
    case RULE_SENT:
      return sent_sentence (figures);
    case RULE_FILED:
      return filed_sentence (figures);
    case RULE_ALONE:
      return alone_sentence (figures);
    case RULE_MOVED:
      return moved_sentence (figures);
    case ADVISER_N_RULES:
      break;
    }
  g_assert_not_reached ();
}

char *
adviser_break_sentence (const AdviserAnswer *answer, AdviserSetup setup)
{
  const AdviserBreaks *first = &answer->breaks[setup];
  const char *device = adviser_run_figures (answer->run, setup)->devices[first->device].name;
  g_autofree char *when = time_text (first->at);

  switch (first->what)
    {
    case BREAKS_NOTHING:
      return g_strdup (_("Nothing breaks in this time."));
    case BREAKS_QUOTA:
      return g_strdup_printf (_("%s: the mailbox is full, and a letter is refused."), when);
    case BREAKS_DEVICE:
      return g_strdup_printf (_("%s: %s has no room left for mail."), when, device);
    case BREAKS_MISSING:
      return g_strdup_printf (_("%s: a letter is opened on %s, and never comes there."), when, device);
    case BREAKS_OFFLINE:
      return g_strdup_printf (_("%s: a letter cannot be read on %s, for want of a network."), when, device);
    }
  g_assert_not_reached ();
}

/* The rule by which a set-up loses most against another; ADVISER_N_RULES when there is none. */
static AdviserRule
worst_rule (const AdviserAnswer *answer, AdviserSetup setup, const guint *against)
{
  AdviserRule worst = ADVISER_N_RULES;
  gint64 most = 0;

  for (AdviserRule rule = 0; rule < ADVISER_N_RULES; rule++)
    {
      gint64 lost = ((gint64) answer->shares[setup][rule] - (against != NULL ? against[rule] : 0)) * answer->weights[rule];

      if (lost > most)
        {
          most = lost;
          worst = rule;
        }
    }
  return worst;
}

static void
add_against (const AdviserAnswer *answer, AdviserSetup setup, GPtrArray *reasons)
{
  AdviserRule worst = worst_rule (answer, setup, answer->shares[answer->best]);
  g_autofree char *points = adviser_points_text (answer->points[setup]);
  g_autofree char *sentence = worst < ADVISER_N_RULES ? rule_sentence (answer, setup, worst) : NULL;

  if (sentence != NULL)
    g_ptr_array_add (reasons, g_strdup_printf (_("Against “%s” (%s points): %s"), adviser_setup_name (setup), points, sentence));
}

GPtrArray *
adviser_answer_reasons (const AdviserAnswer *answer)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func (g_free);
  AdviserRule cost = worst_rule (answer, answer->best, NULL);
  g_autofree char *points = adviser_points_text (answer->points[answer->best]);
  g_autofree char *sentence = cost < ADVISER_N_RULES ? rule_sentence (answer, answer->best, cost) : NULL;

  g_ptr_array_add (reasons, g_strdup_printf (_("“%s” has the fewest points against it: %s."), adviser_setup_name (answer->best),
                                             points));
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    if (setup != answer->best)
      add_against (answer, setup, reasons);
  if (sentence != NULL)
    g_ptr_array_add (reasons, g_strdup_printf (_("What it costs: %s"), sentence));
  return reasons;
}
