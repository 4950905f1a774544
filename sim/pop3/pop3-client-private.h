/* What the files of the POP3 client share. */
#pragma once

#include "pop3/pop3-client.h"

/* RFC 1939 §3: a status line with its CRLF. */
#define POP3_RESPONSE_MAX 512
/* Multi-line data that this client is willing to keep, octets. */
#define POP3_LISTING_MAX (16 * 1024 * 1024)
#define POP3_MESSAGE_MAX (256 * 1024 * 1024)
#define POP3_PIPELINE_MAX 8
/* Messages believed to be there on STAT's word alone. */
#define POP3_COUNTED_MAX 1000000

/* Order of the table's inputs: the command whose response came, or an event. */
typedef enum {
  POP3_C_GREETING,
  POP3_C_CAPA,
  POP3_C_STLS,
  POP3_C_UTF8,
  POP3_C_APOP,
  POP3_C_AUTH,
  POP3_C_USER,
  POP3_C_PASS,
  POP3_C_STAT,
  POP3_C_LIST,
  POP3_C_UIDL,
  POP3_C_RETR,
  POP3_C_TOP,
  POP3_C_DELE,
  POP3_C_RSET,
  POP3_C_LAST,
  POP3_C_QUIT,
  POP3_C_SEND_QUIT,
  POP3_C_GARBAGE,
  POP3_C_TIMEOUT,
  POP3_C_LOST,
  POP3_C_N_INPUTS,
} Pop3ClientInput;

typedef enum { POP3_C_OK, POP3_C_ERR, POP3_C_CONTINUE, POP3_C_NONE, POP3_C_N_OUTCOMES } Pop3ClientOutcome;

typedef struct {
  guint32 command; /* Pop3ClientInput */
  guint32 index;   /* into messages, when it is about one */
  guint32 single;  /* LIST with a number */
  guint32 whole;   /* TOP of more lines than any message has */
} Pop3Pending;

typedef enum {
  POP3_CAN_ANY = 1 << 0, /* the server answered CAPA */
  POP3_CAN_TOP = 1 << 1,
  POP3_CAN_UIDL = 1 << 2,
  POP3_CAN_USER = 1 << 3,
  POP3_CAN_PLAIN = 1 << 4,
  POP3_CAN_PIPELINE = 1 << 5,
  POP3_CAN_STLS = 1 << 6,
  POP3_CAN_UTF8 = 1 << 7,
  POP3_CAN_SCRAM = 1 << 8,
} Pop3Capability;

/* Steps of the flow, in Pop3Client.done. */
typedef enum {
  POP3_DONE_CAPA = 1 << 0,
  POP3_DONE_APOP = 1 << 1, /* tried in vain */
  POP3_DONE_AUTH = 1 << 2, /* tried in vain */
  POP3_DONE_USER = 1 << 3,
  POP3_DONE_STAT = 1 << 4,
  POP3_DONE_LIST = 1 << 5,
  POP3_DONE_UIDL = 1 << 6,
  POP3_NO_TOP = 1 << 7,
  POP3_SASL_WANTED = 1 << 8, /* "+" came: the SASL response is to be sent */
  POP3_DONE_LAST = 1 << 9,
  POP3_DONE_RSET = 1 << 10,
  POP3_DONE_UTF8 = 1 << 11,
} Pop3Done;

/* The next command, chosen by looking and changing nothing. */
typedef struct {
  Pop3ClientInput command;
  gboolean wait;  /* nothing to send now */
  guint index;    /* into messages */
  guint32 lines;  /* of TOP */
  gboolean single; /* LIST of one message */
  gboolean whole;  /* TOP in place of RETR */
  guint rule;     /* DecisionRule */
  gint64 inputs[3]; /* what the rule looked at */
} Pop3Plan;

/* Moves the cursor over messages that nothing is left to do for. */
void pop3_client_settle (Pop3Client *client, const DevicePolicy *policy, gint64 now);
/* The policy knows messages by their UIDLs, and the server has told none. */
gboolean pop3_client_lacks_uidls (const Pop3Client *client, const DevicePolicy *policy);
/* SCRAM-SHA-256 is wanted, and offered. */
gboolean pop3_client_scrams (const Pop3Client *client, const DevicePolicy *policy);
Pop3Plan pop3_client_plan (const Pop3Client *client, const DevicePolicy *policy, gint64 now);

typedef struct {
  Pop3Client *client;
  const DevicePolicy *policy;
  Replica *replica;
  gint64 now;
  EngineOut *out;
} Pop3Flow;

Pop3ClientMessage *pop3_client_message (const Pop3Client *client, guint index);
guint32 pop3_client_letter (const Pop3Client *client, const Replica *replica, guint index);

/* Sends what the plan says. */
void pop3_client_send (Pop3Flow *flow, const Pop3Plan *plan);

/* What a response means for the flow. code: "[IN-USE]" or "". The transition was made. */
void pop3_client_heard (Pop3Flow *flow, const Pop3Pending *about, Pop3ClientOutcome outcome, const char *text);
/* A multi-line block is complete; FALSE when it cannot be understood. */
gboolean pop3_client_take_data (Pop3Flow *flow, const Pop3Pending *about, const guint8 *block, gsize length);
/* QUIT was answered +OK: what the replica remembers of UIDLs. */
void pop3_client_commit (Pop3Flow *flow);
