/* Action: one line of a journal, parsed. Actions are intents: each has a traced outcome in each
 * world, done or impossible with the reason. */
#pragma once

#include <glib.h>

#include "world/device-policy.h"
#include "journal/expect.h"
#include "world/mail-host.h"
#include "net/network.h"

typedef enum {
  /* set-up */
  ACTION_ACCOUNT,  /* account ADDRESS password=WORD [quota=SIZE] */
  ACTION_DEVICE,   /* device NAME account=USER protocol=pop3|imap [policy options] */
  ACTION_LINK,     /* link DEVICE|outside [latency= bandwidth= loss=] */
  ACTION_SERVER,   /* server [lock=on|off] [pop3=on|off] [imap=on|off] [pop3-timeout=...] ... */
  ACTION_LOAD,     /* load ACCOUNT "FILE" [folder=NAME] [sha256=HEX] */
  /* the outside world */
  ACTION_DELIVER,  /* deliver from=ADDRESS [to=ADDRESS[,ADDRESS]] subject=TEXT [size=SIZE] [body=TEXT] [as=LABEL] */
  /* a person at a device */
  ACTION_CHECK,    /* DEVICE check */
  ACTION_READ,     /* DEVICE read LETTER */
  ACTION_UNREAD,
  ACTION_FLAG,     /* star it */
  ACTION_UNFLAG,
  ACTION_DELETE,   /* DEVICE delete LETTER */
  ACTION_MOVE,     /* DEVICE move LETTER to FOLDER [where=account|device] */
  ACTION_PURGE,    /* DEVICE purge: expunge what is marked, empty the local Trash */
  ACTION_WRITE,    /* DEVICE write to=ADDRESS subject=TEXT [body=TEXT] [size=SIZE] [as=LABEL] [draft=on] */
  ACTION_REPLY,    /* DEVICE reply LETTER [body=TEXT] [as=LABEL] */
  ACTION_CLOSE,    /* DEVICE close: the mail program is closed, its connections end */
  /* the network */
  ACTION_OFFLINE,  /* DEVICE offline */
  ACTION_ONLINE,
  ACTION_CUT,      /* cut DEVICE [how=silent|reset|close] [before=COMMAND | after=COMMAND | octets=SIZE [at=device|server]] */
  /* what breaks */
  ACTION_LOSE,     /* lose DEVICE [what=all|memory]: stolen or broken, `online` is a new one; or its account was added anew */
  ACTION_RECREATE, /* recreate ACCOUNT [mail=lost|kept]: empty or with its mail, with new UIDVALIDITYs */
  ACTION_RESTART,  /* server restart: all connections are reset */
  ACTION_DOWN,     /* server down: and new ones are refused */
  ACTION_UP,       /* server up */
  ACTION_QUOTA,    /* quota ACCOUNT SIZE, 0B: none */
  ACTION_PASSWORD, /* password DEVICE WORD: what the mail program logs in with from here on */
  /* what is set while the world runs */
  ACTION_SET,      /* set DEVICE [preset=] [protocol=] [any option of a device] [mail=lost|kept] */
  ACTION_SET_ACCOUNT, /* set account ACCOUNT [any option of an account] */
  ACTION_REMOVE,   /* remove DEVICE: taken away for good, with its mail */
  /* for people and tests */
  ACTION_SCENE,    /* scene "four messages arrive" [id="..."]: heading for what follows */
  ACTION_EXPECT,   /* expect ... */
  ACTION_WAIT,     /* wait: nothing is done, but the world lives on up to here, with what programs do by themselves */
  ACTION_END,      /* end: the run stops here */
  /* a real mail program that is connected through the gateway. May stand after lines of a later time */
  ACTION_ACCEPT,   /* accept socket=N protocol=pop3|imap|smtp|submission from=NAME [tls=on] */
  ACTION_RECEIVE,  /* receive socket=N line=TEXT|octets=BASE64: line is TEXT and CRLF */
  ACTION_HANGUP,   /* hangup socket=N [how=close|reset] */
  /* a person who is the client by hand, at a device with console=on */
  ACTION_CONNECT,  /* DEVICE connect [protocol=pop3|imap|smtp|submission] */
  ACTION_TYPE,     /* DEVICE type "LINE": the line and CRLF */
  ACTION_SEND,     /* DEVICE send 'OCTETS': exactly these, with \r \n \t \0 \\ and \xHH */
  ACTION_DISCONNECT, /* DEVICE hangup [how=close|reset] */
  ACTION_LAST = ACTION_DISCONNECT,
} ActionKind;

typedef enum {
  IMPOSSIBLE_NONE,
  IMPOSSIBLE_NO_LETTER,     /* this device does not have it */
  IMPOSSIBLE_NO_BODY,       /* only the header is here and there is no connection */
  IMPOSSIBLE_OFFLINE,
  IMPOSSIBLE_NO_CONNECTION, /* nothing to cut */
  IMPOSSIBLE_NO_SUCH_USER,
  IMPOSSIBLE_ALREADY,       /* it is so already */
  IMPOSSIBLE_SERVER_DOWN,
  IMPOSSIBLE_NO_CONSOLE,    /* a mail program sits there, not a person */
  IMPOSSIBLE_REMOVED,       /* the device was taken away */
  IMPOSSIBLE_OTHER_PROTOCOL, /* what is to be set is of the protocol that the device does not speak */
} ImpossibleReason;

/* When the account is added anew to a device (`set` with another preset, protocol or account), or made anew on the
 * server. */
typedef enum { MAIL_LOST, MAIL_KEPT /* its letters stay; on a device as local ones that no server knows */ } MailFate;
/* Whose folder a letter is moved to. */
typedef enum { WHERE_ACCOUNT /* IMAP: the server has it too */, WHERE_DEVICE } MoveWhere;
typedef enum { LOSE_ALL, LOSE_MEMORY /* POP3's UIDLs: everything is new again, the letters stay */ } LoseWhat;

const char *impossible_reason_name (ImpossibleReason reason);

/* Members that the kind does not use are NULL or 0. Immutable once parsed. */
typedef struct {
  ActionKind kind;
  guint32 variants;     /* bit n: variant n of the journal lives it; all bits for all */
  gint64 time;          /* µs since the epoch UTC; set-up: the journal's start */
  guint32 after;        /* at T+n: after n steps of that very microsecond */
  guint32 line;         /* in the file, from 1; 0 = made at run time */
  guint32 column;
  guint32 must;         /* impossible is an error */
  char *device;
  char *account;        /* user or address */
  char *letter;         /* label or subject, as written */
  guint32 letter_id;    /* which letter that is: journal_letter() of the action that makes it; 0: one that none makes */
  guint32 n_letters;    /* how many letters the action makes */
  char *folder;
  char *from;
  char *subject;
  char *body;
  char *label;
  char *text;           /* scene, English; password of an account, or that a device logs in with */
  char *path;
  char *digest;         /* sha256 of what was loaded, hex */
  char *verb;           /* of a cut: "QUIT" */
  char *preset;
  char *octets;         /* receive: base64, NULL when it is a line (in text) */
  GPtrArray *to;        /* of char * */
  GPtrArray *texts;     /* scene in other languages: code, text, ... */
  GArray *loaded;       /* load: of ImportedMessage, never NULL once parsed */
  guint32 embed;        /* load: the journal's text carries the mail itself */
  guint32 socket;       /* of a real client: its number, any that is free */
  guint64 size;         /* octets: of a letter, a quota, a cut */
  DevicePolicy policy;
  LinkSettings link;
  guint32 link_set;     /* bits of what `link` names: 1 latency, 2 bandwidth, 4 loss */
  CutKind cut;
  Side cut_at;          /* octets: who has got so many */
  LoseWhat lose;
  guint32 cut_when;     /* 0 now, 1 before verb, 2 after verb, 3 after size octets from now */
  HostPolicy host;
  AccountPop pop;       /* of an account */
  guint32 imap;
  guint32 after_pop;    /* as MailStore.after_pop */
  MailFate mail;
  guint64 named;        /* set: bit n = the n-th option of its spec is named */
  guint32 tls;          /* accept: TRUE: within TLS from the start */
  MoveWhere where;
  guint32 draft;        /* write: TRUE: it is not sent */
  guint32 unused;
  guint64 host_set;     /* which members of host are named: bit n = member n in order */
  Expect *expect;
} Action;

Action *action_new (ActionKind kind);
Action *action_dup (const Action *action);
void action_free (Action *action);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Action, action_free)

/* As a journal line without its `at TIME`, without line end. Caller owns. */
char *action_to_text (const Action *action);
/* The same for people to read: a password that was typed is dotted. */
char *action_to_shown_text (const Action *action);
/* What a real client, or a person by hand, sends. Appends to out. */
void action_octets (const Action *action, GByteArray *out);
/* TRUE for what a real client does. */
gboolean action_is_real (const Action *action);
/* TRUE for actions that say only what changes. */
gboolean action_sets (ActionKind kind);
const char *action_kind_name (ActionKind kind);
