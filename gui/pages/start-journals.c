#include "pages/start-journals.h"

#include <string.h>

#include "application.h"
#include "playback/scene-strip.h"
#include "words.h"

#define MOST_RECENT 8

void
start_journal_free (StartJournal *journal)
{
  g_free (journal->path);
  g_free (journal->title);
  g_free (journal->scenes);
  journal_unref (journal->journal);
  g_free (journal);
}

static char *
dup_scenes (const Journal *journal)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < journal_n_actions (journal); i++)
    if (journal_action (journal, i)->kind == ACTION_SCENE)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\u00a0· " : "", scene_name (journal_action (journal, i)));
  return g_strdup (text->str);
}

/* NULL for a file that cannot be read: it is not offered. */
static StartJournal *
read_journal (const char *path)
{
  g_autoptr (Journal) journal = journal_read (path, NULL);
  g_autofree char *language = words_dup_language (), *base = g_path_get_basename (path);
  StartJournal *result;
  const char *title;

  if (journal == NULL)
    return NULL;
  title = journal_title (journal, language);
  result = g_new0 (StartJournal, 1);
  result->path = g_strdup (path);
  result->title = g_strdup (title != NULL && *title != '\0' ? title : base);
  result->scenes = dup_scenes (journal);
  result->journal = g_steal_pointer (&journal);
  return result;
}

static char *
dup_shipped_folder (void)
{
  g_autofree char *path = application_find_data ("journals/same-day.postroom");

  return path != NULL ? g_path_get_dirname (path) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
start_journals_shipped (gboolean support)
{
  GPtrArray *journals = g_ptr_array_new_with_free_func ((GDestroyNotify) start_journal_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = dup_shipped_folder ();
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".postroom") && g_str_has_prefix (name, "support-") == support)
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      StartJournal *journal = read_journal (path);

      if (journal != NULL)
        g_ptr_array_add (journals, journal);
    }
  return journals;
}

Journal *
start_journal_free_play (const char *laptop, const char *phone)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Journal *journal;

  text = g_strdup_printf ("postroom 1\nseed 1\ndate 2026-03-02\nzone +07:00\ntitle \"%s\" id=\"%s\"\n\n"
                          "account ada@kantor.example password=rahasia quota=10MB\n"
                          "device laptop account=ada protocol=%s\ndevice phone account=ada protocol=%s\n"
                          "link laptop latency=20ms bandwidth=20Mbit\nlink phone latency=45ms bandwidth=6Mbit\n\n"
                          "at 08:00 deliver from=budi@luar.example subject=\"Meeting at nine\" size=3kB\n",
                          "Free play", "Main bebas", laptop, phone);
  journal = journal_parse (text, -1, "free-play", &error);
  g_assert_no_error (error);
  return journal;
}

static char *
dup_recent_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "postroom", "recent", NULL);
}

GStrv
start_recent_dup (void)
{
  g_autofree char *path = dup_recent_path (), *text = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (g_file_get_contents (path, &text, NULL, NULL))
    {
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        if (*lines[i] != '\0' && g_file_test (lines[i], G_FILE_TEST_IS_REGULAR))
          g_strv_builder_add (builder, lines[i]);
    }
  return g_strv_builder_end (builder);
}

void
start_recent_add (const char *path)
{
  g_autofree char *file = dup_recent_path (), *folder = g_path_get_dirname (file), *shipped = dup_shipped_folder ();
  g_autofree char *full = g_canonicalize_filename (path, NULL), *own = g_path_get_dirname (full);
  g_auto (GStrv) before = start_recent_dup ();
  g_autoptr (GString) text = g_string_new (full);

  /* A name with a line break would be read as two. */
  if (g_strcmp0 (own, shipped) == 0 || strchr (full, '\n') != NULL)
    return;
  g_string_append_c (text, '\n');
  for (guint i = 0, kept = 1; before[i] != NULL && kept < MOST_RECENT; i++)
    if (!g_str_equal (before[i], full))
      {
        g_string_append_printf (text, "%s\n", before[i]);
        kept++;
      }
  /* A list that cannot be kept is no reason to disturb anybody. */
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents (file, text->str, -1, NULL);
}
