/* The record of progress as a file. It may come from another machine, or be damaged: nothing in it is trusted. */
#include "progress.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define VERSION 1
#define MOST 10000 /* lessons, answers, tasks: more is no record */
#define DEPTH 64   /* a record has 5 levels; what has a few more is a file of something else, and is told so */

G_DEFINE_QUARK (postroom-progress-error, progress_error)

static const char *const verdicts[] = { "right", "wrong", "open" };

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autofree char *text = date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_number (JsonBuilder *builder, const char *name, guint value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_truth (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_answers (JsonBuilder *builder, const ProgressLesson *lesson)
{
  json_builder_set_member_name (builder, "answers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lesson->answers->len; i++)
    {
      const ProgressAnswer *answer = &g_array_index (lesson->answers, ProgressAnswer, i);

      json_builder_begin_object (builder);
      add_number (builder, "question", answer->question);
      add_number (builder, "choice", answer->choice);
      json_builder_set_member_name (builder, "verdict");
      json_builder_add_string_value (builder, verdicts[answer->verdict]);
      add_time (builder, "at", answer->at);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_tasks (JsonBuilder *builder, const ProgressLesson *lesson)
{
  json_builder_set_member_name (builder, "tasks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lesson->tasks->len; i++)
    {
      const ProgressTask *task = &g_array_index (lesson->tasks, ProgressTask, i);

      json_builder_begin_object (builder);
      add_number (builder, "task", task->task);
      add_truth (builder, "shown", task->shown);
      add_number (builder, "hints", task->hints);
      add_time (builder, "at", task->at);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_lesson (JsonBuilder *builder, const ProgressLesson *lesson)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, lesson->name);
  add_number (builder, "steps", lesson->n_steps);
  add_number (builder, "reached", lesson->reached);
  add_truth (builder, "finished", lesson->finished);
  add_time (builder, "begun", lesson->begun);
  add_time (builder, "last", lesson->last);
  add_answers (builder, lesson);
  add_tasks (builder, lesson);
  json_builder_end_object (builder);
}

char *
progress_to_json (const Progress *progress)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_number (builder, "postroom-progress", VERSION);
  json_builder_set_member_name (builder, "learner");
  json_builder_add_string_value (builder, progress->learner);
  json_builder_set_member_name (builder, "lessons");
  json_builder_begin_array (builder);
  for (guint i = 0; i < progress->lessons->len; i++)
    add_lesson (builder, progress->lessons->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* What is missing or of another kind, with the place where it should stand. */
static gboolean
damaged (GError **error, const char *name, const char *what)
{
  if (error != NULL && *error == NULL)
    g_set_error (error, PROGRESS_ERROR, PROGRESS_ERROR_DAMAGED, _("%s: this record of progress is damaged: %s"), name, what);
  return FALSE;
}

static JsonNode *
member (JsonObject *object, const char *key, GType type)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

static gboolean
take_number (JsonObject *object, const char *key, guint *number, const char *name, GError **error)
{
  JsonNode *node = member (object, key, G_TYPE_INT64);
  gint64 value = node != NULL ? json_node_get_int (node) : -1;

  if (value < 0 || value > MOST)
    return damaged (error, name, key);
  *number = (guint) value;
  return TRUE;
}

static gboolean
take_truth (JsonObject *object, const char *key, gboolean *truth, const char *name, GError **error)
{
  JsonNode *node = member (object, key, G_TYPE_BOOLEAN);

  if (node == NULL)
    return damaged (error, name, key);
  *truth = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
take_time (JsonObject *object, const char *key, gint64 *time, const char *name, GError **error)
{
  JsonNode *node = member (object, key, G_TYPE_STRING);
  g_autoptr (GDateTime) date = node != NULL ? g_date_time_new_from_iso8601 (json_node_get_string (node), NULL) : NULL;

  if (date == NULL)
    return damaged (error, name, key);
  *time = g_date_time_to_unix (date) * G_USEC_PER_SEC;
  return TRUE;
}

/* NULL with error. */
static JsonArray *
take_array (JsonObject *object, const char *key, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array != NULL && json_array_get_length (array) <= MOST)
    return array;
  damaged (error, name, key);
  return NULL;
}

static JsonObject *
take_object (JsonArray *array, guint index, const char *what, const char *name, GError **error)
{
  JsonNode *node = json_array_get_element (array, index);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  damaged (error, name, what);
  return NULL;
}

static gboolean
parse_verdict (JsonObject *object, ProgressVerdict *verdict, const char *name, GError **error)
{
  JsonNode *node = member (object, "verdict", G_TYPE_STRING);

  for (guint i = 0; node != NULL && i < G_N_ELEMENTS (verdicts); i++)
    if (g_str_equal (json_node_get_string (node), verdicts[i]))
      {
        *verdict = (ProgressVerdict) i;
        return TRUE;
      }
  return damaged (error, name, "verdict");
}

static gboolean
parse_answers (ProgressLesson *lesson, Progress *progress, JsonArray *array, const char *name, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = take_object (array, i, "answers", name, error);
      ProgressAnswer answer;

      if (object == NULL || !take_number (object, "question", &answer.question, name, error)
          || !take_number (object, "choice", &answer.choice, name, error)
          || !parse_verdict (object, &answer.verdict, name, error) || !take_time (object, "at", &answer.at, name, error))
        return FALSE;
      progress_answer (progress, lesson->name, answer.question, answer.choice, answer.verdict, answer.at);
    }
  return TRUE;
}

static gboolean
parse_tasks (ProgressLesson *lesson, Progress *progress, JsonArray *array, const char *name, GError **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = take_object (array, i, "tasks", name, error);
      ProgressTask task;

      if (object == NULL || !take_number (object, "task", &task.task, name, error)
          || !take_truth (object, "shown", &task.shown, name, error)
          || !take_number (object, "hints", &task.hints, name, error) || !take_time (object, "at", &task.at, name, error))
        return FALSE;
      progress_task (progress, lesson->name, task.task, task.shown, task.hints, task.at);
    }
  return TRUE;
}

static gboolean
parse_lesson (Progress *progress, JsonObject *object, const char *name, GError **error)
{
  JsonNode *title = member (object, "name", G_TYPE_STRING);
  JsonArray *answers, *tasks;
  ProgressLesson *lesson;
  guint steps, reached;
  gboolean finished;
  gint64 begun, last;

  if (title == NULL || *json_node_get_string (title) == '\0')
    return damaged (error, name, "name");
  if (!take_number (object, "steps", &steps, name, error) || !take_number (object, "reached", &reached, name, error)
      || !take_truth (object, "finished", &finished, name, error) || !take_time (object, "begun", &begun, name, error)
      || !take_time (object, "last", &last, name, error))
    return FALSE;
  answers = take_array (object, "answers", name, error);
  tasks = answers != NULL ? take_array (object, "tasks", name, error) : NULL;
  if (tasks == NULL)
    return FALSE;
  if (reached > steps || progress_find (progress, json_node_get_string (title)) != NULL)
    return damaged (error, name, json_node_get_string (title));
  progress_reach (progress, json_node_get_string (title), steps, reached, finished, begun);
  lesson = progress_find (progress, json_node_get_string (title));
  lesson->last = last;
  return parse_answers (lesson, progress, answers, name, error) && parse_tasks (lesson, progress, tasks, name, error);
}

static gboolean
parse_root (Progress *progress, JsonNode *root, const char *name, GError **error)
{
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *version = object != NULL ? member (object, "postroom-progress", G_TYPE_INT64) : NULL;
  JsonNode *learner = version != NULL ? member (object, "learner", G_TYPE_STRING) : NULL;
  JsonArray *lessons;

  if (version == NULL || json_node_get_int (version) != VERSION)
    {
      g_set_error (error, PROGRESS_ERROR, PROGRESS_ERROR_FOREIGN,
                   version == NULL ? _("%s: this is no record of progress in lessons")
                                   : _("%s: this record of progress was made by a later version"), name);
      return FALSE;
    }
  if (learner == NULL)
    return damaged (error, name, "learner");
  progress_set_learner (progress, json_node_get_string (learner));
  lessons = take_array (object, "lessons", name, error);
  for (guint i = 0; lessons != NULL && i < json_array_get_length (lessons); i++)
    {
      JsonObject *lesson = take_object (lessons, i, "lessons", name, error);

      if (lesson == NULL || !parse_lesson (progress, lesson, name, error))
        return FALSE;
    }
  return lessons != NULL;
}

/* The parser says "<data>:LINE:COLUMN: what"; people look for FILE:LINE:COLUMN. */
static void
not_json (GError **error, const char *name, const char *what)
{
  const char *place = g_str_has_prefix (what, "<data>:") ? what + strlen ("<data>:") : NULL;
  gsize length = place != NULL ? strspn (place, "0123456789:") : 0;
  g_autofree char *at = length > 1 ? g_strdup_printf ("%s:%.*s", name, (int) length - 1, place) : g_strdup (name);

  damaged (error, at, length > 1 ? place + length + strspn (place + length, " ") : what);
}

/* json-glib goes down its own stack with each bracket: a file of many thousands would end the program. Returns the bracket
 * that goes deeper than DEPTH, or what stands between texts and is no JSON, such as a comment; NULL. */
static const char *
find_bottomless (const char *text, gsize length)
{
  gboolean inside = FALSE; /* a text */
  guint depth = 0;

  for (const char *c = text; c < text + length; c++)
    {
      if (inside && *c == '\\')
        c++;
      else if (*c == '"')
        inside = !inside;
      else if (inside)
        continue;
      else if (*c == '{' || *c == '[')
        depth++;
      else if (*c == '}' || *c == ']')
        depth -= depth > 0;
      else if (!g_ascii_isalnum (*c) && strchr (" \t\r\n,:+-.", *c) == NULL)
        return c;
      if (depth > DEPTH)
        return c;
    }
  return NULL;
}

static gboolean
check_depth (const char *text, gsize length, const char *name, GError **error)
{
  const char *bad = find_bottomless (text, length);
  g_autofree char *place = NULL;
  guint line = 1;
  const char *start = text;

  if (bad == NULL)
    return TRUE;
  for (const char *c = text; c < bad; c++)
    if (*c == '\n')
      {
        line++;
        start = c + 1;
      }
  place = g_strdup_printf ("%s:%u:%ld", name, line, g_utf8_strlen (start, bad - start) + 1);
  return damaged (error, place, *bad == '{' || *bad == '[' ? _("it is nested too deeply") : "JSON");
}

Progress *
progress_parse (const char *text, gssize length, const char *name, GError **error)
{
  g_autoptr (Progress) progress = progress_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) fault = NULL;

  if (length < 0)
    length = (gssize) strlen (text);
  if (!g_utf8_validate_len (text, (gsize) length, NULL))
    {
      damaged (error, name, "UTF-8");
      return NULL;
    }
  if (!check_depth (text, (gsize) length, name, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, length, &fault))
    {
      not_json (error, name, fault->message);
      return NULL;
    }
  return parse_root (progress, json_parser_get_root (parser), name, error) ? g_steal_pointer (&progress) : NULL;
}

Progress *
progress_read (const char *path, GError **error)
{
  g_autofree char *text = NULL, *name = g_path_get_basename (path), *shown = g_filename_display_name (name);
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return progress_parse (text, (gssize) length, shown, error);
}

gboolean
progress_write (const Progress *progress, const char *path, GError **error)
{
  g_autofree char *text = progress_to_json (progress);

  return g_file_set_contents (path, text, -1, error);
}
