/* Explain: a line of a conversation → what it means, for people.
 *
 * Rows of a table (explain-table.c), found by protocol, who speaks, and the words of the line; the letters, mailboxes and
 * numbers that it names come from the trace's tokens. Texts are translated. */
#pragma once

#include <glib.h>

#include "journal/journal.h"
#include "trace.h"

typedef struct {
  char *note;         /* a few words: "asks for the whole of letter C" */
  char *meaning;      /* one to three sentences */
  const char *clause; /* "RFC 1939 §5 RETR" */
} Explanation;

/* Never NULL for a TRACE_LINE event; known is FALSE when no row of the table fits it. */
Explanation *explain_line (const Trace *trace, const Journal *journal, const TraceEvent *line, gboolean *known);
void explanation_free (Explanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Explanation, explanation_free)

/* "message number in this session, not a lasting name": what a token of that kind is. Translated. */
const char *explain_token (Protocol protocol, TokenKind kind);

/* "new on the server: its UIDL was not known here": why a device did it. Translated. */
const char *explain_decision (guint rule);
/* "refuses: the server’s certificate has expired": of a TRACE_STATE event of TLS that is worth telling, NULL. Translated. */
const char *explain_tls (const TraceEvent *event);
/* "the laptop deleted it after its download": why a copy appeared or vanished. Translated. */
const char *explain_reason (CopyReason reason);
/* What an untagged response tells: "* 3 EXISTS" → EXISTS; "* OK [UIDVALIDITY 7] ..." → UIDVALIDITY; "* LIST ..." → LIST. Caller
 * owns. */
char *explain_untagged_word (const char *text);
/* Why POP3 refuses a command, whatever it would mean otherwise: the table's row for a command of another state, NULL when it is
 * of this one (RFC 1939 §3). */
const char *explain_refused_by_state (const char *verb, gboolean logged_in);
