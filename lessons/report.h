/* Report: a customer's complaint as one page of HTML that needs nothing else: cause, proof, what to change, where each
 * message is, and the whole conversation. For printing and for sending along. Passwords are masked. */
#pragma once

#include <glib.h>

#include "journal/journal.h"

/* In the language that is set for texts; language: code of the journal's own texts ("id"), NULL for English. Lives all
 * worlds of the journal's first branch. Caller owns. */
char *report_html (Journal *journal, const char *language);
