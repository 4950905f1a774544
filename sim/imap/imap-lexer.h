/* ImapLexer: the lexical elements of RFC 3501 §9, read from a buffer that holds a whole command
 * or response with its literals in place, as on the wire.
 *
 * Every reader returns FALSE and stays where it was when the element is not there. Buffers given
 * for results are emptied first. Strings never hold NUL (RFC 3501 §9: CHAR, CHAR8). */
#pragma once

#include <glib.h>

typedef struct {
  const guint8 *data; /* borrowed */
  gsize length;
  gsize at;
} ImapLexer;

typedef enum {
  IMAP_ATOM_CHARS,    /* atom */
  IMAP_ASTRING_CHARS, /* atom and "]" */
  IMAP_LIST_CHARS,    /* astring and the wildcards "%" and "*" */
  IMAP_TAG_CHARS,     /* astring without "+" */
} ImapChars;

void imap_lexer_init (ImapLexer *lexer, gconstpointer data, gsize length);
/* The next octet, -1 at the end. */
int imap_lexer_peek (const ImapLexer *lexer);
gboolean imap_lexer_accept (ImapLexer *lexer, char octet);
gboolean imap_lexer_space (ImapLexer *lexer);
/* TRUE at the end of the data or at the line end that ends it. Does not move. */
gboolean imap_lexer_end (const ImapLexer *lexer);
/* The word in any case, not followed by a further atom character. */
gboolean imap_lexer_word (ImapLexer *lexer, const char *word);
/* The octets in any case, whatever follows. */
gboolean imap_lexer_prefix (ImapLexer *lexer, const char *prefix);
gboolean imap_lexer_chars (ImapLexer *lexer, ImapChars chars, GString *out);
/* digits up to max; FALSE when it would be more */
gboolean imap_lexer_number (ImapLexer *lexer, guint64 max, guint64 *number);
gboolean imap_lexer_quoted (ImapLexer *lexer, GString *out);
/* "{n}", "{n+}" (RFC 7888) or "~{n}" (RFC 3516), line end, n octets. The octets are borrowed. */
gboolean imap_lexer_literal (ImapLexer *lexer, const guint8 **octets, gsize *length);
gboolean imap_lexer_string (ImapLexer *lexer, GString *out);
gboolean imap_lexer_astring (ImapLexer *lexer, GString *out);
gboolean imap_lexer_nstring (ImapLexer *lexer, GString *out, gboolean *nil);
/* "\Seen", "work", "\*" */
gboolean imap_lexer_flag (ImapLexer *lexer, GString *out);

typedef struct {
  guint64 octets;      /* G_MAXUINT64 when the number does not fit */
  gboolean synchronising;
  gboolean binary;     /* "~{n}" */
} ImapLiteral;

/* Does this line (with or without its line end) end in a literal's announcement? */
gboolean imap_line_announces_literal (const guint8 *line, gsize length, ImapLiteral *literal);

gboolean imap_is_char (guint8 octet, ImapChars chars);

/* string: quoted where it can be, else a literal. length -1: NUL-terminated. */
void imap_format_string (GString *out, const char *text, gssize length);
/* NULL gives NIL. */
void imap_format_nstring (GString *out, const char *text, gssize length);
/* astring: an atom where it can be. */
void imap_format_astring (GString *out, const char *text);
/* The same where quoted strings may hold UTF-8 (RFC 6855 §3, RFC 9051 §4.3). text has no CR, LF or NUL. */
void imap_format_utf8_astring (GString *out, const char *text);
