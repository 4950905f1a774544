#include "explain-table.h"

#include <string.h>

#include "explain-rows.h"

static const ExplainRow *
find_in (const ExplainRow *rows, guint n_rows, Says says, const char *word)
{
  for (guint i = 0; i < n_rows; i++)
    if (rows[i].says == says && strcmp (rows[i].word, word) == 0)
      return &rows[i];
  return NULL;
}

static const ExplainRow *
find (const ExplainRow *rows, guint n_rows, Says says, const char *word)
{
  const ExplainRow *row = find_in (rows, n_rows, says, word);

  return row != NULL ? row : find_in (rows, n_rows, says, "*");
}

const ExplainRow *
explain_row (Protocol protocol, Says says, const char *word)
{
  switch (protocol)
    {
    case PROTOCOL_POP3:
      return find (explain_pop3, n_explain_pop3, says, word);
    case PROTOCOL_IMAP:
      return find (explain_imap, n_explain_imap, says, word);
    case PROTOCOL_SMTP:
    case PROTOCOL_SUBMISSION:
      return find (explain_smtp, n_explain_smtp, says, word);
    case PROTOCOL_NONE:
      break;
    }
  return NULL;
}
