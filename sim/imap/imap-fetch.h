/* What FETCH asks for and how it is answered (RFC 3501 §6.4.5, §7.4.2). */
#pragma once

#include "imap/imap-server-private.h"

#define IMAP_PATH_MAX 64

typedef enum {
  SECTION_ALL,        /* BODY[], BODY[1] */
  SECTION_HEADER,
  SECTION_FIELDS,
  SECTION_FIELDS_NOT,
  SECTION_TEXT,
  SECTION_MIME,
} SectionKind;

typedef struct {
  SectionKind kind;
  guint path[IMAP_PATH_MAX]; /* part numbers */
  guint depth;
  GPtrArray *fields;         /* of char *, NULL-terminated: names of header fields; NULL elsewhere */
} ImapSection;

typedef enum {
  FETCH_UID,
  FETCH_FLAGS,
  FETCH_INTERNALDATE,
  FETCH_SIZE,
  FETCH_ENVELOPE,
  FETCH_BODY,          /* structure without extension data */
  FETCH_BODYSTRUCTURE,
  FETCH_RFC822,
  FETCH_RFC822_HEADER,
  FETCH_RFC822_TEXT,
  FETCH_SECTION,
  FETCH_MODSEQ,        /* RFC 7162 */
  FETCH_EMAILID,       /* RFC 8474 */
  FETCH_THREADID,
  FETCH_SAVEDATE,      /* RFC 8514 */
  FETCH_PREVIEW,       /* RFC 8970 */
  FETCH_BINARY,        /* RFC 3516 */
  FETCH_BINARY_SIZE,
} FetchKind;

typedef struct {
  FetchKind kind;
  gboolean peek;
  gboolean partial;
  guint64 offset;   /* octets */
  guint64 count;    /* octets, > 0 */
  ImapSection section;
} FetchItem;

/* section = "[" [section-spec] "]". FALSE: not well formed. The section's fields are to be freed by the caller. */
gboolean imap_parse_section (ImapLexer *lexer, ImapSection *section, GString *scratch);
void imap_format_section (const ImapSection *section, GString *out);
/* The octets of that section. NULL when the message has none such. Caller owns. */
GBytes *imap_section_octets (const Message *message, const ImapSection *section);

/* fetch-att's or a macro. NULL when not well formed. */
GArray *imap_parse_fetch_items (ImapCommand *command); /* of FetchItem */
gboolean imap_fetch_sets_seen (const GArray *items);
/* The untagged FETCH of one message. FALSE: a part's transfer encoding is not known, and nothing was written. */
gboolean imap_fetch_message (ImapCommand *command, guint index, const GArray *items);

/* What the message is about, for people: at most 200 characters of its text (RFC 8970 §3). Caller owns. */
char *imap_preview (const Message *message);

void imap_format_envelope (const Message *message, OctetRange header, GString *out);
typedef enum {
  BODY_EXTENDED = 1, /* with extension data: BODYSTRUCTURE */
  BODY_GLOBAL = 2,   /* message/global has the form of message/rfc822 (RFC 9051 §9, media-message) */
} BodyForm;

/* form: of BodyForm bits */
void imap_format_body (const Message *message, guint form, GString *out);
