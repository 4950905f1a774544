/* postroom-cli classroom: the exports of many learners as one table. */
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "classroom.h"
#include "terminal.h"

static void
print_table (const Classroom *classroom)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint widths[N_CLASSROOM_COLUMNS];

  for (ClassroomColumn column = 0; column < N_CLASSROOM_COLUMNS; column++)
    {
      widths[column] = terminal_width (classroom_title (column));
      for (guint i = 0; i < classroom->rows->len; i++)
        {
          g_autofree char *cell = classroom_cell (classroom->rows->pdata[i], column);

          widths[column] = MAX (widths[column], terminal_width (cell));
        }
    }
  for (int i = -1; i < (int) classroom->rows->len; i++)
    for (ClassroomColumn column = 0; column < N_CLASSROOM_COLUMNS; column++)
      {
        g_autofree char *cell = i < 0 ? g_strdup (classroom_title (column)) : classroom_cell (classroom->rows->pdata[i], column);
        gboolean last = column + 1 == N_CLASSROOM_COLUMNS;

        terminal_pad (out, cell, last ? 0 : widths[column]);
        g_string_append (out, last ? "\n" : "  ");
      }
  fputs (out->str, stdout);
}

static int
run (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (Classroom) classroom = classroom_new ();
  g_autofree char *others = NULL;
  gboolean csv = FALSE;
  const GOptionEntry options[] = {
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv, NULL, NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };

  g_option_context_add_main_entries (context, options, NULL);
  if (!cli_parse (context, "classroom", &argc, &argv))
    return CLI_USAGE;
  if (argc != 2)
    {
      cli_complain (_("name the folder; see postroom-cli help classroom"));
      return CLI_USAGE;
    }
  if (!classroom_add_folder (classroom, argv[1], &error))
    {
      cli_complain ("%s", error->message);
      return CLI_USAGE;
    }
  others = classroom_dup_others (classroom);
  for (guint i = 0; i < classroom->faults->len; i++)
    cli_complain ("%s", (const char *) classroom->faults->pdata[i]);
  if (others != NULL)
    cli_complain ("%s", others);
  if (csv)
    {
      g_autofree char *text = classroom_to_csv (classroom);

      fputs (text, stdout);
    }
  else if (classroom->rows->len > 0)
    print_table (classroom);
  else
    puts (_("There are no records of progress in this folder."));
  return classroom->faults->len > 0 ? CLI_EXPECTATION_FAILED : CLI_OK;
}

static char *
help (void)
{
  return g_strdup (_("Usage: postroom-cli classroom [--csv] FOLDER\n\n"
                     "Prints what learners have done, from the records (.json) and tables (.csv) of progress that they have\n"
                     "exported into one folder: a line for each learner and lesson, with first answers, tasks and hints. Of\n"
                     "what was exported twice the last counts.\n\n"
                     "  --csv     as comma-separated values, for a spreadsheet\n\n"
                     "Ends with 1 when a file in the folder is no record.\n"));
}

const CliCommand cli_classroom = { "classroom", N_("print the progress of many learners as one table"), run, help };
