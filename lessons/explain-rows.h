/* The tables of the three protocols, for explain-table.c. */
#pragma once

#include "explain-table.h"

extern const ExplainRow explain_pop3[], explain_imap[], explain_smtp[];
extern const guint n_explain_pop3, n_explain_imap, n_explain_smtp;
