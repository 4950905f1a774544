/* What may be typed now, judged by the state table of the server's engine: commands, their arguments, completion, and
 * what would be wrong with a line. */
#pragma once

#include "console/console-moment.h"

typedef struct {
  const char *command;   /* as in the table's inputs */
  const char *arguments; /* their shape in the RFC's words, "" */
  guint least;           /* how many there have to be */
  gboolean more;         /* FALSE: not more than these */
} ConsoleCommand;

/* NULL when it is no command of the protocol. */
const ConsoleCommand *console_command (Protocol protocol, const char *command);
/* TRUE when the state has a row for the input by which it is carried out. */
gboolean console_allows (const StateTable *table, guint state, const char *command);
/* Commands that can be carried out in this state, in the table's order. GPtrArray of const ConsoleCommand *. */
GPtrArray *console_commands_now (const ConsoleMoment *moment);
/* The line as it would begin: "RETR ", "a3 SELECT ". tag: what IMAP's begin with. Caller owns. */
char *console_begin (const ConsoleMoment *moment, const ConsoleCommand *command, const char *tag);
/* The text with its command completed as far as it is certain; NULL when nothing can be added. Caller owns. */
char *console_complete (const ConsoleMoment *moment, const char *text, const char *tag);
/* What the server waits for, and how the command that is being typed goes on. Translated; caller owns. */
char *console_guidance (const ConsoleMoment *moment, const char *text);
/* Why the server would refuse the line; NULL when nothing is wrong with it as far as can be told. Translated; caller owns. */
char *console_mistake (const ConsoleMoment *moment, const char *text, const char *tag);
/* While a command is typed that logs in, and could: whose name would do, and where the password is, which nobody can
 * guess. NULL otherwise. Translated; caller owns. */
char *console_login (const ConsoleMoment *moment, const char *text, const char *user);
