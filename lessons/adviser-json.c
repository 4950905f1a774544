#include "adviser-json.h"

#include <json-glib/json-glib.h>

static void
add_text (JsonBuilder *builder, const char *name, char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
  g_free (text);
}

static void
add_number (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, (gint64) value);
}

static void
add_person (JsonBuilder *builder, const AdviserPerson *person)
{
  guint n;
  const AdviserKey *keys = adviser_keys (&n);

  json_builder_set_member_name (builder, "person");
  json_builder_begin_object (builder);
  for (guint i = 0; i < n; i++)
    add_text (builder, keys[i].name, adviser_person_value (person, keys[i].name));
  json_builder_end_object (builder);
}

static void
add_devices (JsonBuilder *builder, const AdviserFigures *figures)
{
  json_builder_set_member_name (builder, "devices");
  json_builder_begin_array (builder);
  for (guint i = 0; i < figures->n_devices; i++)
    {
      const AdviserDeviceFigures *device = &figures->devices[i];

      json_builder_begin_object (builder);
      add_text (builder, "name", g_strdup (device->name));
      add_number (builder, "octets-moved", device->moved);
      add_number (builder, "octets-at-end", device->end);
      add_number (builder, "octets-peak", device->peak);
      add_number (builder, "letters-missing", device->missing);
      add_number (builder, "letters-without-text", device->bare);
      add_number (builder, "letters-only-here", device->alone);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_figures (JsonBuilder *builder, const AdviserFigures *f)
{
  add_number (builder, "days", f->days);
  add_number (builder, "letters", f->letters);
  add_number (builder, "letters-refused", f->refused);
  add_number (builder, "letters-kept", f->kept);
  add_number (builder, "server-octets-at-end", f->server_end);
  add_number (builder, "server-octets-peak", f->server_peak);
  add_number (builder, "opened", f->wants);
  add_number (builder, "waited", f->waits);
  add_number (builder, "never-came", f->nevers);
  add_number (builder, "wait-sum-us", (guint64) f->wait_sum);
  add_number (builder, "wait-longest-us", (guint64) f->wait_longest);
  add_number (builder, "opened-offline", f->offline_wants);
  add_number (builder, "readable-offline", f->offline_had);
  add_number (builder, "read-places", f->read_places);
  add_number (builder, "read-agreeing", f->read_agreeing);
  add_number (builder, "sent", f->sent);
  add_number (builder, "sent-places", f->sent_places);
  add_number (builder, "sent-seen", f->sent_seen);
  add_number (builder, "filed", f->filed);
  add_number (builder, "filed-places", f->filed_places);
  add_number (builder, "filed-seen", f->filed_seen);
  add_number (builder, "letters-on-one-device-only", f->alone);
  add_devices (builder, f);
}

static void
add_break (JsonBuilder *builder, const AdviserAnswer *answer, AdviserSetup setup)
{
  const AdviserBreaks *first = &answer->breaks[setup];

  json_builder_set_member_name (builder, "breaks-first");
  json_builder_begin_object (builder);
  add_text (builder, "what", g_strdup (adviser_break_id (first->what)));
  if (first->what != BREAKS_NOTHING)
    add_number (builder, "after-us", (guint64) (first->at - ADVISER_BEGINS));
  add_text (builder, "text", adviser_break_sentence (answer, setup));
  json_builder_end_object (builder);
}

static void
add_setup (JsonBuilder *builder, const AdviserAnswer *answer, AdviserSetup setup)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", g_strdup (adviser_setup_id (setup)));
  json_builder_set_member_name (builder, "points");
  json_builder_add_double_value (builder, answer->points[setup] / 10.0);
  add_figures (builder, adviser_run_figures (answer->run, setup));
  add_break (builder, answer, setup);
  add_number (builder, "full-after-days", adviser_answer_full_after (answer, setup));
  json_builder_set_member_name (builder, "shares");
  json_builder_begin_object (builder);
  for (AdviserRule rule = 0; rule < ADVISER_N_RULES; rule++)
    add_number (builder, adviser_rule_id (rule), answer->shares[setup][rule]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_rest (JsonBuilder *builder, const AdviserAnswer *answer)
{
  g_autoptr (GPtrArray) reasons = adviser_answer_reasons (answer);

  json_builder_set_member_name (builder, "weights");
  json_builder_begin_object (builder);
  for (AdviserRule rule = 0; rule < ADVISER_N_RULES; rule++)
    add_number (builder, adviser_rule_id (rule), answer->weights[rule]);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "setups");
  json_builder_begin_array (builder);
  for (AdviserSetup setup = 0; setup < ADVISER_N_SETUPS; setup++)
    add_setup (builder, answer, setup);
  json_builder_end_array (builder);
  add_text (builder, "recommended", g_strdup (adviser_setup_id (answer->best)));
  json_builder_set_member_name (builder, "reasons");
  json_builder_begin_array (builder);
  for (guint i = 0; i < reasons->len; i++)
    json_builder_add_string_value (builder, reasons->pdata[i]);
  json_builder_end_array (builder);
}

char *
adviser_json (const AdviserAnswer *answer, gboolean pretty)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_person (builder, adviser_run_person (answer->run));
  add_rest (builder, answer);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, pretty);
}
