/* SEARCH: a program parsed, and messages held against it (RFC 3501 §6.4.4). */
#pragma once

#include "imap/imap-server-private.h"

typedef enum {
  SEARCH_AND, /* of the children */
  SEARCH_OR,
  SEARCH_NOT,
  SEARCH_ALL,
  SEARCH_FLAGS,   /* (flags & mask) == value */
  SEARCH_KEYWORD,
  SEARCH_NUMBERS, /* sequence numbers */
  SEARCH_UIDS,
  SEARCH_LARGER,
  SEARCH_SMALLER,
  SEARCH_BEFORE, /* internal date */
  SEARCH_ON,
  SEARCH_SINCE,
  SEARCH_SENTBEFORE, /* Date field */
  SEARCH_SENTON,
  SEARCH_SENTSINCE,
  SEARCH_ADDRESSES, /* FROM, TO, CC, BCC: the envelope's, or as the field is written */
  SEARCH_HEADER,
  SEARCH_BODY,
  SEARCH_TEXT,
  SEARCH_YOUNGER,     /* RFC 5032 */
  SEARCH_OLDER,
  SEARCH_SAVEDBEFORE, /* RFC 8514 */
  SEARCH_SAVEDON,
  SEARCH_SAVEDSINCE,
  SEARCH_MODSEQ,      /* RFC 7162: at least this one */
  SEARCH_EMAILID,     /* RFC 8474 */
  SEARCH_THREADID,
} SearchKind;

typedef struct {
  SearchKind kind;
  guint32 mask;      /* of system flags, \Recent among them */
  guint32 value;
  guint64 size;      /* octets, seconds, a mod-sequence */
  gint64 day;        /* since the epoch */
  char *name;        /* header field, keyword */
  char *text;        /* folded to one case; "" matches anything */
  UidSet set;
  GArray *children;  /* of guint: indexes of nodes; NULL */
} SearchNode;

typedef struct {
  GArray *nodes; /* of SearchNode; the last one is the root */
  guint root;
  gboolean modseq; /* a key was MODSEQ: the result tells the highest one (RFC 7162 §3.1.5) */
} SearchProgram;

/* "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")" (RFC 4731 §4, RFC 5182 §4) */
typedef struct {
  gboolean given;
  gboolean min;
  gboolean max;
  gboolean all;
  gboolean count;
  gboolean save;
} SearchReturn;

/* FALSE: not well formed. Does nothing when there is none. */
gboolean imap_parse_search_return (ImapCommand *command, SearchReturn *wanted);
/* "* SEARCH" or "* ESEARCH"; keeps the result for "$" when that is wanted. indexes: ascending. */
void imap_tell_search (ImapCommand *command, const SearchProgram *program, const SearchReturn *wanted,
                       const GArray *indexes);
void imap_forget_saved (ImapServer *server);

typedef enum { SEARCH_PARSED, SEARCH_MALFORMED, SEARCH_BAD_CHARSET } SearchParse;

/* The rest of the arguments. */
SearchParse imap_search_parse (ImapCommand *command, SearchProgram *program);
/* "UTF-8 ALL": a charset before the keys (RFC 5256 §5) */
SearchParse imap_search_parse_criteria (ImapCommand *command, SearchProgram *program);
void imap_search_clear (SearchProgram *program);
/* View indexes of what matches, ascending. Caller owns. */
GArray *imap_search_all (ImapCommand *command, const SearchProgram *program); /* of guint */

/* A name as IANA gives them. To iconv "" is the charset of this machine's locale, and "/" begins an instruction. */
gboolean imap_is_charset (const char *name);

/* The first octets of a text part as UTF-8; NULL when its transfer encoding is not known. Caller owns. */
char *imap_part_text (const Message *message, const MessagePart *part, gsize most);

/* Texts, decoded, in any case. needle is folded. */
char *imap_search_fold (const char *text);
gboolean imap_search_header (const Message *message, const char *name, const char *needle);
gboolean imap_search_addresses (const Message *message, const char *name, const char *needle);
gboolean imap_search_body (const Message *message, const char *needle);
gboolean imap_search_all_headers (const Message *message, const char *needle);
