#include "imap-response.h"

#include <string.h>

#include "imap-response-private.h"
#include "mailbox.h"

#define CAPABILITIES_MAX 512
#define CAPABILITY_LENGTH_MAX 256

static gboolean
word_is (const ResponseValue *value, const char *word)
{
  return value->kind == VALUE_ATOM && value_is (value, word);
}

/* capability-data up to stop (RFC 3501 §7.2.1): "]" inside a response code, otherwise the end. */
static void
parse_capabilities (ResponseReader *reader, const guint8 *stop)
{
  GPtrArray *words = reader->response->words;

  while (reader->at < stop)
    {
      const guint8 *from;

      while (reader->at < stop && *reader->at == ' ')
        reader->at++;
      from = reader->at;
      while (reader->at < stop && *reader->at > ' ')
        reader->at++;
      if (reader->at == from)
        break;
      response_token (reader, TOKEN_ITEM, from, (gsize) (reader->at - from), 0, 0);
      if (reader->at - from <= CAPABILITY_LENGTH_MAX && words->len < CAPABILITIES_MAX)
        g_ptr_array_add (words, g_ascii_strup ((const char *) from, reader->at - from));
    }
}

static gboolean
parse_number32 (ResponseReader *reader, guint32 *number)
{
  guint64 n;

  if (!response_number (reader, &n) || n > G_MAXUINT32)
    return FALSE;
  *number = (guint32) n;
  return TRUE;
}

/* uid-set of RFC 4315 §4, up to the next space or bracket. */
static gboolean
parse_set (ResponseReader *reader, const guint8 *stop, UidSet *set)
{
  const guint8 *from = reader->at;

  while (reader->at < stop && *reader->at > ' ')
    reader->at++;
  return uid_set_parse (set, (const char *) from, reader->at - from, 0);
}

/* resp-code-copy = "COPYUID" SP nz-number SP uid-set SP uid-set (RFC 4315 §4) */
static gboolean
parse_copyuid (ResponseReader *reader, const guint8 *stop)
{
  ImapResponse *response = reader->response;

  return parse_number32 (reader, &response->numbers[0]) && response_space (reader) &&
         parse_set (reader, stop, &response->set) && response_space (reader) &&
         parse_set (reader, stop, &response->copied);
}

static const struct {
  const char *name;
  ResponseCode code;
} codes[] = {
  { "CAPABILITY", CODE_CAPABILITY },
  { "UIDVALIDITY", CODE_UIDVALIDITY },
  { "UIDNEXT", CODE_UIDNEXT },
  { "HIGHESTMODSEQ", CODE_HIGHESTMODSEQ },
  { "APPENDUID", CODE_APPENDUID },
  { "COPYUID", CODE_COPYUID },
  { "TRYCREATE", CODE_TRYCREATE },
  { "ALREADYEXISTS", CODE_ALREADYEXISTS },
  { "NONEXISTENT", CODE_NONEXISTENT },
  { "CLOSED", CODE_CLOSED },
  { "NOMODSEQ", CODE_NOMODSEQ },
  { "MODIFIED", CODE_MODIFIED },
};

static gboolean
parse_code_arguments (ResponseReader *reader, ResponseCode code, const guint8 *stop)
{
  ImapResponse *response = reader->response;

  response_space (reader);
  switch (code)
    {
    case CODE_CAPABILITY:
      parse_capabilities (reader, stop);
      return TRUE;
    case CODE_UIDVALIDITY:
    case CODE_UIDNEXT:
      return parse_number32 (reader, &response->numbers[0]);
    case CODE_HIGHESTMODSEQ:
      return response_number (reader, &response->modseq);
    case CODE_APPENDUID:
      return parse_number32 (reader, &response->numbers[0]) && response_space (reader) &&
             parse_number32 (reader, &response->numbers[1]);
    case CODE_COPYUID:
      return parse_copyuid (reader, stop);
    case CODE_NONE:
    case CODE_OTHER:
    case CODE_TRYCREATE:
    case CODE_ALREADYEXISTS:
    case CODE_NONEXISTENT:
    case CODE_CLOSED:
    case CODE_NOMODSEQ:
    case CODE_MODIFIED:
      break;
    }
  return TRUE;
}

/* "[" resp-text-code "]" (RFC 3501 §7.1); a code that cannot be read is CODE_OTHER. */
static void
parse_code (ResponseReader *reader)
{
  const guint8 *stop = memchr (reader->at, ']', (gsize) (reader->end - reader->at));
  const guint8 *from = reader->at + 1;
  const guint8 *name_end = from;

  if (stop == NULL)
    return;
  response_token (reader, TOKEN_CODE, reader->at, (gsize) (stop + 1 - reader->at), 0, 0);
  while (name_end < stop && *name_end > ' ')
    name_end++;
  reader->response->code = CODE_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      ResponseValue name = { VALUE_ATOM, from, (gsize) (name_end - from) };

      reader->at = name_end;
      if (value_is (&name, codes[i].name) && parse_code_arguments (reader, codes[i].code, stop))
        reader->response->code = codes[i].code;
    }
  reader->at = stop + 1;
}

/* resp-text = ["[" resp-text-code "]" SP] text */
static void
parse_text (ResponseReader *reader)
{
  response_space (reader);
  if (reader->at < reader->end && *reader->at == '[')
    parse_code (reader);
  response_space (reader);
  if (reader->at < reader->end)
    response_token (reader, TOKEN_TEXT, reader->at, (gsize) (reader->end - reader->at), 0, 0);
}

static gboolean
parse_status (ResponseReader *reader, const ResponseValue *word)
{
  static const char *const names[] = { "", "OK", "NO", "BAD", "BYE", "PREAUTH" };

  for (guint i = STATUS_OK; i <= STATUS_PREAUTH; i++)
    if (word_is (word, names[i]))
      {
        reader->response->status = i;
        reader->response->data = DATA_STATUS;
        response_token (reader, TOKEN_STATUS, word->octets, word->length, 0, 0);
        parse_text (reader);
        return TRUE;
      }
  return FALSE;
}

static void
list_attribute (ImapResponse *response, const char *name)
{
  static const struct { const char *name; SpecialUse use; } uses[] = {
    { "\\All", SPECIAL_ALL }, { "\\Archive", SPECIAL_ARCHIVE }, { "\\Drafts", SPECIAL_DRAFTS },
    { "\\Flagged", SPECIAL_FLAGGED }, { "\\Junk", SPECIAL_JUNK }, { "\\Sent", SPECIAL_SENT }, { "\\Trash", SPECIAL_TRASH },
  };

  if (g_ascii_strcasecmp (name, "\\Noselect") == 0)
    response->attributes |= LIST_NO_SELECT;
  else if (g_ascii_strcasecmp (name, "\\NonExistent") == 0)
    response->attributes |= LIST_NON_EXISTENT;
  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    if (g_ascii_strcasecmp (name, uses[i].name) == 0)
      response->special_use |= uses[i].use;
}

static gboolean
parse_mailbox (ResponseReader *reader)
{
  ImapResponse *response = reader->response;
  ResponseValue value = response_value (reader);

  if (value.kind != VALUE_ATOM && value.kind != VALUE_STRING && value.kind != VALUE_LITERAL)
    return FALSE;
  response->mailbox = value_dup (&value);
  response_token (reader, TOKEN_MAILBOX, value.octets, value.length, 0, 0);
  return response->mailbox != NULL && response->mailbox[0] != '\0';
}

/* mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox (RFC 3501 §9) */
static gboolean
parse_list (ResponseReader *reader)
{
  ImapResponse *response = reader->response;
  g_autofree char *delimiter = NULL;
  ResponseValue value;

  if (!response_flags (reader) || !response_space (reader))
    return FALSE;
  for (guint i = 0; i < response->words->len; i++)
    list_attribute (response, response->words->pdata[i]);
  value = response_value (reader);
  if (value.kind == VALUE_STRING && (delimiter = value_dup (&value)) != NULL)
    response->delimiter = delimiter[0];
  else if (!word_is (&value, "NIL"))
    return FALSE;
  if (!response_space (reader))
    return FALSE;
  return parse_mailbox (reader);
}

/* "STATUS" SP mailbox SP "(" [status-att-list] ")" (RFC 3501 §9) */
static gboolean
parse_mailbox_status (ResponseReader *reader)
{
  gboolean counted = FALSE;
  ResponseValue value;

  if (!parse_mailbox (reader) || !response_space (reader) || !response_octet (reader, '('))
    return FALSE;
  for (;;)
    {
      gboolean messages;
      guint64 n;

      response_space (reader);
      value = response_value (reader);
      if (value.kind == VALUE_CLOSE)
        return counted;
      messages = word_is (&value, "MESSAGES");
      response_token (reader, TOKEN_ITEM, value.octets, value.length, 0, 0);
      if (value.kind != VALUE_ATOM || !response_space (reader))
        return FALSE;
      value = response_value (reader);
      if (value.kind == VALUE_NONE || !response_skip (reader, &value))
        return FALSE;
      if (messages && value_number (&value, &n) && n <= G_MAXUINT32)
        {
          reader->response->number = (guint32) n;
          counted = TRUE;
        }
    }
}

/* expunged-resp = "VANISHED" [SP "(EARLIER)"] SP known-uids (RFC 7162 §7) */
static gboolean
parse_vanished (ResponseReader *reader)
{
  if (reader->at < reader->end && *reader->at == '(')
    {
      ResponseValue open = response_value (reader);

      if (!response_skip (reader, &open) || !response_space (reader))
        return FALSE;
      reader->response->earlier = TRUE;
    }
  if (reader->end > reader->at)
    response_token (reader, TOKEN_UID, reader->at, (gsize) (reader->end - reader->at), 0, 0);
  return parse_set (reader, reader->end, &reader->response->set);
}

/* Namespace = nil / "(" 1*( "(" string SP  (<"> QUOTED_CHAR <"> / nil) ...) ")" (RFC 2342 §6); only the first personal one
 * is of interest, the others are left where they are. */
static gboolean
parse_namespace (ResponseReader *reader)
{
  ImapResponse *response = reader->response;
  g_autofree char *delimiter = NULL;
  ResponseValue value;

  if (!response_octet (reader, '(') || !response_octet (reader, '('))
    return FALSE;
  value = response_value (reader);
  if (value.kind != VALUE_STRING && value.kind != VALUE_LITERAL)
    return FALSE;
  response->mailbox = value_dup (&value);
  response_token (reader, TOKEN_MAILBOX, value.octets, value.length, 0, 0);
  response_space (reader);
  value = response_value (reader);
  if (value.kind == VALUE_STRING && (delimiter = value_dup (&value)) != NULL)
    response->delimiter = delimiter[0];
  return response->mailbox != NULL;
}

/* mailbox-data = "SEARCH" *(SP nz-number) [SP "(MODSEQ" SP mod-sequence-value ")"] (RFC 3501 §9, RFC 7162 §7) */
static gboolean
parse_search (ResponseReader *reader)
{
  guint64 n;

  if (reader->end > reader->at)
    response_token (reader, TOKEN_UID, reader->at, (gsize) (reader->end - reader->at), 0, 0);
  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    {
      if (!response_number (reader, &n) || n == 0 || n > G_MAXUINT32)
        return FALSE;
      uid_set_add (&reader->response->set, (guint32) n);
      response_space (reader);
    }
  return TRUE;
}

static gboolean
parse_named (ResponseReader *reader, const ResponseValue *word)
{
  ImapResponse *response = reader->response;

  response_space (reader);
  if (word_is (word, "CAPABILITY"))
    {
      response->data = DATA_CAPABILITY;
      parse_capabilities (reader, reader->end);
      return TRUE;
    }
  if (word_is (word, "ENABLED"))
    {
      response->data = DATA_ENABLED;
      parse_capabilities (reader, reader->end);
      return TRUE;
    }
  if (word_is (word, "NAMESPACE"))
    {
      response->data = DATA_NAMESPACE;
      return parse_namespace (reader);
    }
  if (word_is (word, "FLAGS"))
    {
      response->data = DATA_FLAGS;
      return response_flags (reader);
    }
  if (word_is (word, "LIST"))
    {
      response->data = DATA_LIST;
      return parse_list (reader);
    }
  if (word_is (word, "STATUS"))
    {
      response->data = DATA_MAILBOX_STATUS;
      return parse_mailbox_status (reader);
    }
  if (word_is (word, "SEARCH"))
    {
      response->data = DATA_SEARCH;
      return parse_search (reader);
    }
  if (word_is (word, "VANISHED"))
    {
      response->data = DATA_VANISHED;
      return parse_vanished (reader);
    }
  return FALSE;
}

/* message-data and mailbox-data that begin with a number (RFC 3501 §9) */
static gboolean
parse_numbered (ResponseReader *reader, const ResponseValue *number, guint32 n)
{
  ImapResponse *response = reader->response;
  ResponseValue word;

  response->number = n;
  if (!response_space (reader))
    return FALSE;
  word = response_value (reader);
  if (word.kind != VALUE_ATOM)
    return FALSE;
  if (word_is (&word, "EXISTS"))
    response->data = DATA_EXISTS;
  else if (word_is (&word, "EXPUNGE") && n > 0)
    response->data = DATA_EXPUNGE;
  else if (word_is (&word, "FETCH") && n > 0)
    response->data = DATA_FETCH;
  response_token (reader, response->data == DATA_EXPUNGE || response->data == DATA_FETCH ? TOKEN_NUMBER : TOKEN_SIZE,
                  number->octets, number->length, n, 0);
  response_token (reader, TOKEN_ITEM, word.octets, word.length, 0, 0);
  return response->data != DATA_FETCH || (response_space (reader) && response_fetch (reader));
}

static void
parse_untagged (ResponseReader *reader)
{
  ImapResponse *response = reader->response;
  ResponseValue word = response_value (reader);
  gboolean good;
  guint64 n;

  if (parse_status (reader, &word))
    return;
  if (value_number (&word, &n) && n <= G_MAXUINT32)
    good = parse_numbered (reader, &word, (guint32) n);
  else
    {
      if (word.kind == VALUE_ATOM)
        response_token (reader, TOKEN_ITEM, word.octets, word.length, 0, 0);
      good = word.kind == VALUE_ATOM && parse_named (reader, &word);
    }
  if (!good)
    response->data = DATA_OTHER;
}

static gboolean
parse_tagged (ResponseReader *reader)
{
  ResponseValue tag = response_value (reader);
  ResponseValue word;

  if (tag.kind != VALUE_ATOM || tag.length > 64 || !response_space (reader))
    return FALSE;
  reader->response->kind = RESPONSE_TAGGED;
  reader->response->tag = value_dup (&tag);
  response_token (reader, TOKEN_TAG, tag.octets, tag.length, 0, 0);
  word = response_value (reader);
  return reader->response->tag != NULL && parse_status (reader, &word) && reader->response->status <= STATUS_BAD;
}

gboolean
imap_response_parse (ImapResponse *response, const guint8 *octets, gsize length)
{
  ResponseReader reader = { octets, octets, octets + length, response };

  memset (response, 0, sizeof *response);
  response->words = g_ptr_array_new_with_free_func (g_free);
  response->tokens = g_array_new (FALSE, FALSE, sizeof (TraceToken));
  uid_set_init (&response->set);
  uid_set_init (&response->copied);
  if (length > 0 && octets[length - 1] == '\n')
    reader.end--;
  if (reader.end > octets && reader.end[-1] == '\r')
    reader.end--;
  if (response_octet (&reader, '+'))
    {
      const char *at = (const char *) reader.at + (reader.at < reader.end && *reader.at == ' ');

      response->kind = RESPONSE_CONTINUATION;
      response->challenge = g_strndup (at, (gsize) ((const char *) reader.end - at));
      parse_text (&reader);
      return TRUE;
    }
  if (!response_octet (&reader, '*'))
    return parse_tagged (&reader);
  response->kind = RESPONSE_UNTAGGED;
  if (!response_space (&reader))
    return FALSE;
  parse_untagged (&reader);
  return TRUE;
}

void
imap_response_clear (ImapResponse *response)
{
  g_clear_pointer (&response->words, g_ptr_array_unref);
  g_clear_pointer (&response->tokens, g_array_unref);
  uid_set_clear (&response->set);
  uid_set_clear (&response->copied);
  g_free (response->tag);
  g_free (response->challenge);
  g_free (response->mailbox);
  g_clear_pointer (&response->header, g_bytes_unref);
  g_clear_pointer (&response->body, g_bytes_unref);
  g_clear_pointer (&response->text, g_bytes_unref);
  g_free (response->section);
  g_free (response->mime);
  memset (response, 0, sizeof *response);
}
