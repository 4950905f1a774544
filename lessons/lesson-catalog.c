#include "lesson-catalog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lessonfile-texts.h"

/* The first text is the template. */
guint
lesson_catalog_n_texts (void)
{
  return lessonfile_n_texts - 1;
}

const char *
lesson_catalog_key (guint index)
{
  g_assert (index + 1 < lessonfile_n_texts);
  return lessonfile_texts[index + 1].key;
}

const char *
lesson_catalog_template (void)
{
  return lessonfile_texts[0].text;
}

static const LessonfileText *
find_source (const char *name, const char *language)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", language, name);

  for (guint i = 0; i < lessonfile_n_texts; i++)
    if (strcmp (lessonfile_texts[i].key, key) == 0)
      return &lessonfile_texts[i];
  return NULL;
}

const char *
lesson_catalog_text (const char *name, const char *language)
{
  const LessonfileText *source = find_source (name, language);

  return source != NULL ? source->text : NULL;
}

static const LessonfileText *
find_best (const char *name, const char *const *languages)
{
  for (guint i = 0; languages != NULL && languages[i] != NULL; i++)
    {
      const LessonfileText *source = find_source (name, languages[i]);

      if (source != NULL)
        return source;
    }
  return find_source (name, "en");
}

static Lesson *
parse_source (const LessonfileText *source, GError **error)
{
  g_autofree char *path = g_strconcat (source->key, ".md", NULL);

  return lesson_parse (source->text, -1, path, error);
}

Lesson *
lesson_catalog_open (const char *name, const char *const *languages, GError **error)
{
  const LessonfileText *source;

  if (strchr (name, '/') != NULL || g_str_has_suffix (name, ".md"))
    return lesson_read (name, error);
  source = find_best (name, languages);
  if (source != NULL)
    return parse_source (source, error);
  g_set_error (error, LESSON_ERROR, LESSON_ERROR_NOT_FOUND, _("there is no lesson “%s”"), name);
  return NULL;
}

static void
entry_free (gpointer data)
{
  LessonEntry *entry = data;

  g_free (entry->name);
  g_free (entry->language);
  g_free (entry->title);
  g_free (entry->summary);
  g_free (entry->picture);
  g_free (entry);
}

static LessonEntry *
entry_new (const Lesson *lesson)
{
  LessonEntry *entry = g_new0 (LessonEntry, 1);

  entry->name = g_strdup (lesson->name);
  entry->language = g_strdup (lesson->language);
  entry->title = g_strdup (lesson->title);
  entry->summary = lesson_text_plain (lesson->summary);
  entry->picture = g_strdup (lesson->picture);
  entry->minutes = lesson->minutes;
  entry->order = lesson->order;
  entry->n_predictions = lesson_n_blocks_of (lesson, LESSON_PREDICT);
  return entry;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const LessonEntry *x = *(LessonEntry *const *) a;
  const LessonEntry *y = *(LessonEntry *const *) b;

  return x->order != y->order ? (x->order < y->order ? -1 : 1) : strcmp (x->name, y->name);
}

/* The tests hold that each shipped lesson parses. */
GPtrArray *
lesson_catalog_list (const char *const *languages)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);

  for (guint i = 0; i < lessonfile_n_texts; i++)
    {
      g_autoptr (Lesson) lesson = NULL;

      if (!g_str_has_prefix (lessonfile_texts[i].key, "en/"))
        continue;
      lesson = parse_source (find_best (lessonfile_texts[i].key + 3, languages), NULL);
      if (lesson != NULL)
        g_ptr_array_add (entries, entry_new (lesson));
    }
  g_ptr_array_sort (entries, compare_entries);
  return entries;
}
