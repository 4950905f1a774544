#include "adviser-answer.h"

#include <glib/gi18n-lib.h>

#define FULL 1000u
#define LONG_WAIT (20 * G_TIME_SPAN_SECOND) /* that much on average counts fully */

static const struct {
  const char *id;
  const char *name;
  const char *about;
} rules[] = {
  { "refused", N_ ("Letters that did not arrive"),
    N_ ("Weight 10. One refused letter counts half, all of them fully.") },
  { "missing", N_ ("Letters opened that never came"),
    N_ ("Weight 8. Counts as the share of the letters opened with a network.") },
  { "offline", N_ ("Not readable without a network"),
    N_ ("Weight 10 when it must be so, 4 when it is wanted now and then, otherwise 0. Counts as the share of "
        "the letters opened without a network.") },
  { "waits", N_ ("Waiting for a letter"), N_ ("Weight 3. Counts fully when 20 seconds are waited on average.") },
  { "device", N_ ("Room on the devices"),
    N_ ("Weight 6. Counts from half full on, and fully when the fullest device has no room left.") },
  { "server", N_ ("Room on the server"),
    N_ ("Weight 5. Counts from half full on, and fully when the mailbox is full.") },
  { "state", N_ ("Read here, unread there"),
    N_ ("Weight 4 with several devices, otherwise 0. Counts as the share that disagrees.") },
  { "sent", N_ ("Sent mail not to be seen elsewhere"),
    N_ ("Weight 2 with several devices, otherwise 0. Counts as the share of the places that lack it.") },
  { "filed", N_ ("Filed letters not in their folder"),
    N_ ("Weight 6 when letters are filed, otherwise 0. Counts as the share of the places that do not show it.") },
  { "alone", N_ ("Letters lost with a device"),
    N_ ("Weight 3. Counts as the share of the letters that are on one device only.") },
  { "moved", N_ ("Data moved"),
    N_ ("Weight 1 to 4, more where the network is slow. Counts as the share that the most frugal way would have saved.") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (rules) == ADVISER_N_RULES);

const char *
adviser_rule_id (AdviserRule rule)
{
  return rules[rule].id;
}

const char *
adviser_rule_name (AdviserRule rule)
{
  return _(rules[rule].name);
}

const char *
adviser_rule_about (AdviserRule rule)
{
  return _(rules[rule].about);
}

static void
weigh (guint *weights, const AdviserPerson *person)
{
  static const guint of_need[] = { [ADVISER_NO] = 0, [ADVISER_SOME] = 4, [ADVISER_MUST] = 10 };
  static const guint of_octets[] = { [ADVISER_OFFICE] = 1, [ADVISER_HOME] = 1, [ADVISER_TRAIN] = 2, [ADVISER_VILLAGE] = 3,
                                     [ADVISER_SEA] = 4 };
  gboolean several = person->n_devices > 1;

  weights[RULE_REFUSED] = 10;
  weights[RULE_MISSING] = 8;
  weights[RULE_OFFLINE] = of_need[person->need_offline];
  weights[RULE_WAITS] = 3;
  weights[RULE_DEVICE] = 6;
  weights[RULE_SERVER] = 5;
  weights[RULE_STATE] = several ? 4 : 0;
  weights[RULE_SENT] = several ? 2 : 0;
  weights[RULE_FILED] = person->folders ? 6 : 0;
  weights[RULE_ALONE] = 3;
  weights[RULE_MOVED] = of_octets[person->where];
}

static guint
share (guint64 part, guint64 whole)
{
  return whole > 0 ? (guint) MIN (part * FULL / whole, FULL) : 0;
}

/* 0 up to half full. */
static guint
fullness (guint64 peak, guint64 room)
{
  guint64 half = room / 2;

  return peak <= half ? 0 : share (peak - half, room - half);
}

static guint64
moved (const AdviserFigures *figures)
{
  guint64 sum = 0;

  for (guint i = 0; i < figures->n_devices; i++)
    sum += figures->devices[i].moved;
  return sum;
}

static void
judge (guint *shares, const AdviserFigures *f, const AdviserPerson *person, guint64 least)
{
  guint64 peak = 0;

  for (guint i = 0; i < f->n_devices; i++)
    peak = MAX (peak, f->devices[i].peak);
  shares[RULE_REFUSED] = f->refused > 0 ? FULL / 2 + share (f->refused, f->letters) / 2 : 0;
  shares[RULE_MISSING] = share (f->nevers, f->wants);
  shares[RULE_OFFLINE] = share (f->offline_wants - f->offline_had, f->offline_wants);
  shares[RULE_WAITS] = share ((guint64) f->wait_sum, f->wants * LONG_WAIT);
  shares[RULE_DEVICE] = fullness (peak, person->space);
  shares[RULE_SERVER] = f->refused > 0 ? FULL : fullness (f->server_peak, person->quota);
  shares[RULE_STATE] = share (f->read_places - f->read_agreeing, f->read_places);
  shares[RULE_SENT] = share (f->sent_places - f->sent_seen, f->sent_places);
  shares[RULE_FILED] = share (f->filed_places - f->filed_seen, f->filed_places);
  shares[RULE_ALONE] = share (f->alone, f->kept + f->sent);
  shares[RULE_MOVED] = share (moved (f) - least, moved (f));
}

static void
note_break (AdviserBreaks *breaks, AdviserBreak what, gint64 at, guint device, guint letter)
{
  if (at != 0 && (breaks->what == BREAKS_NOTHING || at < breaks->at))
    *breaks = (AdviserBreaks){ what, at, device, letter };
}

static void
find_break (AdviserBreaks *breaks, const AdviserFigures *f, const AdviserPerson *person)
{
  if (f->refused > 0)
    note_break (breaks, BREAKS_QUOTA, f->refused_at, 0, 0);
  for (guint i = 0; i < f->n_devices; i++)
    note_break (breaks, BREAKS_DEVICE, f->devices[i].full_at, i, 0);
  note_break (breaks, BREAKS_MISSING, f->never.at, f->never.device, f->never.letter);
  if (person->need_offline != ADVISER_NO)
    note_break (breaks, BREAKS_OFFLINE, f->offline_failed.at, f->offline_failed.device, f->offline_failed.letter);
}

/* Of equals the one that moves less. */
static gboolean
is_better (const AdviserAnswer *answer, AdviserSetup setup, AdviserSetup than)
{
  if (answer->points[setup] != answer->points[than])
    return answer->points[setup] < answer->points[than];
  return moved (adviser_run_figures (answer->run, setup)) < moved (adviser_run_figures (answer->run, than));
}

void
adviser_answer_init (AdviserAnswer *answer, const AdviserRun *run)
{
  const AdviserPerson *person = adviser_run_person (run);
  guint64 least = G_MAXUINT64;

  *answer = (AdviserAnswer){ .run = run };
  weigh (answer->weights, person);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    least = MIN (least, moved (adviser_run_figures (run, setup)));
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      const AdviserFigures *figures = adviser_run_figures (run, setup);

      judge (answer->shares[setup], figures, person, least);
      find_break (&answer->breaks[setup], figures, person);
      for (AdviserRule rule = 0; rule < ADVISER_N_RULES; rule++)
        answer->points[setup] += answer->weights[rule] * answer->shares[setup][rule];
    }
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    answer->points[setup] = (answer->points[setup] + 50) / 100;
  for (AdviserSetup setup = 1; setup < ADVISER_N_SETUPS; setup++)
    if (is_better (answer, setup, answer->best))
      answer->best = setup;
}

guint
adviser_answer_full_after (const AdviserAnswer *answer, AdviserSetup setup)
{
  const AdviserFigures *figures = adviser_run_figures (answer->run, setup);
  guint64 quota = adviser_run_person (answer->run)->quota;

  if (figures->refused > 0 || figures->server_end < 1000 || quota / figures->server_end > 10000)
    return 0;
  return (guint) (quota * figures->days / figures->server_end);
}
