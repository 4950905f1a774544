/* AdviserMonth: the month of a described person as a journal, the same for every set-up but for what the mail programs are
 * set to. The same person gives the same text. */
#pragma once

#include "adviser-person.h"

typedef enum {
  SETUP_POP3_DELETE,    /* downloads, and deletes on the server */
  SETUP_POP3_KEEP,      /* downloads, and leaves it there */
  SETUP_IMAP_FULL,      /* whole letters on the devices too */
  SETUP_IMAP_ON_DEMAND, /* a letter is fetched when it is opened */
  ADVISER_N_SETUPS
} AdviserSetup;

#define ADVISER_BEGINS G_GINT64_CONSTANT (1772409600000000) /* µs: Monday, 2 March 2026, 00:00 UTC */
#define ADVISER_FOLDER "Projects" /* where letters are filed */

/* "pop3-delete" and so on: in commands and files. */
const char *adviser_setup_id (AdviserSetup setup);
gboolean adviser_setup_find (const char *id, AdviserSetup *setup);
/* For people. */
const char *adviser_setup_name (AdviserSetup setup);
/* What it means, in one sentence. */
const char *adviser_setup_about (AdviserSetup setup);

/* A journal. Caller owns. */
char *adviser_month_text (const AdviserPerson *person, AdviserSetup setup);
