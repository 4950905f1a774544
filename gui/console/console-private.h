/* What console.c and console-build.c share. */
#pragma once

#include "console/console.h"

struct _PrConsole {
  GtkWidget parent_instance;

  PrSession *session;      /* owned */
  GPtrArray *history;      /* of char *: what was typed, oldest first */
  guint recalled;          /* index into it; its length: what is being typed */
  char *draft;             /* what was being typed before a line was recalled */
  guint tags;              /* IMAP commands sent */
  gint64 until;            /* µs: an answer is being played up to there, 0 */
  char *shown;             /* what the list of commands was made for */

  GtkWidget *column;
  GtkWidget *account;      /* GtkDropDown */
  GtkWidget *protocol;     /* GtkDropDown */
  GtkWidget *connect;
  GtkWidget *hang_up;
  GtkWidget *state;        /* GtkLabel */
  GtkWidget *conversation;
  GtkWidget *commands;     /* GtkScrolledWindow */
  GtkWidget *entry;
  GtkWidget *send;
  GtkWidget *hint;         /* GtkLabel */
};

/* console-build.c: the three rows, from top to bottom. */
GtkWidget *console_build_bar (PrConsole *console);
GtkWidget *console_build_middle (PrConsole *console);
GtkWidget *console_build_line (PrConsole *console);
/* console.c */
void console_update_hint (PrConsole *console);
