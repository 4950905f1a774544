/* Flags: system flags as bits and keywords as bits of a table that belongs to the mailbox
 * (RFC 3501 §2.3.2). */
#pragma once

#include <glib.h>

#include "state.h"

typedef enum {
  FLAG_SEEN = 1 << 0,
  FLAG_ANSWERED = 1 << 1,
  FLAG_FLAGGED = 1 << 2,
  FLAG_DELETED = 1 << 3,
  FLAG_DRAFT = 1 << 4,
  FLAG_RECENT = 1 << 5, /* belongs to a session, never stored with a message */
} SystemFlag;

#define FLAG_ALL_STORED (FLAG_SEEN | FLAG_ANSWERED | FLAG_FLAGGED | FLAG_DELETED | FLAG_DRAFT)

/* Plain: no pointers, no padding. Bit n of keywords is name n of the mailbox's KeywordTable. */
typedef struct {
  guint64 keywords;
  guint32 system;
  guint32 unused;
} FlagSet;

#define KEYWORD_MAX 64

/* Names keep the case they first came in; they match in any case. */
typedef struct {
  GPtrArray *names; /* of char * */
} KeywordTable;

extern const StateType keyword_table_state;

void keyword_table_init (KeywordTable *table);
/* Index of the name; adds it. -1 when the table is full. */
int keyword_table_intern (KeywordTable *table, const char *name);
/* -1 when it is not there */
int keyword_table_find (const KeywordTable *table, const char *name);

/* "\\Seen" and so on in any case; 0 when it is no system flag. "\\*" is not one. */
SystemFlag system_flag_parse (const char *name);
const char *system_flag_name (SystemFlag flag);

gboolean flag_set_equal (const FlagSet *a, const FlagSet *b);
/* The set in another mailbox's table; keywords that do not fit are dropped. */
FlagSet flag_set_translate (const FlagSet *set, const KeywordTable *from, KeywordTable *to);
/* "\\Seen \\Flagged work": system flags in the enum's order, then keywords. Appends to out. */
void flag_set_format (const FlagSet *set, const KeywordTable *table, GString *out);

/* What a STORE does to a set. */
typedef enum { FLAGS_REPLACE, FLAGS_ADD, FLAGS_REMOVE } FlagsOperation;
FlagSet flag_set_apply (const FlagSet *set, FlagsOperation operation, const FlagSet *change);
