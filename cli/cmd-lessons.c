/* postroom-cli lessons, new-lesson: what lessons there are, and how one begins. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lesson-catalog.h"
#include "terminal.h"

static int
list_run (int argc, char **argv)
{
  g_autoptr (GPtrArray) entries = lesson_catalog_list (g_get_language_names ());
  g_autoptr (GString) out = g_string_new (NULL);
  guint width = 0;

  if (argc > 1)
    {
      cli_complain (_("“%s” is too much; see postroom-cli help lessons"), argv[1]);
      return CLI_USAGE;
    }
  for (guint i = 0; i < entries->len; i++)
    width = MAX (width, terminal_width (((LessonEntry *) entries->pdata[i])->name));
  for (guint i = 0; i < entries->len; i++)
    {
      const LessonEntry *entry = entries->pdata[i];

      terminal_pad (out, entry->name, width);
      /* Translators: minutes that a lesson takes */
      g_string_append_printf (out, ngettext ("  %2u min  ", "  %2u min  ", entry->minutes), entry->minutes);
      g_string_append_printf (out, "%s\n", entry->title);
    }
  fputs (out->str, stdout);
  return CLI_OK;
}

static char *
list_help (void)
{
  return g_strdup (_("Usage: postroom-cli lessons\n\nLists the lessons that come with Postroom, with the minutes they take. "
                     "“postroom-cli run NAME”\nplays one.\n"));
}

static gboolean
is_name (const char *name)
{
  return g_ascii_isalnum (*name) && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (name);
}

static gboolean
write_all (int fd, const char *text, gsize length)
{
  while (length > 0)
    {
      gssize n = write (fd, text, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      text += n;
      length -= (gsize) n;
    }
  return fsync (fd) == 0;
}

/* Whole or not at all, and never over what is there: written aside, then linked under its name. */
static gboolean
write_new (const char *path, const char *text)
{
  g_autofree char *aside = g_strconcat (path, ".XXXXXX", NULL);
  int fd = g_mkstemp_full (aside, O_WRONLY | O_CREAT | O_EXCL, 0666);
  gboolean written = fd >= 0 && write_all (fd, text, strlen (text)) && link (aside, path) == 0;
  int why = errno;

  if (fd >= 0)
    {
      close (fd);
      g_unlink (aside);
    }
  if (!written)
    cli_complain (_("“%s” cannot be written: %s"), path, g_strerror (why));
  return written;
}

static int
new_run (int argc, char **argv)
{
  g_autofree char *path = argc == 2 ? g_strconcat (argv[1], ".md", NULL) : NULL;

  if (path == NULL)
    {
      cli_complain (_("the name of one lesson is needed; see postroom-cli help new-lesson"));
      return CLI_USAGE;
    }
  if (!is_name (argv[1]))
    {
      cli_complain (_("a lesson's name begins with a letter or a digit and has a-z, 0-9 and - only: not “%s”"), argv[1]);
      return CLI_USAGE;
    }
  if (!write_new (path, lesson_catalog_template ()))
    return CLI_USAGE;
  printf (_("%s is written. Change it, then look at it with:\n    postroom-cli lint %s\n    postroom-cli run %s\n"), path, path,
          path);
  return CLI_OK;
}

static char *
new_help (void)
{
  return g_strdup (_("Usage: postroom-cli new-lesson NAME\n\nWrites NAME.md, a small lesson with comments on everything that a "
                     "lesson can have, to begin with.\nA file that is there is left alone.\n"));
}

const CliCommand cli_lessons = { "lessons", N_("list the lessons"), list_run, list_help };
const CliCommand cli_new_lesson = { "new-lesson", N_("begin a lesson of your own"), new_run, new_help };
