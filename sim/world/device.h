/* Device: a mail program somewhere, one account, one link. */
#pragma once

#include "world/device-policy.h"
#include "net/network.h"
#include "mailbox.h" /* SpecialUse */
#include "replica.h"

/* An armed `cut`. */
typedef struct {
  guint32 armed;
  CutKind how;
  guint32 when;        /* as Action.cut_when */
  guint32 event;       /* action event that armed it */
  guint32 at;          /* octets: Side whose input is counted */
  guint32 connection;  /* octets: counted on this one; after a verb: where it was sent; 0: not known yet */
  guint64 octets;      /* octets: still to come; after a verb: where its line ends in the stream */
  char *verb;
} ArmedCut;

extern const StateType armed_cut_state;

typedef struct {
  char *name;
  char *preset;          /* NULL: plain */
  char *program;         /* real: what the program calls itself (RFC 2971), NULL: it has not said */
  char *password;        /* what it logs in with; NULL: the account's */
  guint32 id;            /* from 1 */
  guint32 account;       /* id of the account on the host */
  guint32 online;        /* the person has not gone offline */
  guint32 collecting;    /* connection id of the running POP3 or IMAP session, 0 */
  guint32 submitting;    /* connection id of the running submission, 0 */
  guint32 wanted_check;  /* a check is wanted as soon as there can be one */
  guint32 closed;        /* TRUE: the mail program is not running; a check starts it */
  guint32 failures;      /* collecting sessions that failed in a row */
  guint32 real;          /* TRUE: a real mail program behind the gateway, or a person by hand (policy.console):
                            only its connections are in this world */
  guint32 removed;       /* TRUE: it was taken away; ids are never used again */
  DevicePolicy policy;
  Replica *replica;      /* shared, copied on write */
  GArray *opens;         /* of guint32: replica items whose bodies the person waits for */
  ArmedCut cut;
} Device; /* the world's owner may add fields */

extern const StateType device_state;

Device *device_new (guint32 id, const char *name, const char *preset, guint32 account, const DevicePolicy *policy);
Place device_place (const Device *device);
/* TRUE when it keeps an IMAP connection open while it is online. */
gboolean device_stays_connected (const Device *device);

/* The item that a person means by a letter: the first one to be seen, what lies in Trash last. NULL when the
 * device has none. */
const ReplicaItem *device_find_letter (const Device *device, guint32 letter, const ReplicaFolder **folder);
