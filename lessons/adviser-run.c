#include "adviser-run.h"

#include "adviser-watch.h"
#include "world/world.h"

struct _AdviserRun {
  AdviserPerson person;
  AdviserFigures figures[ADVISER_N_SETUPS];
  AdviserSetup setup;   /* the one that is lived; ADVISER_N_SETUPS: all have been */
  Journal *journal;     /* of it; NULL: not begun */
  GArray *script;
  World *world;
  Trace *trace;
  AdviserWatch *watch;
};

AdviserRun *
adviser_run_new (const AdviserPerson *person)
{
  AdviserRun *run = g_new0 (AdviserRun, 1);

  run->person = *person;
  return run;
}

static void
begin (AdviserRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = adviser_month_text (&run->person, run->setup);
  AdviserFigures *figures = &run->figures[run->setup];

  run->journal = journal_parse (text, -1, "month", &error);
  if (run->journal == NULL)
    g_error ("%s", error->message); /* what was generated has to be a journal */
  figures->setup = run->setup;
  figures->days = adviser_person_days (&run->person);
  run->script = journal_script (run->journal, 0, 0);
  run->world = world_new (run->journal, 0);
  run->watch = adviser_watch_new (&run->person, run->journal, run->world, figures);
  run->trace = trace_new_watched (adviser_watch_event, run->watch);
}

static void
end (AdviserRun *run)
{
  if (run->journal == NULL)
    return;
  g_clear_pointer (&run->trace, trace_free);
  g_clear_pointer (&run->watch, adviser_watch_free);
  g_clear_pointer (&run->world, world_free);
  g_clear_pointer (&run->script, g_array_unref);
  g_clear_pointer (&run->journal, journal_unref);
}

void
adviser_run_free (AdviserRun *run)
{
  if (run == NULL)
    return;
  end (run);
  for (guint i = 0; i < ADVISER_N_SETUPS; i++)
    for (guint j = 0; j < ADVISER_DEVICES; j++)
      g_free (run->figures[i].devices[j].name);
  g_free (run);
}

gboolean
adviser_run_slice (AdviserRun *run, guint steps)
{
  for (; steps > 0 && run->setup < ADVISER_N_SETUPS; steps--)
    {
      if (run->journal == NULL)
        begin (run);
      if (world_step (run->world, run->journal, run->script, run->trace))
        continue;
      adviser_watch_end (run->watch);
      end (run);
      run->setup++;
    }
  return run->setup < ADVISER_N_SETUPS;
}

double
adviser_run_progress (const AdviserRun *run)
{
  double days = adviser_person_days (&run->person);
  double lived = 0;

  if (run->world != NULL)
    lived = (double) (run->world->now - journal_start (run->journal)) / G_TIME_SPAN_DAY / days;
  return (run->setup + MIN (lived, 1)) / ADVISER_N_SETUPS;
}

const AdviserPerson *
adviser_run_person (const AdviserRun *run)
{
  return &run->person;
}

const AdviserFigures *
adviser_run_figures (const AdviserRun *run, AdviserSetup setup)
{
  g_assert (setup < run->setup);
  return &run->figures[setup];
}
