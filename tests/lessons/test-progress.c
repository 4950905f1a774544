/* What is kept of a learner: recorded, written, read again; damaged and foreign files; many records as one table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "classroom.h"

#define T0 (G_GINT64_CONSTANT (1772413200) * G_USEC_PER_SEC) /* 2026-03-02 01:00:00 UTC */
#define MINUTE (60 * G_USEC_PER_SEC)

static Progress *
sample (void)
{
  Progress *progress = progress_new ();

  progress_set_learner (progress, "Ada");
  progress_reach (progress, "a-letter-travels", 5, 1, FALSE, T0);
  progress_answer (progress, "a-letter-travels", 1, 2, PROGRESS_WRONG, T0 + MINUTE);
  progress_answer (progress, "a-letter-travels", 2, 0, PROGRESS_RIGHT, T0 + 2 * MINUTE);
  progress_task (progress, "a-letter-travels", 1, FALSE, 2, T0 + 3 * MINUTE);
  progress_task (progress, "a-letter-travels", 2, TRUE, 1, T0 + 4 * MINUTE);
  progress_reach (progress, "a-letter-travels", 5, 5, TRUE, T0 + 5 * MINUTE);
  progress_reach (progress, "qresync", 6, 2, FALSE, T0 + 6 * MINUTE);
  return progress;
}

static void
first_answers_count (void **state)
{
  g_autoptr (Progress) progress = sample ();
  const ProgressLesson *lesson;

  progress_answer (progress, "a-letter-travels", 1, 0, PROGRESS_RIGHT, T0 + 9 * MINUTE);
  progress_task (progress, "a-letter-travels", 2, FALSE, 0, T0 + 9 * MINUTE);
  progress_reach (progress, "a-letter-travels", 5, 2, FALSE, T0 + 10 * MINUTE);
  progress_answer (progress, "never-begun", 1, 0, PROGRESS_RIGHT, T0);
  lesson = progress_find (progress, "a-letter-travels");
  assert_int_equal (progress_find_answer (lesson, 1)->choice, 2);
  assert_int_equal (progress_find_answer (lesson, 1)->verdict, PROGRESS_WRONG);
  assert_true (progress_find_task (lesson, 2)->shown);
  assert_int_equal (lesson->reached, 5);
  assert_true (lesson->finished);
  assert_true (lesson->begun == T0);
  assert_true (lesson->last == T0 + 10 * MINUTE);
  assert_null (progress_find (progress, "never-begun"));
  assert_null (progress_find_answer (lesson, 3));
}

static void
reads_what_it_wrote (void **state)
{
  g_autoptr (Progress) progress = sample (), again = NULL;
  g_autofree char *folder = g_dir_make_tmp ("postroom-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ada.json", NULL);
  g_autofree char *before = progress_to_json (progress), *after = NULL;
  g_autoptr (GError) error = NULL;

  assert_true (progress_write (progress, path, &error));
  again = progress_read (path, &error);
  assert_null (error);
  after = progress_to_json (again);
  assert_string_equal (before, after);
  assert_string_equal (again->learner, "Ada");
  assert_int_equal (again->lessons->len, 2);
  g_unlink (path);
  assert_null (progress_read (path, &error));
  assert_true (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
  g_rmdir (folder);
}

/* Any shorter beginning of a record is a fault that names the file, and nothing else. */
static void
every_beginning_is_damaged (void **state)
{
  g_autoptr (Progress) progress = sample ();
  g_autofree char *text = progress_to_json (progress);
  gsize length = strlen (text);

  for (gsize n = 0; n < length; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *part = g_strndup (text, n);

      assert_null (progress_parse (part, (gssize) n, "ada.json", &error));
      assert_true (error->domain == PROGRESS_ERROR);
      assert_true (g_str_has_prefix (error->message, "ada.json:"));
    }
}

static void
damaged_and_foreign (void **state)
{
  static const struct { const char *text; int code; } cases[] = {
    { "[]", PROGRESS_ERROR_FOREIGN },
    { "{}", PROGRESS_ERROR_FOREIGN },
    { "{\"name\":\"other\",\"version\":3}", PROGRESS_ERROR_FOREIGN },
    { "{\"postroom-progress\":2,\"learner\":\"\",\"lessons\":[]}", PROGRESS_ERROR_FOREIGN },
    { "{\"postroom-progress\":\"1\"}", PROGRESS_ERROR_FOREIGN },
    { "{\"postroom-progress\":1}", PROGRESS_ERROR_DAMAGED },
    { "{\"postroom-progress\":1,\"learner\":7,\"lessons\":[]}", PROGRESS_ERROR_DAMAGED },
    { "{\"postroom-progress\":1,\"learner\":\"\",\"lessons\":{}}", PROGRESS_ERROR_DAMAGED },
    { "{\"postroom-progress\":1,\"learner\":\"\",\"lessons\":[3]}", PROGRESS_ERROR_DAMAGED },
    { "{\"postroom-progress\":1,\"learner\":\"\",\"lessons\":[{\"name\":\"\"}]}", PROGRESS_ERROR_DAMAGED },
    { "{\"postroom-progress\":1,\"learner\":\"\",\"lessons\":[{\"name\":\"a\",\"steps\":-1}]}", PROGRESS_ERROR_DAMAGED },
    { "{\"postroom-progress\":1,\"learner\":\"\",\"lessons\":[{\"name\":\"a\",\"steps\":2,\"reached\":3,\"finished\":false,"
      "\"begun\":\"2026-03-02T01:00:00Z\",\"last\":\"2026-03-02T01:00:00Z\",\"answers\":[],\"tasks\":[]}]}",
      PROGRESS_ERROR_DAMAGED },
    { "\xff\xfe", PROGRESS_ERROR_DAMAGED },
    { "", PROGRESS_ERROR_FOREIGN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (progress_parse (cases[i].text, -1, "x.json", &error));
      assert_true (error->domain == PROGRESS_ERROR);
      if (*cases[i].text != '\0')
        assert_int_equal (error->code, cases[i].code);
    }
}

/* A file of brackets does not end the program, also when comments or quotes hide them from a careless eye. */
static void
bottomless_is_damaged (void **state)
{
  static const char *const pieces[] = { "[", "{\"a\":", "{\"}\":", "{\"\\\"}\":", "[/*\"*/", "[//\"\n", "['\"'," };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GString) text = g_string_new ("\n ");

      for (guint n = 0; n < 1000000; n++)
        g_string_append (text, pieces[i]);
      assert_null (progress_parse (text->str, (gssize) text->len, "x.json", &error));
      assert_int_equal (error->code, PROGRESS_ERROR_DAMAGED);
      assert_true (g_str_has_prefix (error->message, i == 0 ? "x.json:2:66: " : "x.json:"));
    }
}

/* Every value of a record, one after the other replaced by what cannot stand there. */
static void
no_value_is_trusted (void **state)
{
  static const char *const fields[] = { "\"steps\" : 5", "\"reached\" : 5", "\"finished\" : true", "\"begun\" : \"",
                                        "\"last\" : \"", "\"question\" : 1", "\"choice\" : 2", "\"verdict\" : \"wrong\"",
                                        "\"task\" : 1", "\"shown\" : false", "\"hints\" : 2", "\"at\" : \"" };
  g_autoptr (Progress) progress = sample ();
  g_autofree char *text = progress_to_json (progress);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr (GString) broken = g_string_new (text);
      g_autoptr (GError) error = NULL;
      g_autofree char *key = g_strndup (fields[i], strchr (fields[i], ':') - fields[i]);
      g_autofree char *instead = g_strdup_printf ("%s: [], \"old\" : %s", key, strchr (fields[i], ':') + 2);

      assert_int_equal (g_string_replace (broken, fields[i], instead, 1), 1);
      assert_null (progress_parse (broken->str, -1, "x.json", &error));
      assert_true (g_error_matches (error, PROGRESS_ERROR, PROGRESS_ERROR_DAMAGED));
    }
}

static void
resets (void **state)
{
  g_autoptr (Progress) progress = sample ();

  progress_reset (progress, "qresync");
  assert_null (progress_find (progress, "qresync"));
  assert_int_equal (progress->lessons->len, 1);
  progress_reset (progress, "qresync");
  progress_reset (progress, NULL);
  assert_int_equal (progress->lessons->len, 0);
  assert_string_equal (progress->learner, "Ada");
}

static void
csv_is_safe (void **state)
{
  g_autoptr (Progress) progress = sample ();
  g_autofree char *csv = NULL, *odd = NULL;

  csv = progress_to_csv (progress);
  assert_non_null (strstr (csv, "Ada,a-letter-travels,5,5,yes,1,1,0,2,1,3,2026-03-02T01:00:00Z,2026-03-02T01:05:00Z,\r\n"));
  assert_non_null (strstr (csv, "Ada,qresync,6,2,no,0,0,0,0,0,0,"));
  progress_set_learner (progress, "=cmd|\"x\",\n1");
  odd = progress_to_csv (progress);
  assert_non_null (strstr (odd, "\r\n\"'=cmd|\"\"x\"\", 1\",a-letter-travels,"));
}

static void
folder_becomes_a_table (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("postroom-test-XXXXXX", NULL);
  static const char *const names[] = { "b.json", "a.json", "c.json", "notes.txt" };
  g_autoptr (Progress) ada = sample (), cici = progress_new ();
  g_autoptr (Classroom) classroom = classroom_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *cell = NULL, *missing = g_build_filename (folder, "missing", NULL);
  char *paths[G_N_ELEMENTS (names)];

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    paths[i] = g_build_filename (folder, names[i], NULL);
  progress_reach (cici, "qresync", 6, 6, TRUE, T0);
  assert_true (progress_write (cici, paths[0], NULL));
  assert_true (progress_write (ada, paths[1], NULL));
  assert_true (g_file_set_contents (paths[2], "{ no", -1, NULL));
  assert_true (g_file_set_contents (paths[3], "nothing", -1, NULL));
  assert_true (classroom_add_folder (classroom, folder, &error));
  assert_int_equal (classroom_n_learners (classroom), 2);
  assert_int_equal (classroom->n_others, 1);
  assert_int_equal (classroom->rows->len, 3);
  assert_int_equal (classroom->faults->len, 1);
  assert_true (g_str_has_prefix (classroom->faults->pdata[0], "c.json:1:"));
  /* Who has not said his name is called by his file. */
  assert_string_equal (((ClassroomRow *) classroom->rows->pdata[2])->learner, "b.json");
  classroom_sort (classroom, CLASSROOM_STEPS, FALSE);
  assert_string_equal (((ClassroomRow *) classroom->rows->pdata[0])->lesson, "qresync");
  assert_string_equal (((ClassroomRow *) classroom->rows->pdata[0])->learner, "Ada");
  cell = classroom_cell (classroom->rows->pdata[0], CLASSROOM_STEPS);
  assert_string_equal (cell, "2 of 6");
  for (ClassroomColumn column = 0; column < N_CLASSROOM_COLUMNS; column++)
    {
      classroom_sort (classroom, column, TRUE);
      for (guint i = 0; i + 1 < classroom->rows->len; i++)
        assert_true (classroom_compare (classroom->rows->pdata[i], classroom->rows->pdata[i + 1], column) >= 0);
      assert_true (*classroom_title (column) != '\0');
    }
  assert_false (classroom_add_folder (classroom, missing, &error));
  assert_non_null (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_unlink (paths[i]);
      g_free (paths[i]);
    }
  g_rmdir (folder);
}

static void
assert_table_fault (const char *text, const char *part)
{
  g_autoptr (Classroom) classroom = classroom_new ();
  g_autoptr (GError) error = NULL;

  assert_false (classroom_parse_table (classroom, text, strlen (text), "t.csv", &error));
  assert_non_null (strstr (error->message, part));
  assert_int_equal (classroom->rows->len, 0); /* all of it or nothing */
}

#define TABLE "learner,lesson,steps,reached,finished,right,wrong,open,tasks,shown,hints,begun,last,file\r\n"
#define ROW "Ada,qresync,6,2,no,1,0,0,2,1,3,2026-03-02T01:00:00Z,2026-03-02T01:09:00Z,"

/* What was exported as a table is read again as it was, also when a spreadsheet has saved it in its own way. */
static void
tables_are_read (void **state)
{
  g_autoptr (Progress) progress = sample ();
  g_autoptr (Classroom) written = classroom_new (), read = classroom_new (), saved = classroom_new ();
  g_autofree char *csv = NULL, *again = NULL, *other = NULL;
  g_autoptr (GString) text = NULL;

  progress_set_learner (progress, "=\"Ada\", 'B'\nC");
  classroom_add (written, progress, "t.csv");
  csv = classroom_to_csv (written);
  assert_true (classroom_parse_table (read, csv, strlen (csv), "t.csv", NULL));
  again = classroom_to_csv (read);
  assert_string_equal (again, csv);
  text = g_string_new ("\xef\xbb\xbf" TABLE ROW "\n");
  g_string_replace (text, ",", ";", 0);
  g_string_replace (text, "\r\n", "\n", 0);
  assert_true (classroom_parse_table (saved, text->str, text->len, "t.csv", NULL));
  other = classroom_cell (saved->rows->pdata[0], CLASSROOM_LAST);
  assert_string_equal (other, "2026-03-02 01:09");
  assert_table_fault ("name,grade\nAda,1\n", "no table of progress");
  assert_table_fault ("", "no table of progress");
  assert_table_fault (TABLE ROW "\r\n" "Ada,qresync,x\r\n", "t.csv:3:1:");
  assert_table_fault (TABLE "Ada,qresync,6,2,maybe,1,0,0,2,1,3,,,\r\n", "t.csv:2:1:");
  assert_table_fault (TABLE "\"Ada,qresync", "t.csv:2:1:");
  assert_table_fault (TABLE "Ada,qresync,6,2,no,1,0,0,2,1,99999999999,,,\r\n", "t.csv:2:1:");
  assert_table_fault (TABLE "Ada,qresync,6,2,no,1,0,0,2,1,3,soon,,\r\n", "t.csv:2:1:");
}

/* The same learner's record, his table, and the table of the class: each lesson once, as it was last. */
static void
what_is_exported_twice_counts_once (void **state)
{
  g_autofree char *folder = g_dir_make_tmp ("postroom-test-XXXXXX", NULL);
  g_autofree char *json = g_build_filename (folder, "ada.JSON", NULL), *early = g_build_filename (folder, "ada.csv", NULL);
  g_autofree char *class = g_build_filename (folder, "class.csv", NULL), *csv = NULL;
  g_autoptr (Progress) ada = sample ();
  g_autoptr (Classroom) classroom = classroom_new ();
  const ClassroomRow *row;

  csv = progress_to_csv (ada);
  assert_true (g_file_set_contents (early, csv, -1, NULL));
  progress_reach (ada, "qresync", 6, 5, FALSE, T0 + 60 * G_TIME_SPAN_MINUTE);
  assert_true (progress_write (ada, json, NULL));
  assert_true (g_file_set_contents (class, TABLE ROW "\r\nBudi,qresync,6,1,no,0,0,0,0,0,0,,,budi.json\r\n", -1, NULL));
  assert_true (classroom_add_folder (classroom, folder, NULL));
  assert_int_equal (classroom->faults->len, 0);
  classroom_sort (classroom, CLASSROOM_LESSON, FALSE);
  assert_string_equal (((ClassroomRow *) classroom->rows->pdata[0])->lesson, "a-letter-travels");
  row = classroom->rows->pdata[1];
  assert_string_equal (row->learner, "Ada");
  assert_int_equal (row->reached, 5);
  assert_string_equal (row->file, "ada.JSON");
  for (guint i = 2; i < classroom->rows->len; i++)
    assert_string_equal (((ClassroomRow *) classroom->rows->pdata[i])->file, "class.csv");
  g_unlink (json);
  g_unlink (early);
  g_unlink (class);
  g_rmdir (folder);
}

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    cmocka_unit_test (first_answers_count), cmocka_unit_test (reads_what_it_wrote),
    cmocka_unit_test (every_beginning_is_damaged), cmocka_unit_test (damaged_and_foreign),
    cmocka_unit_test (bottomless_is_damaged),
    cmocka_unit_test (no_value_is_trusted), cmocka_unit_test (resets), cmocka_unit_test (csv_is_safe),
    cmocka_unit_test (folder_becomes_a_table), cmocka_unit_test (tables_are_read),
    cmocka_unit_test (what_is_exported_twice_counts_once),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
