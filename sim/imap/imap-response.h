/* ImapResponse: one response of an IMAP server, taken apart (RFC 3501 §7 and §9, RFC 4315 §3,
 * RFC 7162 §3.2.10, RFC 6154).
 *
 * Framing and parsing are apart: an ImapFrame finds where a response with its literals ends while
 * octets arrive, and remembers how far it has looked; the parser sees whole responses only.
 *
 * Servers are read with tolerance: data that is unknown or broken becomes DATA_OTHER and is left
 * alone. Sizes are bounded: a response that breaks a bound is FRAME_TOO_LONG. */
#pragma once

#include <glib.h>

#include "trace.h"
#include "uid-set.h"

/* Octets of a response without its literals, and with them. */
#define IMAP_RESPONSE_TEXT_MAX (1024 * 1024)
#define IMAP_RESPONSE_MAX (128 * 1024 * 1024)

/* Where the search for the end of the first response in an input stands. Plain. */
typedef struct {
  guint64 start;    /* offset in the response where its present line begins: behind the last literal */
  guint64 scanned;  /* no line end before this offset but for those of earlier lines */
  guint64 literals; /* octets of literals so far */
} ImapFrame;

typedef enum { FRAME_INCOMPLETE, FRAME_COMPLETE, FRAME_TOO_LONG } FrameResult;

/* input: all octets not handled yet, from the start of a response. *length: the response with its
 * line end; the frame is then ready for the next response. */
FrameResult imap_frame_find (ImapFrame *frame, const guint8 *input, gsize n, gsize *length);

typedef enum { RESPONSE_UNTAGGED, RESPONSE_TAGGED, RESPONSE_CONTINUATION } ResponseKind;

typedef enum { STATUS_NONE, STATUS_OK, STATUS_NO, STATUS_BAD, STATUS_BYE, STATUS_PREAUTH } ResponseStatus;

typedef enum {
  DATA_OTHER, /* unknown, broken, or of no interest */
  DATA_STATUS, /* OK, NO, BAD, BYE, PREAUTH */
  DATA_CAPABILITY,
  DATA_LIST,
  DATA_MAILBOX_STATUS, /* with MESSAGES */
  DATA_FLAGS,
  DATA_EXISTS,
  DATA_EXPUNGE,
  DATA_VANISHED,
  DATA_FETCH,
  DATA_SEARCH,     /* set: what was found */
  DATA_NAMESPACE, /* mailbox: the first personal prefix, may be empty */
  DATA_ENABLED,   /* words, upper case */
} ResponseData;

typedef enum {
  CODE_NONE,
  CODE_OTHER,
  CODE_CAPABILITY,
  CODE_UIDVALIDITY,   /* numbers[0] */
  CODE_UIDNEXT,       /* numbers[0] */
  CODE_HIGHESTMODSEQ, /* modseq */
  CODE_APPENDUID,     /* numbers[0] UIDVALIDITY, numbers[1] UID */
  CODE_COPYUID,       /* numbers[0] UIDVALIDITY, set from, copied to */
  CODE_TRYCREATE,
  CODE_ALREADYEXISTS,
  CODE_NONEXISTENT,
  CODE_CLOSED,        /* what comes before was about the mailbox before (RFC 7162 §3.2.11) */
  CODE_NOMODSEQ,
  CODE_MODIFIED,      /* a conditional STORE has left something as it was (RFC 7162 §3.1.3) */
} ResponseCode;

typedef enum { LIST_NO_SELECT = 1 << 0, LIST_NON_EXISTENT = 1 << 1 } ListAttribute;

typedef enum {
  FETCH_HAS_UID = 1 << 0,
  FETCH_HAS_FLAGS = 1 << 1,
  FETCH_HAS_DATE = 1 << 2,
  FETCH_HAS_SIZE = 1 << 3,
  FETCH_HAS_MODSEQ = 1 << 4,
  FETCH_HAS_STRUCTURE = 1 << 5, /* section and mime are about its first text part; NULL: it has none */
  FETCH_HAS_PARTS = 1 << 6,     /* and that is one of several */
  FETCH_HAS_ORIGIN = 1 << 7,    /* text is a piece of that body part, from the octet origin on */
} FetchHas;

/* Owned by its user: imap_response_clear(). */
typedef struct {
  ResponseKind kind;
  ResponseStatus status;
  ResponseData data;
  ResponseCode code;
  char *tag;           /* tagged */
  char *challenge;     /* of a continuation: its first word, NULL */
  guint32 number;      /* EXISTS, STATUS's MESSAGES: count; EXPUNGE, FETCH: sequence number */
  guint32 numbers[2];
  guint64 modseq;
  GPtrArray *words;    /* of char *: capabilities (upper case), or flags */
  UidSet set;          /* VANISHED; SEARCH; COPYUID's source */
  UidSet copied;       /* COPYUID's destination */
  gboolean earlier;    /* VANISHED (EARLIER) */
  guint32 attributes;  /* LIST: ListAttribute */
  guint32 special_use; /* LIST: SpecialUse */
  char delimiter;      /* LIST, NAMESPACE, 0 = none */
  char *mailbox;       /* LIST, STATUS, NAMESPACE: as on the wire, without quotes */
  guint32 has;         /* FETCH: FetchHas */
  guint32 uid;
  guint64 size;
  gint64 date;         /* INTERNALDATE, µs UTC */
  GBytes *header;      /* BODY[HEADER], RFC822.HEADER; NULL */
  GBytes *body;        /* BODY[], RFC822; NULL */
  GBytes *text;        /* BODY[n]: section is its number; NULL */
  guint64 origin;      /* BODY[n]<origin>, in octets */
  char *section;       /* "1.2" */
  char *mime;          /* Content-Type and Content-Transfer-Encoding, each with its line end */
  GArray *tokens;      /* of TraceToken, relative to the response; for FETCH and EXPUNGE the first has number */
} ImapResponse;

/* length octets as imap_frame_find() cut them. FALSE when it is no IMAP response at all. */
gboolean imap_response_parse (ImapResponse *response, const guint8 *octets, gsize length);
void imap_response_clear (ImapResponse *response);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ImapResponse, imap_response_clear)
