/* SORT and THREAD (RFC 5256). */
#pragma once

#include "imap/imap-search.h"

/* What texts are ordered by, octet by octet: i;unicode-casemap (RFC 5051 §2), so that "[" comes after letters. Caller
 * owns. */
char *imap_collation_key (const char *text);
/* The base subject (RFC 5256 §2.1), as a collation key. *reply: it was that of a reply or a forward. Caller owns. */
char *imap_base_subject (const char *subject, gboolean *reply);
/* The Date field's time, else the internal date. µs UTC */
gint64 imap_sent_time (const ImapViewEntry *entry);

/* "(" sort-criterion *(SP sort-criterion) ")". FALSE: not well formed. */
typedef struct {
  guint8 kinds[16];
  gboolean reverse[16];
  guint n;
} SortCriteria;

gboolean imap_parse_sort_criteria (ImapCommand *command, SortCriteria *criteria);
/* Sorts view indexes in place. */
void imap_sort (ImapCommand *command, const SortCriteria *criteria, GArray *indexes);

/* "(1 2 (3)(4))..." with numbers or UIDs. indexes: ascending. */
void imap_thread_by_subject (ImapCommand *command, const GArray *indexes, GString *out);
void imap_thread_by_references (ImapCommand *command, const GArray *indexes, GString *out);
