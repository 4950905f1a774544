/* AdviserAnswer: which set-up suits the person, by rules that anybody can check: each rule turns figures into a share from 0
 * (as wanted) to 1000 (not at all), the person's needs give it a weight, and weight times share are points against a set-up.
 * The fewest points win. */
#pragma once

#include "adviser-run.h"

typedef enum {
  RULE_REFUSED, /* letters that did not arrive */
  RULE_MISSING, /* letters that were opened and never came */
  RULE_OFFLINE, /* letters that were opened without a network and were not there */
  RULE_WAITS,
  RULE_DEVICE,  /* room on the devices */
  RULE_SERVER,  /* room on the server */
  RULE_STATE,   /* read here, unread there */
  RULE_SENT,
  RULE_FILED,
  RULE_ALONE,   /* lost with a device */
  RULE_MOVED,   /* octets */
  ADVISER_N_RULES
} AdviserRule;

/* What goes wrong first. */
typedef enum { BREAKS_NOTHING, BREAKS_QUOTA, BREAKS_DEVICE, BREAKS_MISSING, BREAKS_OFFLINE } AdviserBreak;

typedef struct {
  AdviserBreak what;
  gint64 at;     /* µs */
  guint device;  /* index */
  guint letter;  /* id in the journal, 0 */
} AdviserBreaks;

typedef struct {
  const AdviserRun *run;                           /* borrowed */
  guint weights[ADVISER_N_RULES];                  /* 0 to 10 */
  guint shares[ADVISER_N_SETUPS][ADVISER_N_RULES]; /* 0 to 1000 */
  guint points[ADVISER_N_SETUPS];                  /* sum of weight × share / 100: tenths of a weight */
  AdviserBreaks breaks[ADVISER_N_SETUPS];
  AdviserSetup best;
} AdviserAnswer;

/* Of a run that is over. */
void adviser_answer_init (AdviserAnswer *answer, const AdviserRun *run);

const char *adviser_rule_id (AdviserRule rule);
/* What the rule asks, for people. */
const char *adviser_rule_name (AdviserRule rule);
/* How figures become points, and where the weight is from. */
const char *adviser_rule_about (AdviserRule rule);

const char *adviser_break_id (AdviserBreak what);
/* Caller owns. */
char *adviser_break_sentence (const AdviserAnswer *answer, AdviserSetup setup);
/* When the mailbox is full if every month is as this one: days from the start, 0: it does not grow, or is full already. */
guint adviser_answer_full_after (const AdviserAnswer *answer, AdviserSetup setup);

/* Why, one sentence each: what speaks for it, what speaks against each other, what it costs. Array of char *. */
GPtrArray *adviser_answer_reasons (const AdviserAnswer *answer);
/* Points with one decimal, "12.5" in the user's language. Caller owns. */
char *adviser_points_text (guint points);
