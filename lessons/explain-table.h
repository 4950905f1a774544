/* The rows of explain.c. Texts are marked for translation, and translated where they are used.
 * In them: %L the letters that the line names ("letter C", "letters A and B"), %M the mailbox. */
#pragma once

#include "trace.h"

typedef enum { SAYS_COMMAND, SAYS_GOOD, SAYS_BAD, SAYS_UNTAGGED, SAYS_DATA, SAYS_CLIENT_DATA, SAYS_MORE, SAYS_GREETING } Says;

typedef struct {
  Protocol protocol; /* submission is SMTP here */
  Says says;
  const char *word;  /* the command, or of untagged responses the word that tells them apart; "*" fits any.
                        "QUIT AUTHORIZATION" is POP3's QUIT before anybody has logged in (RFC 1939 §4);
                        "TRANSACTION" and "AUTHORIZATION" refuse what is for that state only. */
  const char *note;
  const char *meaning;
  const char *clause;
} ExplainRow;

/* Of octets of TLS that were taken for a line. */
const ExplainRow *explain_raw_row (void);
const ExplainRow *explain_row (Protocol protocol, Says says, const char *word);
