/* What the files of the transcript share: lines as they were spoken, and the walk through one session. */
#pragma once

#include "explain-table.h"
#include "imap/imap-response.h"
#include "transcript/transcript.h"

typedef enum { END_CRLF, END_LF, END_UNKNOWN /* pasted text */ } LineEnd;

/* A line of a session, without its end. Octets are borrowed. */
typedef struct {
  Role role;         /* ROLE_NONE: the tool does not mark who speaks */
  gboolean remark;   /* not of the session */
  gboolean gap;      /* octets before it are missing */
  gboolean printed;  /* without a mark by a tool that marks who speaks: data where some are due, else its own words */
  gboolean apart;    /* marked by a tool that leaves the data out, or prints them without */
  LineEnd end;
  const char *octets;
  gsize length;
  gsize mark;        /* octets of the mark right before them */
  guint source;
  gint64 time;
} Spoken;

/* A command that has no final answer yet. */
typedef struct {
  char *word;        /* "UID FETCH" */
  char *tag;         /* IMAP, NULL */
  char *about;       /* "message 3": what the texts' %L is; NULL */
  char *mailbox;     /* NULL */
  int input;         /* of the table, -1: it is not one of its commands */
  gboolean many;     /* POP3: good news has several lines */
  gboolean listing;  /* POP3: AUTH that only asks which mechanisms there are */
  gboolean asked;    /* the server asked for more: "+" or 3yz */
  gboolean stepped;  /* the client has sent a SASL step, or DONE, or the letter */
  gboolean allowed;  /* in the state that it was sent in */
} Command;

/* Whose octets come next, and what they are. */
typedef enum { MODE_LINES, MODE_ANSWER /* POP3's several lines */, MODE_LETTER /* SMTP's DATA */,
               MODE_COUNTED /* client's literal, or BDAT's octets */ } Mode;

typedef struct {
  TranscriptSession *session; /* owned until the walk ends */
  Protocol protocol;          /* submission is SMTP */
  const StateTable *table;
  guint state;
  gboolean state_known;
  gboolean begun;             /* a greeting or a command was seen */
  gboolean pasted;
  gboolean closed;            /* the session is over: what comes is a new one */
  gboolean opaque;            /* the rest is TLS, or packed */
  gboolean starts_tls;        /* it was agreed on */
  gboolean starts_packing;    /* the same of COMPRESS */
  GQueue pending;             /* of Command */
  Mode mode;
  GString *block;             /* of MODE_ANSWER, MODE_LETTER, MODE_COUNTED */
  TranscriptLine *block_line;
  Command *block_command;     /* borrowed from pending, or owned by done */
  Command *done;              /* its data follow, or NULL */
  guint64 counted;            /* octets still to come */
  gboolean last_chunk;        /* BDAT LAST */
  gboolean counted_asks;      /* the client should wait for "+" first */
  GString *reply;             /* the server's answer so far: IMAP with literals, SMTP of several lines */
  GString *shown;             /* the same as it came, without line ends */
  gsize announcing;           /* where in reply the line begins that announces its last literal */
  gsize literal;              /* and where the literal's octets do */
  gboolean printed;           /* the last line of data was without a mark */
  ImapFrame frame;
  TranscriptLine *reply_line;
  GString *command;           /* IMAP: the client's command so far */
  Command *building;          /* it; owned */
  char *capabilities;         /* as last told, upper case, a space on each side; NULL */
  char *last;                 /* word of the last command, "" */
  GPtrArray *secrets;         /* of char *: shared by all sessions */
} Walk;

/* transcript-walk.c */
void walk_begin (Walk *walk, Protocol protocol, const TranscriptHints *hints, GPtrArray *secrets);
void walk_line (Walk *walk, const Spoken *spoken);
/* Owned by the caller. Clears the walk. */
TranscriptSession *walk_end (Walk *walk);

TranscriptLine *walk_add (Walk *walk, const Spoken *spoken, Role role, LineKind kind);
void walk_extend (TranscriptLine *line, const Spoken *spoken);
/* A line of what has many, such as a letter: the first opens a TranscriptLine, the others lengthen it. command may be NULL. */
void walk_block (Walk *walk, const Spoken *spoken, Role role, const char *word, const Command *command);
/* It is whole. Lines are commands and answers again. */
void walk_block_end (Walk *walk);
/* A step of AUTH's dialogue. prompt: what the server says when it is the client's turn. */
void walk_sasl_step (Walk *walk, const Spoken *spoken, Command *command, const char *clause, const char *prompt);
/* What the line means, by the explain tables. command may be NULL. */
void walk_explain (Walk *walk, TranscriptLine *line, Says says, const char *word, const Command *command);
void walk_breach (TranscriptLine *line, const char *clause, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* By the table's names. FALSE: there is no such row; the state stays. */
gboolean walk_transition (Walk *walk, TranscriptLine *line, const char *input, const char *outcome);
/* Input of that name among the commands, -1. */
int walk_find_input (const Walk *walk, const char *word);
/* Is it allowed here? Says so on the line when it is not. Of a session whose start was not seen the first command tells the
 * state. */
gboolean walk_check_command (Walk *walk, TranscriptLine *line, int input, const char *clause);
Command *command_new (const char *word);
void command_free (Command *command);

/* One file each: a line of the client, a line of the server, and who speaks when nothing marks it. */
void pop3_walk_client (Walk *walk, const Spoken *spoken);
void pop3_walk_server (Walk *walk, const Spoken *spoken);
Role pop3_walk_guess (const Walk *walk, const Spoken *spoken);
void imap_walk_client (Walk *walk, const Spoken *spoken);
void imap_walk_server (Walk *walk, const Spoken *spoken);
void imap_walk_flush (Walk *walk);
Role imap_walk_guess (const Walk *walk, const Spoken *spoken);
void smtp_walk_client (Walk *walk, const Spoken *spoken);
void smtp_walk_server (Walk *walk, const Spoken *spoken);
Role smtp_walk_guess (const Walk *walk, const Spoken *spoken);

/* transcript-mask.c: octets of a line that may hold a password → the same with TRACE_DOTS. Learns the passwords. Caller owns. */
char *mask_word (GPtrArray *secrets, const char *text, gsize length);
/* first: of LOGIN it is the name. */
char *mask_sasl (GPtrArray *secrets, const char *text, gsize length, gboolean first);
/* Of any line whatever its protocol: PASS, LOGIN, AUTH, a tool's "-u name:word". */
char *mask_line (GPtrArray *secrets, const char *text, gsize length);
/* A line that is one step of SASL and nothing else: base64 of what a person could have typed. */
gboolean mask_is_step (const char *text, gsize length);
/* Whatever was learned; call mask_order() before: a secret may begin with another. Takes the text. Caller owns. */
void mask_order (GPtrArray *secrets);
char *mask_learned (const GPtrArray *secrets, char *text);
/* All places, in one go. Caller owns. */
char *mask_replace (const char *text, const char *what, const char *with);
/* Octets → what can be shown. Caller owns. */
char *mask_printable (const char *text, gsize length);

/* transcript-paste.c: GArray of Spoken; the octets are the text's. */
GArray *paste_read (const char *text, gsize length);
/* transcript-guess.c */
Protocol guess_protocol (const GArray *spoken);
