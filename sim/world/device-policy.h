/* DevicePolicy: how a mail program on a device is set up. Plain data, copied with the world. */
#pragma once

#include <glib.h>

#include "trace.h"

typedef enum { KEEP_NEVER, KEEP_ALWAYS, KEEP_DAYS, KEEP_UNTIL_DELETED } KeepOnServer;
/* When the replica is written: what a lost connection does follows from it. */
typedef enum { COMMIT_EACH_MESSAGE, COMMIT_AFTER_QUIT } CommitPoint;
typedef enum { DELETE_TO_TRASH, DELETE_MARK, DELETE_AT_ONCE } DeleteMode;

/* How a POP3 program logs in: with what the server offers best, or by USER and PASS whatever it offers. */
typedef enum { LOGIN_BEST, LOGIN_USER } LoginWay;
/* How it finds out what there is: the order of the whole listings, or UIDL and then LIST for each single message. */
typedef enum { LISTING_LIST_UIDL, LISTING_UIDL_LIST, LISTING_UIDL_EACH } ListingOrder;
typedef enum { FETCH_BY_RETR, FETCH_BY_TOP } FetchBy;
/* A server without UIDL: everything is new, nothing is fetched, or RSET first. */
typedef enum { WITHOUT_UIDL_DOWNLOAD, WITHOUT_UIDL_STOP, WITHOUT_UIDL_RESET } WithoutUidl;
/* The commands of an IMAP program and their order, as recorded from it. */
typedef enum { SEQUENCE_PLAIN, SEQUENCE_THUNDERBIRD, SEQUENCE_K9, SEQUENCE_MBSYNC } ImapSequence;
/* How flags that were changed offline are told: only the change, or all flags as they are here (the last one wins). */
typedef enum { REPLAY_CHANGES, REPLAY_WHOLE } FlagReplay;
typedef enum { VALIDITY_DROP, VALIDITY_STOP } ValidityChange;
/* Never, by STLS or STARTTLS or not at all, from the first octet on (RFC 8314 §3). */
typedef enum { DEVICE_TLS_NONE, DEVICE_TLS_STARTTLS, DEVICE_TLS_IMPLICIT } DeviceTls;
/* How it proves who it is where the server leaves the choice: a password as it is, or SCRAM-SHA-256 (RFC 7677). */
typedef enum { AUTH_PLAIN, AUTH_SCRAM } AuthWay;
/* What it asks to be told of mail that it sends, when the server offers that (RFC 3461 §4.1). */
typedef enum { TELL_DEFAULT, TELL_NEVER, TELL_ALL } TellSender;

typedef struct {
  Protocol protocol;      /* PROTOCOL_POP3 or PROTOCOL_IMAP, for collecting */
  KeepOnServer keep;      /* POP3 */
  CommitPoint commit;     /* POP3 */
  DeleteMode delete_mode; /* IMAP */
  gint64 keep_days;       /* POP3, KEEP_DAYS: days since download */
  gint64 check_interval;  /* µs, 0 = only when told */
  gint64 connect_timeout; /* µs, 0 = never */
  gint64 command_timeout; /* µs: gives a silent server up; 0 = never */
  guint64 size_limit;     /* POP3: larger ones by TOP, octets; 0 = none */
  guint64 part_size;      /* IMAP: only the text of what is opened, in pieces of so many octets; 0 = the whole letter */
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
  LoginWay login;         /* POP3 */
  ListingOrder listing;   /* POP3 */
  FetchBy fetch_by;       /* POP3 */
  WithoutUidl without_uidl; /* POP3; where UIDLs are needed: not with keep=never */
  guint32 ask_capa;       /* POP3 */
  guint32 ask_stat;       /* POP3 */
  guint32 ask_last;       /* POP3: LAST, which RFC 1725 dropped */
  guint32 delete_last;    /* POP3: all DELEs after all RETRs */
  guint32 delete_known;   /* POP3: deletes what an earlier session fetched but did not get to delete */
  guint32 remember;       /* POP3: FALSE: UIDLs of earlier sessions mean nothing */
  guint32 follow_server;  /* POP3: destroys local copies whose UIDL is listed no more */
  guint32 newest;         /* POP3: only so many, the newest; 0 = all */
  ImapSequence sequence;
  FlagReplay replay;      /* IMAP */
  ValidityChange validity; /* IMAP */
  guint32 inbox_only;     /* IMAP: other folders only when there is something to do there */
  guint32 log_out;        /* IMAP: FALSE: closes the connection without LOGOUT */
  guint32 window_days;    /* IMAP: full copies only of mail so young; 0 = all */
  guint32 recent;         /* POP3: logs in as "recent:USER" */
  guint32 trash_days;     /* IMAP: empties the server's Trash of what is older; 0 = never */
  guint32 port;           /* where it looks for its mail; 0 = the protocol's own */
  guint32 use_utf8;       /* POP3, when offered */
  TellSender notify;
  AuthWay auth;
  guint32 console;        /* no mail program: a person types what it would say */
  DeviceTls tls;          /* for collecting and for sending */
  guint32 any_certificate; /* TRUE: takes whatever certificate the server shows */
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
  RULE_NO_UIDL,               /* the server cannot tell messages apart, and the policy needs that */
  RULE_UTF8,                  /* whatever the header is written in */
  RULE_NO_TLS,                /* the server offers no TLS, and the policy sends no password without */
} DecisionRule;

const char *decision_rule_name (DecisionRule rule);
