/* What the subcommands of postroom-cli share. */
#pragma once

#include <glib.h>

enum {
  CLI_OK = 0,
  CLI_EXPECTATION_FAILED = 1,
  CLI_USAGE = 2, /* the command line or a file cannot be understood, or something cannot be written */
};

typedef struct {
  const char *name;
  const char *summary;                    /* untranslated; marked with N_() */
  int (*run) (int argc, char **argv);     /* argv[0] is the subcommand's name; none asks for help. Returns the exit status */
  char *(*help) (void);                   /* the whole help text. Caller owns */
} CliCommand;

extern const CliCommand cli_advise;
extern const CliCommand cli_claims;
extern const CliCommand cli_classroom;
extern const CliCommand cli_explain;
extern const CliCommand cli_journal;
extern const CliCommand cli_lessons;
extern const CliCommand cli_lint;
extern const CliCommand cli_new_lesson;
extern const CliCommand cli_presets;
extern const CliCommand cli_report;
extern const CliCommand cli_run;
extern const CliCommand cli_serve;
extern const CliCommand cli_sync;
extern const CliCommand cli_worlds;

/* The context's help, with the subcommand in its first line. Caller owns. */
char *cli_help_text (GOptionContext *context, const char *command);
/* "postroom-cli: TEXT" on stderr. */
void cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Each of these complains when it returns FALSE. */

/* Reads the options; what is left are the words that are none. */
gboolean cli_parse (GOptionContext *context, const char *command, int *argc, char ***argv);
/* At most one journal, and when it is needed exactly one. files may be NULL. */
gboolean cli_check_journals (char **files, gboolean needed, const char *command);
/* Whole or not at all. */
gboolean cli_write_file (const char *path, const char *octets, gsize length);
