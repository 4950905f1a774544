/* DevicePolicy: how a mail program on a device is set up. Plain data, copied with the world. */
#pragma once

#include <glib.h>

#include "trace.h"

typedef enum { KEEP_NEVER, KEEP_ALWAYS, KEEP_DAYS, KEEP_UNTIL_DELETED } KeepOnServer;
/* When the replica is written: what a lost connection does follows from it. */
typedef enum { COMMIT_EACH_MESSAGE, COMMIT_AFTER_QUIT } CommitPoint;
typedef enum { DELETE_TO_TRASH, DELETE_MARK, DELETE_AT_ONCE } DeleteMode;

typedef struct {
  Protocol protocol;      /* PROTOCOL_POP3 or PROTOCOL_IMAP, for collecting */
  KeepOnServer keep;      /* POP3 */
  CommitPoint commit;     /* POP3 */
  DeleteMode delete_mode; /* IMAP */
  gint64 keep_days;       /* POP3, KEEP_DAYS: days since download */
  gint64 check_interval;  /* µs, 0 = only when told */
  gint64 connect_timeout; /* µs */
  gint64 command_timeout; /* µs: gives a silent server up */
  guint64 size_limit;     /* POP3: larger ones by TOP, octets; 0 = none */
  guint32 headers_only;   /* POP3: TOP n 0 */
  guint32 top_lines;      /* POP3: lines asked for of those over the limit */
  guint32 delete_when_deleted; /* POP3: a local delete becomes a DELE at the next session */
  guint32 use_apop;       /* POP3, when the greeting offers it */
  guint32 pipeline;       /* when offered */
  guint32 full_copy;      /* IMAP: all bodies; otherwise on demand */
  guint32 idle;           /* IMAP: IDLE when offered, otherwise polling */
  guint32 save_sent;      /* IMAP: APPEND to Sent */
  guint32 use_condstore;
  guint32 use_qresync;
  guint32 unused;
} DevicePolicy;

/* The plain, correct program of that protocol. */
void device_policy_default (DevicePolicy *policy, Protocol protocol);

/* Why a flow sent a command or touched an item. Part of trace files: add at the end. */
typedef enum {
  RULE_NONE,
  RULE_LOG_IN,                /* the account needs it */
  RULE_LIST_MESSAGES,
  RULE_DOWNLOAD_NEW,          /* UIDL or UID not seen before */
  RULE_DOWNLOAD_AGAIN,        /* no UIDL to know it by */
  RULE_SKIP_KNOWN,
  RULE_HEADERS_ONLY,
  RULE_TOO_LARGE,
  RULE_DELETE_AFTER_DOWNLOAD,
  RULE_DELETE_AGED,
  RULE_DELETE_WANTED,         /* deleted locally before */
  RULE_KEEP,
  RULE_END_SESSION,
  RULE_SYNC_FLAGS,
  RULE_REPLAY_PENDING,
  RULE_OPEN_ON_DEMAND,        /* the person opened it */
  RULE_WATCH,                 /* IDLE */
  RULE_SAVE_SENT,
  RULE_SUBMIT,
  RULE_FOLDERS,
  RULE_UIDVALIDITY_CHANGED,
  RULE_GONE_ON_SERVER,
} DecisionRule;

const char *decision_rule_name (DecisionRule rule);
