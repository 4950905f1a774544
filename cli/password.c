#include "password.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli.h"

#define PASSWORD_MAX 1024

static char *
read_line (FILE *terminal)
{
  char line[PASSWORD_MAX];

  if (fgets (line, sizeof line, terminal) == NULL)
    return NULL;
  line[strcspn (line, "\r\n")] = '\0';
  return g_strdup (line);
}

static char *
ask (const char *user, FILE *terminal)
{
  struct termios before;
  struct termios silent;
  char *password;

  fprintf (terminal, _("Password of %s: "), user);
  fflush (terminal);
  if (tcgetattr (fileno (terminal), &before) != 0)
    return NULL;
  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (fileno (terminal), TCSAFLUSH, &silent);
  password = read_line (terminal);
  tcsetattr (fileno (terminal), TCSAFLUSH, &before);
  fputc ('\n', terminal);
  return password;
}

char *
password_get (const char *user)
{
  const char *given = g_getenv ("POSTROOM_PASSWORD");
  char *password = NULL;
  FILE *terminal;

  if (given != NULL)
    return g_strdup (given);
  terminal = fopen ("/dev/tty", "r+");
  if (terminal != NULL)
    {
      password = ask (user, terminal);
      fclose (terminal);
    }
  if (password == NULL)
    cli_complain (_("a password is missing: set POSTROOM_PASSWORD, or use a terminal"));
  return password;
}
