/* ENVELOPE, BODY and BODYSTRUCTURE (RFC 3501 §7.4.2, §9).
 *
 *   envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP env-cc SP
 *              env-bcc SP env-in-reply-to SP env-message-id ")"
 *   address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
 *   body = "(" (body-type-1part / body-type-mpart) ")" */
#include "imap/imap-fetch.h"

#include <string.h>

/* deeper parts are told as empty text: a recursion of the peer's making has an end */
#define DEPTH_MAX 100

static void
format_field (const Message *message, OctetRange header, const char *name, GString *out)
{
  g_autofree char *value = message_header_in (message, header, name);

  imap_format_nstring (out, value, -1);
}

static void
format_address_list (const GPtrArray *addresses, GString *out)
{
  g_string_append_c (out, '(');
  for (guint i = 0; i < addresses->len; i++)
    {
      const MessageAddress *address = addresses->pdata[i];

      g_string_append_c (out, '(');
      imap_format_nstring (out, address->name, -1);
      g_string_append_c (out, ' ');
      imap_format_nstring (out, address->adl, -1);
      g_string_append_c (out, ' ');
      imap_format_nstring (out, address->mailbox, -1);
      g_string_append_c (out, ' ');
      imap_format_nstring (out, address->host, -1);
      g_string_append_c (out, ')');
    }
  g_string_append_c (out, ')');
}

/* With a fallback: Sender and Reply-To are From where they are not given. */
static void
format_addresses (const Message *message, OctetRange header, const char *name, const char *fallback, GString *out)
{
  g_autoptr (GPtrArray) addresses = message_addresses (message, header, name);

  if (addresses != NULL && addresses->len > 0)
    format_address_list (addresses, out);
  else if (fallback != NULL)
    format_addresses (message, header, fallback, NULL, out);
  else
    g_string_append (out, "NIL");
}

void
imap_format_envelope (const Message *message, OctetRange header, GString *out)
{
  static const char *const lists[][2] = { { "From", NULL }, { "Sender", "From" }, { "Reply-To", "From" },
                                          { "To", NULL },   { "Cc", NULL },       { "Bcc", NULL } };

  g_string_append_c (out, '(');
  format_field (message, header, "Date", out);
  g_string_append_c (out, ' ');
  format_field (message, header, "Subject", out);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_string_append_c (out, ' ');
      format_addresses (message, header, lists[i][0], lists[i][1], out);
    }
  g_string_append_c (out, ' ');
  format_field (message, header, "In-Reply-To", out);
  g_string_append_c (out, ' ');
  format_field (message, header, "Message-ID", out);
  g_string_append_c (out, ')');
}

/* body-fld-param = "(" string SP string *(SP string SP string) ")" / nil */
static void
format_params (const GPtrArray *params, GString *out)
{
  if (params == NULL || params->len == 0)
    {
      g_string_append (out, "NIL");
      return;
    }
  for (guint i = 0; i < params->len; i++)
    {
      g_string_append_c (out, i == 0 ? '(' : ' ');
      imap_format_string (out, params->pdata[i] != NULL ? params->pdata[i] : "", -1);
    }
  g_string_append_c (out, ')');
}

/* body-fld-dsp SP body-fld-lang SP body-fld-loc */
static void
format_extension (const MessagePart *part, GString *out)
{
  g_string_append_c (out, ' ');
  if (part->disposition == NULL)
    g_string_append (out, "NIL");
  else
    {
      g_string_append_c (out, '(');
      imap_format_string (out, part->disposition, -1);
      g_string_append_c (out, ' ');
      format_params (part->disposition_params, out);
      g_string_append_c (out, ')');
    }
  g_string_append_c (out, ' ');
  if (part->languages == NULL || part->languages->len == 0)
    g_string_append (out, "NIL");
  else if (part->languages->len == 1)
    imap_format_string (out, part->languages->pdata[0], -1);
  else
    format_params (part->languages, out);
  g_string_append_c (out, ' ');
  imap_format_nstring (out, part->location, -1);
}

static void format_part (const Message *message, const MessagePart *part, guint form, guint depth, GString *out);

/* body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets */
static void
format_fields (const MessagePart *part, GString *out)
{
  imap_format_string (out, part->type, -1);
  g_string_append_c (out, ' ');
  imap_format_string (out, part->subtype, -1);
  g_string_append_c (out, ' ');
  /* RFC 2045 §5.2: what a text without a word about it is */
  if ((part->params == NULL || part->params->len == 0) && strcmp (part->type, "text") == 0)
    g_string_append (out, "(\"charset\" \"us-ascii\")");
  else
    format_params (part->params, out);
  g_string_append_c (out, ' ');
  imap_format_nstring (out, part->id, -1);
  g_string_append_c (out, ' ');
  imap_format_nstring (out, part->description, -1);
  g_string_append_c (out, ' ');
  imap_format_string (out, part->encoding, -1);
  g_string_append_printf (out, " %" G_GSIZE_FORMAT, part->body.end - part->body.start);
}

/* body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part] */
static void
format_single (const Message *message, const MessagePart *part, guint form, guint depth, GString *out)
{
  gboolean nested = strcmp (part->type, "message") == 0 && part->children->len > 0
                    && ((form & BODY_GLOBAL) != 0 || strcmp (part->subtype, "rfc822") == 0);

  format_fields (part, out);
  if (nested)
    {
      g_string_append_c (out, ' ');
      imap_format_envelope (message, part->rfc822_header, out);
      g_string_append_c (out, ' ');
      format_part (message, part->children->pdata[0], form, depth + 1, out);
    }
  if (nested || strcmp (part->type, "text") == 0)
    g_string_append_printf (out, " %" G_GUINT64_FORMAT, part->lines);
  if ((form & BODY_EXTENDED) == 0)
    return;
  g_string_append_c (out, ' ');
  imap_format_nstring (out, part->md5, -1);
  format_extension (part, out);
}

/* body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart] */
static void
format_multipart (const Message *message, const MessagePart *part, guint form, guint depth, GString *out)
{
  for (guint i = 0; i < part->children->len; i++)
    format_part (message, part->children->pdata[i], form, depth + 1, out);
  g_string_append_c (out, ' ');
  imap_format_string (out, part->subtype, -1);
  if ((form & BODY_EXTENDED) == 0)
    return;
  g_string_append_c (out, ' ');
  format_params (part->params, out);
  format_extension (part, out);
}

static void
format_part (const Message *message, const MessagePart *part, guint form, guint depth, GString *out)
{
  gboolean multipart = strcmp (part->type, "multipart") == 0;

  g_string_append_c (out, '(');
  if (depth > DEPTH_MAX)
    g_string_append (out, "\"text\" \"plain\" NIL NIL NIL \"7BIT\" 0 0");
  else if (multipart && part->children != NULL && part->children->len > 0)
    format_multipart (message, part, form, depth, out);
  else if (multipart)
    {
      /* the grammar wants a part at least */
      g_string_append (out, "(\"text\" \"plain\" NIL NIL NIL \"7BIT\" 0 0) ");
      imap_format_string (out, part->subtype, -1);
    }
  else
    format_single (message, part, form, depth, out);
  g_string_append_c (out, ')');
}

void
imap_format_body (const Message *message, guint form, GString *out)
{
  format_part (message, message_structure (message), form, 0, out);
}
