/* The quantities that a claim can measure. */
#include "claim-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  const ClaimMeasure *what;
  const ClaimWorld *world;
  const World *state;
  const Trace *trace;
  Place place;
  gint64 since; /* µs UTC */
  gint64 until;
} Taking;

/* The second text is for a figure with an argument, %s. */
const ClaimQuantity claim_quantities[] = {
  { "held", N_("keeps"), NULL, UNIT_OCTETS, ARGUMENT_NONE },
  { "letters", N_("has"), N_("has in %s"), UNIT_LETTERS, ARGUMENT_MAY },
  { "whole", N_("readable offline"), N_("readable offline in %s"), UNIT_LETTERS, ARGUMENT_MAY },
  { "unread", N_("shown as unread"), N_("shown as unread in %s"), UNIT_LETTERS, ARGUMENT_MAY },
  { "flagged", N_("with a star"), N_("with a star in %s"), UNIT_LETTERS, ARGUMENT_MAY },
  { "answered", N_("marked as answered"), N_("marked as answered in %s"), UNIT_LETTERS, ARGUMENT_MAY },
  { "twice", N_("there twice"), N_("there twice in %s"), UNIT_LETTERS, ARGUMENT_MAY },
  { "missing", N_("lacks"), NULL, UNIT_LETTERS, ARGUMENT_NONE },
  { "folders", N_("folders with letters"), NULL, UNIT_NUMBER, ARGUMENT_NONE },
  { "moved", N_("moved over the network"), NULL, UNIT_OCTETS, ARGUMENT_NONE },
  { "received", N_("received"), NULL, UNIT_OCTETS, ARGUMENT_NONE },
  { "sent", N_("sent"), NULL, UNIT_OCTETS, ARGUMENT_NONE },
  { "sessions", N_("connections"), NULL, UNIT_NUMBER, ARGUMENT_NONE },
  { "refused", N_("connections refused"), NULL, UNIT_NUMBER, ARGUMENT_NONE },
  { "commands", N_("commands sent"), N_("%s commands sent"), UNIT_NUMBER, ARGUMENT_MAY },
  { "wait", N_("longest wait"), NULL, UNIT_TIME, ARGUMENT_NONE },
  { "complete", N_("until every letter is there whole"), NULL, UNIT_TIME, ARGUMENT_NONE },
  { "delay", N_("wait for a new letter"), N_("wait for letter %s"), UNIT_TIME, ARGUMENT_MUST },
  { "failed", N_("failed attempts"), NULL, UNIT_NUMBER, ARGUMENT_NONE },
  { "says", N_("lines"), N_("lines with “%s”"), UNIT_NUMBER, ARGUMENT_MUST },
  { "verbs", N_("commands of the server"), NULL, UNIT_NUMBER, ARGUMENT_NONE },
  { "knows", N_("commands"), N_("commands called %s"), UNIT_NUMBER, ARGUMENT_MUST },
  { "oldest", N_("oldest RFC that the server follows, by number"), NULL, UNIT_NUMBER, ARGUMENT_NONE },
  { "capabilities", N_("capabilities listed"), NULL, UNIT_NUMBER, ARGUMENT_NONE },
};
const guint claim_n_quantities = G_N_ELEMENTS (claim_quantities);

static gboolean
is (const Taking *taking, const char *word)
{
  return strcmp (taking->what->quantity->word, word) == 0;
}

static Place
find_place (const ClaimMeasure *what, const World *world)
{
  const Device *device = world_find_device (world, what->place);
  Place place = { PLACE_NONE, 0 };

  if (strcmp (what->place, "server") == 0)
    place.kind = PLACE_SERVER;
  else if (strcmp (what->place, "outside") == 0)
    place.kind = PLACE_OUTSIDE;
  else if (device != NULL)
    place = device_place (device);
  return place;
}

/* Commands are in capitals, what else may happen is not. */
static gint64
count_verbs (const StateTable *table)
{
  gint64 count = 0;

  for (guint i = 0; i < table->n_inputs; i++)
    count += table->inputs[i] != NULL && g_ascii_isupper (*table->inputs[i]);
  return count;
}

static gint64
knows_verb (const StateTable *table, const char *verb)
{
  for (guint i = 0; i < table->n_inputs; i++)
    if (g_strcmp0 (table->inputs[i], verb) == 0)
      return 1;
  return 0;
}

/* The lowest number of an RFC that the table's rows go by: RFCs are numbered in the order in which they came out. */
static gint64
find_oldest (const StateTable *table)
{
  gint64 oldest = CLAIM_NEVER;

  for (guint i = 0; i < table->n_rows; i++)
    if (table->rows[i].clause != NULL && g_str_has_prefix (table->rows[i].clause, "RFC "))
      oldest = MIN (oldest, g_ascii_strtoll (table->rows[i].clause + strlen ("RFC "), NULL, 10));
  return oldest;
}

static gboolean
is_said_here (const Taking *taking, const TraceEvent *event)
{
  const TraceEvent *opening = trace_connection (taking->trace, event->connection);

  if (event->kind != TRACE_LINE || event->line.arrived || event->time <= taking->since || event->time > taking->until)
    return FALSE;
  if (taking->place.kind == PLACE_SERVER)
    return event->role == ROLE_SERVER;
  return opening != NULL && opening->conn.client.kind == taking->place.kind && opening->conn.client.id == taking->place.id;
}

static gint64
count_lines (const Taking *taking)
{
  gint64 count = 0;

  for (guint id = 1; id <= trace_length (taking->trace); id++)
    {
      const TraceEvent *event = trace_event (taking->trace, id);

      if (is_said_here (taking, event))
        {
          g_autofree char *text = trace_line_text (taking->trace, event, 0);

          count += strstr (text, taking->what->argument) != NULL;
        }
    }
  return count;
}

/* A line of CAPA's answer each, or the words after CAPABILITY (RFC 2449 §5, RFC 3501 §7.1 and §7.2.1). */
static void
add_capabilities (GHashTable *names, const char *text, gboolean in_capa)
{
  const char *listed = strstr (text, "CAPABILITY ");
  g_autofree char *words = listed != NULL ? g_strndup (listed, strcspn (listed, "]\n")) : NULL;
  g_auto (GStrv) parts = g_strsplit (words != NULL ? words : in_capa ? text : "", words != NULL ? " " : "\n", -1);

  for (guint i = words != NULL ? 1 : 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && strcmp (parts[i], ".") != 0)
      g_hash_table_add (names, g_strndup (parts[i], strcspn (parts[i], " ")));
}

static gint64
count_capabilities (const Taking *taking)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean in_capa = FALSE;

  for (guint id = 1; id <= trace_length (taking->trace); id++)
    {
      const TraceEvent *event = trace_event (taking->trace, id);
      g_autofree char *text = is_said_here (taking, event) ? trace_line_text (taking->trace, event, 0) : NULL;

      if (text == NULL)
        continue;
      if (event->line.kind == LINE_COMMAND)
        in_capa = strcmp (text, "CAPA") == 0;
      else
        add_capabilities (names, text, in_capa && event->line.kind == LINE_DATA);
    }
  return g_hash_table_size (names);
}

static gint64
count_refused (const Taking *taking)
{
  gint64 count = 0;

  for (guint id = 1; id <= trace_length (taking->trace); id++)
    {
      const TraceEvent *event = trace_event (taking->trace, id);

      if (event->kind == TRACE_CONNECTION && event->conn.change == CONNECTION_REFUSED
          && event->conn.client.kind == taking->place.kind
          && event->conn.client.id == taking->place.id && event->time > taking->since
          && event->time <= taking->until)
        count++;
    }
  return count;
}

static gint64
count_failed (const Taking *taking)
{
  const Journal *journal = timeline_journal (taking->world->timeline);
  gint64 count = 0;

  for (guint id = 1; id <= trace_length (taking->trace); id++)
    {
      const TraceEvent *event = trace_event (taking->trace, id);
      const Action *action = event->kind == TRACE_ACTION ? journal_action (journal, event->action.action) : NULL;

      if (action != NULL && event->action.outcome == OUTCOME_IMPOSSIBLE && event->time > taking->since
          && event->time <= taking->until && g_strcmp0 (action->device, taking->what->place) == 0)
        count++;
    }
  return count;
}

/* From the letter's coming to the server until its coming to the place. */
static gint64
find_delay (const Taking *taking)
{
  const Journal *journal = timeline_journal (taking->world->timeline);
  guint letter = journal_find_letter (journal, taking->what->argument, NULL);
  gint64 came = CLAIM_NEVER;

  for (guint id = 1; id <= trace_length (taking->trace); id++)
    {
      const TraceEvent *event = trace_event (taking->trace, id);

      if (event->kind != TRACE_COPY || event->copy.letter != letter || event->copy.change != COPY_APPEARED)
        continue;
      if (event->place.kind == PLACE_SERVER && came == CLAIM_NEVER)
        came = event->time;
      if (event->place.kind == taking->place.kind && event->place.id == taking->place.id)
        return came != CLAIM_NEVER && event->time <= taking->until ? event->time - came : CLAIM_NEVER;
    }
  return CLAIM_NEVER;
}

/* From the first that was done at the place until all letters that were delivered in the whole run are there. */
static gint64
find_complete (const Taking *taking)
{
  const Measure *measure = taking->world->measure;
  const MeasureSeries *series = measure_series (measure, MEASURE_BODIES, taking->place);
  Place nowhere = { PLACE_NONE, 0 };
  gint64 wanted = measure_missing (measure, nowhere, G_MAXINT64), began = CLAIM_NEVER;

  for (guint i = 0; i < measure_waits (measure)->len && began == CLAIM_NEVER; i++)
    {
      const MeasureWait *wait = &g_array_index (measure_waits (measure), MeasureWait, i);

      if (wait->place.kind == taking->place.kind && wait->place.id == taking->place.id)
        began = wait->since;
    }
  for (guint i = 0; series != NULL && i < series->points->len; i++)
    {
      const MeasurePoint *point = &g_array_index (series->points, MeasurePoint, i);

      if (point->value >= wanted && began != CLAIM_NEVER)
        return MAX (point->time - began, 0);
    }
  return CLAIM_NEVER;
}

static gint64
take_letters (const Taking *taking)
{
  static const char *const words[] = { "letters", "whole", "unread", "flagged", "answered", "twice" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (is (taking, words[i]))
      return measure_letters (taking->world->measure, taking->place, (LettersWhich) i, taking->what->argument,
                              taking->until);
  return measure_missing (taking->world->measure, taking->place, taking->until);
}

static gint64
take_traffic (const Taking *taking)
{
  gint64 up = measure_span (taking->world->measure, MEASURE_WIRE_UP, taking->place, taking->since, taking->until);
  gint64 down = measure_span (taking->world->measure, MEASURE_WIRE_DOWN, taking->place, taking->since, taking->until);

  return (is (taking, "received") ? 0 : up) + (is (taking, "sent") ? 0 : down);
}

static gint64
take (const Taking *taking)
{
  const Measure *measure = taking->world->measure;
  gint64 longest;

  if (is (taking, "held"))
    return measure_at_time (measure, MEASURE_HELD, taking->place, taking->until);
  if (is (taking, "folders"))
    return measure_folders (measure, taking->place, taking->until);
  if (is (taking, "moved") || is (taking, "received") || is (taking, "sent"))
    return take_traffic (taking);
  if (is (taking, "sessions"))
    return measure_span (measure, MEASURE_SESSIONS, taking->place, taking->since, taking->until);
  if (is (taking, "commands"))
    return measure_commands (measure, taking->place, taking->what->argument, taking->since, taking->until);
  if (is (taking, "refused"))
    return count_refused (taking);
  if (is (taking, "delay"))
    return find_delay (taking);
  if (is (taking, "complete"))
    return find_complete (taking);
  if (is (taking, "failed"))
    return count_failed (taking);
  if (is (taking, "says"))
    return count_lines (taking);
  if (is (taking, "capabilities"))
    return count_capabilities (taking);
  if (!is (taking, "wait"))
    return take_letters (taking);
  measure_wait_figures (measure, taking->place, taking->since, taking->until, NULL, &longest, NULL);
  return longest;
}

gint64
claim_take_figure (const ClaimMeasure *what, const ClaimWorld *world)
{
  const StateTable *table = state_table_get (what->place, "server");
  gint64 start = journal_start (timeline_journal (world->timeline));
  Taking taking = { .what = what, .world = world, .state = timeline_world (world->timeline),
                    .trace = timeline_trace (world->timeline) };

  taking.place = find_place (what, taking.state);
  taking.since = what->since < 0 ? 0 : start + what->since;
  taking.until = what->until < 0 ? G_MAXINT64 - 1 : start + what->until;
  if (table != NULL && is (&taking, "verbs"))
    return count_verbs (table);
  if (table != NULL && is (&taking, "oldest"))
    return find_oldest (table);
  if (table != NULL && is (&taking, "knows"))
    return knows_verb (table, what->argument);
  return take (&taking);
}
