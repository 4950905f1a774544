/* Device: a mail program somewhere, one account, one link. */
#pragma once

#include "device-policy.h"
#include "network.h"
#include "replica.h"

/* An armed `cut`. */
typedef struct {
  guint32 armed;
  CutKind how;
  guint32 when;        /* as Action.cut_when */
  guint32 connection;  /* for octets: counted on this one */
  guint64 octets;
  char *verb;
} ArmedCut;

extern const StateType armed_cut_state;

typedef struct {
  char *name;
  char *preset;          /* NULL: plain */
  guint32 id;            /* from 1 */
  guint32 account;       /* id of the account on the host */
  guint32 online;        /* the person has not gone offline */
  guint32 collecting;    /* connection id of the running POP3 or IMAP session, 0 */
  guint32 submitting;    /* connection id of the running submission, 0 */
  guint32 wanted_check;  /* a check is wanted when the running one ends */
  DevicePolicy policy;
  Replica *replica;      /* shared, copied on write */
  ArmedCut cut;
} Device; /* the world's owner may add fields */

extern const StateType device_state;
