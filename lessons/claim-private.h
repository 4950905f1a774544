/* What the files of Claim share. */
#pragma once

#include "claim.h"

#include "measure.h"
#include "time/timeline.h"

/* A figure that can be measured. */
typedef struct {
  const char *word;
  const char *label; /* marked for translation, as is the next */
  const char *label_of; /* with %s for an argument */
  ClaimUnit unit;
  enum { ARGUMENT_NONE, ARGUMENT_MAY, ARGUMENT_MUST } argument;
} ClaimQuantity;

extern const ClaimQuantity claim_quantities[];
extern const guint claim_n_quantities;

typedef struct {
  char *name;
  char *place;
  char *argument;          /* NULL: none */
  char **variants;         /* NULL: all */
  const ClaimQuantity *quantity;
  gint64 since;            /* µs from the journal's start; -1: from the beginning */
  gint64 until;            /* -1: the end */
  char *when;              /* both as written, "since 08:10"; NULL */
} ClaimMeasure;

typedef struct {
  GPtrArray *texts;        /* of char *: language ("" English), text … */
  GPtrArray *words;        /* of char *: after `when` */
  gboolean exception;
} CaseRule;

struct _Claim {
  char *id;
  GPtrArray *texts;        /* as in CaseRule */
  GArray *measures;        /* of ClaimMeasure */
  GPtrArray *rules;        /* of CaseRule * */
  char *sweep;             /* name; NULL: none */
  char **values;
  char *journal;           /* with $… in it */
};

/* A world that has been lived to its end. */
typedef struct {
  Timeline *timeline;
  Measure *measure;
} ClaimWorld;

/* claim-measure.c */
gint64 claim_take_figure (const ClaimMeasure *what, const ClaimWorld *world);

/* claim-rule.c. value: of a figure's name, FALSE when there is none. error: the word that is not understood. */
typedef gboolean (*ClaimValue) (gpointer data, const char *name, gint64 *value);
gboolean claim_rule_is_true (const GPtrArray *words, ClaimValue value, gpointer data, const char **error);

/* claim.c: the journal with a sweep's value in it. Caller owns. */
char *claim_dup_journal_at (const Claim *claim, guint value);
