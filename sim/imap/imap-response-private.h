/* What imap-response.c and imap-fetch-response.c share: reading values from a response's octets. */
#pragma once

#include "imap-response.h"

typedef struct {
  const guint8 *start;
  const guint8 *at;
  const guint8 *end; /* before the response's last line end */
  ImapResponse *response;
} ResponseReader;

typedef enum { VALUE_NONE, VALUE_ATOM, VALUE_STRING, VALUE_LITERAL, VALUE_OPEN, VALUE_CLOSE } ValueKind;

/* octets: of an atom or string, as they lie in the response (quoted strings still escaped). */
typedef struct {
  ValueKind kind;
  const guint8 *octets;
  gsize length;
} ResponseValue;

gboolean response_space (ResponseReader *reader); /* one or more; FALSE when there is none */
gboolean response_octet (ResponseReader *reader, char octet);
/* The next value; VALUE_NONE at the end or where no value can begin. */
ResponseValue response_value (ResponseReader *reader);
/* Skips what began with value: a list to its end. FALSE when it does not end. */
gboolean response_skip (ResponseReader *reader, const ResponseValue *value);
gboolean response_number (ResponseReader *reader, guint64 *number);
gboolean value_number (const ResponseValue *value, guint64 *number);
gboolean value_is (const ResponseValue *value, const char *word); /* in any case; the whole value */
char *value_dup (const ResponseValue *value); /* unescaped; NULL for a string with NUL */
void response_token (ResponseReader *reader, TokenKind kind, const guint8 *octets, gsize length, guint32 number, guint32 uid);
/* "(\Seen work)" into response->words, with a token over what is inside the parentheses. */
gboolean response_flags (ResponseReader *reader);

/* imap-response-structure.c: behind "BODYSTRUCTURE (". */
gboolean response_structure (ResponseReader *reader);

/* Behind "* n FETCH ". */
gboolean response_fetch (ResponseReader *reader);
