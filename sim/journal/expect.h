/* Expect: a statement about a world, parsed. Evaluated in lessons/expectation. */
#pragma once

#include <glib.h>

typedef enum { EXPECT_HAS, EXPECT_LACKS, EXPECT_SAID, EXPECT_STATE, EXPECT_OCTETS, EXPECT_GONE_BECAUSE,
               EXPECT_READS } ExpectKind;
typedef enum { EXPECT_NOW, EXPECT_BY, EXPECT_EVER, EXPECT_NEVER, EXPECT_WHEN_IDLE } ExpectWhen;
typedef enum { COMPARE_EQ, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE } ExpectCompare;

typedef struct {
  ExpectKind kind;
  ExpectWhen when;
  gint64 by;            /* µs UTC */
  char *place;          /* "server", "outside" or a device's name; reads: "eavesdropper" */
  char *folder;         /* NULL: any; reads: at whose link he listens, NULL: at all */
  char *letter;         /* label or subject; NULL when a number is meant */
  guint64 number;
  ExpectCompare compare;
  char *state;          /* read, unread, flagged, header, full, waiting, marked, hidden, twice; an engine's state; a reason */
  char *text;           /* said, reads: part of a line */
  char *by_text;        /* EXPECT_BY: the time as written */
  guint32 letter_id;    /* which letter that is, 0 */
  guint32 proof;        /* TRUE: of a customer's complaint, written with `proof` */
  guint32 variant;      /* index + 1 of the world that is named, 0: every world */
} Expect;

Expect *expect_new (ExpectKind kind);
Expect *expect_dup (const Expect *expect);
void expect_free (Expect *expect);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Expect, expect_free)
char *expect_to_text (const Expect *expect);
