#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <json-glib/json-glib.h>
#include <string.h>

#include "adviser-json.h"
#include "journal/journal.h"
#include "measure.h"
#include "time/timeline.h"

#define assert_contains(text, part) \
  G_STMT_START { if (strstr (text, part) == NULL) fail_msg ("no “%s” in:\n%s", part, text); } G_STMT_END

/* Ten days, so that there are weekends and many looks. */
static void
describe (AdviserPerson *person, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GError) error = NULL;

  adviser_person_default (person);
  assert_true (adviser_person_set (person, "days=10", NULL));
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && !adviser_person_set (person, words[i], &error))
      fail_msg ("%s", error->message);
}

static AdviserRun *
live (const char *text)
{
  AdviserPerson person;
  AdviserRun *run;

  describe (&person, text);
  run = adviser_run_new (&person);
  while (adviser_run_slice (run, 5000))
    ;
  return run;
}

static AdviserSetup
best (const char *text)
{
  g_autoptr (AdviserRun) run = live (text);
  AdviserAnswer answer;

  adviser_answer_init (&answer, run);
  return answer.best;
}

static guint64
moved (const AdviserRun *run, AdviserSetup setup)
{
  const AdviserFigures *figures = adviser_run_figures (run, setup);
  guint64 sum = 0;

  for (guint i = 0; i < figures->n_devices; i++)
    sum += figures->devices[i].moved;
  return sum;
}

static void
test_words (void **state)
{
  AdviserPerson person;
  AdviserPerson again;
  g_autofree char *text = NULL;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;

  describe (&person, "devices=phone+desktop+phone where=train offline=3 space=64MB quota=200MB need-offline=must folders=yes");
  text = adviser_person_text (&person);
  assert_contains (text, "devices=phone+desktop+phone where=train offline=3 latency=60ms");
  describe (&again, text);
  assert_memory_equal (&person, &again, sizeof person);
  name = adviser_person_device_name (&person, 2);
  assert_string_equal (name, "phone2");
  title = adviser_person_device_title (&person, 2);
  assert_string_equal (title, "Phone 2");
  assert_false (adviser_person_is_carried (&person, 1));
  assert_int_equal (adviser_person_days (&person), 10);
  describe (&person, "mails=200 size=1MB");
  assert_int_equal (adviser_person_days (&person), 1);
  describe (&person, "days=30 mails=100 size=20kB");
  assert_int_equal (adviser_person_days (&person), 12);
}

static void
test_wrong_words (void **state)
{
  static const struct { const char *text, *says; } wrong[] = {
    { "mials=3", "character 1: there is no key “mials”" },
    { "mails", "character 6: “mails” wants from 0 to 200" },
    { "mails=201", "character 7" },
    { "mails=-1", "character 7" },
    { "where=moon", "one of office, home" },
    { "devices=laptop+radio", "character 9" },
    { "devices=phone+phone+phone+phone+phone", "up to 4" },
    { "devices=", "up to 4" },
    { "size=3", "from 500B to 5MB" },
    { "space=big", "a size with its unit" },
    { "check=3s", "from 1min to 1d" },
    { "", "there is no key" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      AdviserPerson person;
      AdviserPerson before;
      g_autoptr (GError) error = NULL;

      adviser_person_default (&person);
      before = person;
      assert_false (adviser_person_set (&person, wrong[i].text, &error));
      assert_contains (error->message, wrong[i].says);
      assert_memory_equal (&person, &before, sizeof person);
    }
}

/* A month is a journal, the same at each time, and for all set-ups but for the devices' lines. */
static void
test_month (void **state)
{
  AdviserPerson person;
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;
  g_autoptr (Journal) journal = NULL;

  describe (&person, "where=village folders=yes");
  first = adviser_month_text (&person, SETUP_IMAP_FULL);
  again = adviser_month_text (&person, SETUP_IMAP_FULL);
  assert_string_equal (first, again);
  journal = journal_parse (first, -1, "month", NULL);
  assert_non_null (journal);
  assert_true (journal_start (journal) == ADVISER_BEGINS);
  other = adviser_month_text (&person, SETUP_POP3_KEEP);
  assert_string_equal (strstr (first, "\nat "), strstr (other, "\nat "));
  assert_true (adviser_person_set (&person, "seed=2", NULL));
  g_free (again);
  again = adviser_month_text (&person, SETUP_IMAP_FULL);
  assert_string_not_equal (first, again);
}

/* What is lived in slices, or whole, is the same; and what the watch counted is what the world holds. */
static void
test_same_answer (void **state)
{
  g_autoptr (AdviserRun) run = live ("where=train folders=yes");
  AdviserPerson person;
  g_autoptr (AdviserRun) sliced = NULL;
  AdviserAnswer one, two;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  double last = 0;

  describe (&person, "where=train folders=yes");
  sliced = adviser_run_new (&person);
  while (adviser_run_slice (sliced, 777))
    {
      assert_true (adviser_run_progress (sliced) >= last);
      last = adviser_run_progress (sliced);
    }
  assert_true (adviser_run_progress (sliced) == 1);
  adviser_answer_init (&one, run);
  adviser_answer_init (&two, sliced);
  first = adviser_json (&one, TRUE);
  second = adviser_json (&two, TRUE);
  assert_string_equal (first, second);
}

static guint64
held_at_most (const Measure *measure, Place place)
{
  const MeasureSeries *series = measure_series (measure, MEASURE_HELD, place);
  gint64 most = 0;

  for (guint i = 0; series != NULL && i < series->points->len; i++)
    most = MAX (most, g_array_index (series->points, MeasurePoint, i).value);
  return (guint64) most;
}

/* The figures are those of a timeline that plays the journal with a whole trace. */
static void
test_figures_are_the_worlds (void **state)
{
  g_autoptr (AdviserRun) run = live ("days=4 folders=yes");

  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      const AdviserFigures *figures = adviser_run_figures (run, setup);
      g_autofree char *text = adviser_month_text (adviser_run_person (run), setup);
      g_autoptr (Journal) journal = journal_parse (text, -1, "month", NULL);
      g_autoptr (Timeline) timeline = timeline_new (journal, 0, 0);
      g_autoptr (Measure) measure = measure_new (journal);
      const World *world;

      timeline_seek_end (timeline);
      measure_read (measure, timeline_trace (timeline), 0);
      world = timeline_world (timeline);
      assert_int_equal (figures->server_peak, held_at_most (measure, (Place){ PLACE_SERVER, 1 }));
      assert_int_equal (figures->server_end, mail_store_used (mail_host_store (world->host, 1)));
      for (guint i = 0; i < figures->n_devices; i++)
        {
          const Device *device = world->devices->pdata[i];

          assert_int_equal (figures->devices[i].end, replica_octets (device->replica));
          assert_int_equal (figures->devices[i].peak, held_at_most (measure, device_place (device)));
          assert_true (figures->devices[i].peak >= figures->devices[i].end);
        }
    }
}

/* Openings of one letter at one device within a quarter of an hour are one, and each is with a network or without. */
static void
test_openings_count_once (void **state)
{
  g_autoptr (AdviserRun) run = live ("days=4 where=train");
  const AdviserFigures *figures = adviser_run_figures (run, SETUP_IMAP_FULL);
  g_autofree char *text = adviser_month_text (adviser_run_person (run), SETUP_IMAP_FULL);
  g_autoptr (Journal) journal = journal_parse (text, -1, "month", NULL);
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint openings = 0, all = 0;

  for (guint i = 0; i < journal_n_actions (journal); i++)
    {
      const Action *action = journal_action (journal, i);
      g_autofree char *key = action->kind == ACTION_READ ? g_strdup_printf ("%s %u", action->device, action->letter_id) : NULL;
      const gint64 *before = key != NULL ? g_hash_table_lookup (last, key) : NULL;

      if (key == NULL)
        continue;
      all++;
      openings += before == NULL || action->time - *before >= 15 * G_TIME_SPAN_MINUTE;
      g_hash_table_insert (last, g_steal_pointer (&key), g_memdup2 (&action->time, sizeof action->time));
    }
  assert_true (openings < all);
  assert_int_equal (figures->wants + figures->offline_wants, openings);
}

static guint
share_of (const char *text, AdviserRule rule)
{
  g_autoptr (AdviserRun) run = live (text);
  AdviserAnswer answer;

  adviser_answer_init (&answer, run);
  return answer.shares[SETUP_IMAP_FULL][rule];
}

/* Room counts from half full on, and fully when there is none left. */
static void
test_fullness (void **state)
{
#define FEW "devices=laptop days=2 mails=5"
  static const struct { guint percent, least, most; } cases[] = { { 50, 0, 0 }, { 75, 490, 510 }, { 100, 1000, 1000 } };
  g_autoptr (AdviserRun) run = live (FEW);
  const AdviserFigures *figures = adviser_run_figures (run, SETUP_IMAP_FULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *device = g_strdup_printf (FEW " space=%" G_GUINT64_FORMAT "B",
                                                 figures->devices[0].peak * 100 / cases[i].percent);
      g_autofree char *server = g_strdup_printf (FEW " quota=%" G_GUINT64_FORMAT "B",
                                                 figures->server_peak * 100 / cases[i].percent);
      guint of_device = share_of (device, RULE_DEVICE), of_server = share_of (server, RULE_SERVER);

      assert_true (of_device >= cases[i].least && of_device <= cases[i].most);
      assert_true (of_server >= cases[i].least && of_server <= cases[i].most);
    }
}

static void
test_more_is_more (void **state)
{
  g_autoptr (AdviserRun) few = live ("mails=4");
  g_autoptr (AdviserRun) many = live ("mails=12");
  g_autoptr (AdviserRun) large = live ("mails=4 size=300kB");

  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    {
      assert_true (moved (many, setup) > moved (few, setup));
      assert_true (moved (large, setup) > moved (few, setup));
      assert_true (adviser_run_figures (many, setup)->letters > adviser_run_figures (few, setup)->letters);
      assert_true (adviser_run_figures (large, setup)->server_peak > adviser_run_figures (few, setup)->server_peak);
    }
}

static void
test_what_holds (void **state)
{
  g_autoptr (AdviserRun) run = live ("where=office folders=yes");
  const AdviserFigures *pop_delete = adviser_run_figures (run, SETUP_POP3_DELETE);
  const AdviserFigures *pop_keep = adviser_run_figures (run, SETUP_POP3_KEEP);
  const AdviserFigures *full = adviser_run_figures (run, SETUP_IMAP_FULL);
  const AdviserFigures *demand = adviser_run_figures (run, SETUP_IMAP_ON_DEMAND);

  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    assert_int_equal (adviser_run_figures (run, setup)->offline_wants, 0);
  assert_true (pop_delete->devices[0].missing + pop_delete->devices[1].missing >= pop_delete->kept);
  assert_true (pop_delete->nevers > 0 && pop_delete->never.at > 0);
  assert_true (pop_delete->alone >= pop_delete->kept);
  assert_true (pop_delete->server_end < pop_keep->server_end);
  assert_int_equal (pop_keep->nevers, 0);
  assert_true (pop_keep->read_agreeing < pop_keep->read_places);
  assert_int_equal (pop_keep->sent_seen, 0);
  assert_true (full->sent > 0);
  assert_int_equal (full->sent_seen, full->sent_places);
  assert_int_equal (full->read_agreeing, full->read_places);
  assert_true (full->filed > 0);
  assert_int_equal (full->filed_seen, full->filed_places);
  assert_int_equal (full->alone, 0);
  assert_true (demand->waits > 0 && demand->wait_sum >= demand->waits && demand->wait_longest > 0);
  assert_true (demand->devices[0].peak < full->devices[0].peak);
  assert_true (demand->devices[0].bare > 0);
}

static void
test_without_a_network (void **state)
{
  g_autoptr (AdviserRun) run = live ("where=train");
  const AdviserFigures *full = adviser_run_figures (run, SETUP_IMAP_FULL);
  const AdviserFigures *demand = adviser_run_figures (run, SETUP_IMAP_ON_DEMAND);

  assert_true (full->offline_wants > 0);
  assert_int_equal (full->offline_wants, demand->offline_wants);
  assert_int_equal (full->offline_had, full->offline_wants);
  assert_true (demand->offline_had < demand->offline_wants);
  assert_true (demand->offline_failed.at > 0);
}

/* C18, C30, C31, C39: what suits follows the needs. */
static void
test_needs_decide (void **state)
{
  AdviserSetup suits;

  suits = best ("devices=laptop quota=1MB");
  assert_true (suits == SETUP_POP3_DELETE);
  suits = best ("devices=laptop+phone where=train need-offline=must folders=yes");
  assert_true (suits == SETUP_IMAP_FULL);
  suits = best ("devices=laptop+phone+tablet space=6MB need-offline=no");
  assert_true (suits == SETUP_IMAP_ON_DEMAND);
}

static void
test_what_breaks (void **state)
{
  g_autoptr (AdviserRun) run = live ("devices=laptop quota=1MB space=2MB");
  AdviserAnswer answer;
  g_autofree char *full = NULL;
  g_autofree char *device = NULL;

  adviser_answer_init (&answer, run);
  assert_int_equal (answer.breaks[SETUP_POP3_KEEP].what, BREAKS_QUOTA);
  assert_int_equal (answer.breaks[SETUP_POP3_DELETE].what, BREAKS_DEVICE);
  assert_true (adviser_run_figures (run, SETUP_POP3_KEEP)->refused > 0);
  assert_true (adviser_run_figures (run, SETUP_POP3_KEEP)->server_peak <= 1000000);
  full = adviser_break_sentence (&answer, SETUP_POP3_KEEP);
  device = adviser_break_sentence (&answer, SETUP_POP3_DELETE);
  assert_contains (full, "mailbox is full");
  assert_contains (device, "laptop has no room left");
}

static void
test_json (void **state)
{
  g_autoptr (AdviserRun) run = live ("days=3 mails=5");
  AdviserAnswer answer;
  g_autofree char *text = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root;

  adviser_answer_init (&answer, run);
  text = adviser_json (&answer, FALSE);
  assert_null (strchr (text, '\n'));
  assert_true (json_parser_load_from_data (parser, text, -1, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  assert_string_equal (json_object_get_string_member (json_object_get_object_member (root, "person"), "days"), "3");
  assert_int_equal (json_array_get_length (json_object_get_array_member (root, "setups")), ADVISER_N_SETUPS);
  assert_true (json_array_get_length (json_object_get_array_member (root, "reasons")) >= 4);
  assert_string_equal (json_object_get_string_member (root, "recommended"), adviser_setup_id (answer.best));
}

/* No mail at all, and the worst place there is. */
static void
test_extremes (void **state)
{
  g_autoptr (AdviserRun) nothing = live ("mails=0 days=2");
  g_autoptr (AdviserRun) sea = live ("where=sea devices=desktop+phone days=3 mails=5");
  AdviserAnswer answer;

  assert_int_equal (adviser_run_figures (nothing, SETUP_IMAP_FULL)->letters, 0);
  adviser_answer_init (&answer, nothing);
  assert_true (adviser_run_figures (sea, SETUP_IMAP_FULL)->offline_wants > 0);
  adviser_answer_init (&answer, sea);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_words),
    cmocka_unit_test (test_wrong_words),
    cmocka_unit_test (test_month),
    cmocka_unit_test (test_same_answer),
    cmocka_unit_test (test_figures_are_the_worlds),
    cmocka_unit_test (test_openings_count_once),
    cmocka_unit_test (test_fullness),
    cmocka_unit_test (test_more_is_more),
    cmocka_unit_test (test_what_holds),
    cmocka_unit_test (test_without_a_network),
    cmocka_unit_test (test_needs_decide),
    cmocka_unit_test (test_what_breaks),
    cmocka_unit_test (test_json),
    cmocka_unit_test (test_extremes),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
