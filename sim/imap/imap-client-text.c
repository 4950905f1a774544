/* The text of one letter, without what is attached to it: first its structure, then the body part that the text is (RFC 3501
 * §6.4.5). Of a letter that is opened it may come in pieces, each by a command of its own: "BODY.PEEK[1]<0.393216>"; a piece
 * that is shorter than what was asked for is the last one. */
#include "imap-client-private.h"

#include <string.h>

gboolean
flow_opens_text (const DevicePolicy *policy, const ReplicaItem *item)
{
  return policy->part_size > 0 && item->message != NULL;
}

gboolean
flow_can_be_read (const DevicePolicy *policy, const ReplicaItem *item)
{
  return item->part >= (flow_opens_text (policy, item) ? PART_TEXT : PART_FULL);
}

ImapPlan
flow_plan_text (const ImapClient *client, const ReplicaItem *item)
{
  return (ImapPlan) { .command = COMMAND (IMAP_INPUT_FETCH), .rule = RULE_OPEN_ON_DEMAND, .uid = item->uid, .item = item->id,
                      .purpose = client->structured == item->uid ? PURPOSE_PART : PURPOSE_STRUCTURE };
}

/* Nothing larger than a response may be comes in one piece. */
static guint32
piece_size (const DevicePolicy *policy)
{
  return (guint32) MIN (policy->part_size, IMAP_RESPONSE_MAX);
}

char *
flow_dup_part (ImapClient *client, const DevicePolicy *policy, gboolean opened)
{
  if (!opened || policy->part_size == 0)
    return g_strdup_printf ("(UID BODY.PEEK[%s])", client->section);
  client->piece = client->text != NULL ? client->text->len : 0;
  return g_strdup_printf ("(UID BODY.PEEK[%s]<%u.%u>)", client->section, client->piece, piece_size (policy));
}

static Message *
join (const Message *header, GBytes *text)
{
  gsize length;
  const guint8 *octets = message_octets (header, &length);
  GByteArray *whole = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (whole, octets, (guint) length);
  octets = g_bytes_get_data (text, &length);
  g_byte_array_append (whole, octets, (guint) length);
  bytes = g_byte_array_free_to_bytes (whole);
  return message_new (bytes);
}

/* The header as it is here, and behind it the one part, in its place if there are several. */
static Message *
compose (const ImapClient *client, const Message *header, GBytes *text)
{
  gsize length;
  const char *octets = (const char *) message_octets (header, &length);
  const MessagePart *root = message_structure (header);
  GByteArray *whole = g_byte_array_new ();
  const char *encoding = strstr (client->mime, "Content-Transfer-Encoding");
  const char *boundary = NULL;
  gsize n;
  const guint8 *body = g_bytes_get_data (text, &n);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *before = NULL;

  length = message_header_range (header).end;
  if (length >= 4 && memcmp (octets + length - 4, "\r\n\r\n", 4) == 0)
    length -= 2;
  for (guint i = 0; root->params != NULL && i + 1 < root->params->len; i += 2)
    if (g_ascii_strcasecmp (root->params->pdata[i], "boundary") == 0)
      boundary = root->params->pdata[i + 1];
  before = boundary != NULL ? g_strdup_printf ("\r\n--%s\r\n%s\r\n", boundary, client->mime)
                            : g_strdup_printf ("%s\r\n", encoding);
  g_byte_array_append (whole, (const guint8 *) octets, (guint) length);
  g_byte_array_append (whole, (const guint8 *) before, (guint) strlen (before));
  g_byte_array_append (whole, body, (guint) n);
  bytes = g_byte_array_free_to_bytes (whole);
  return message_new (bytes);
}

static void
take_structure (ImapClient *client, const ImapResponse *response, guint32 uid)
{
  client->structured = uid;
  g_free (client->section);
  g_free (client->mime);
  client->section = g_strdup (response->section);
  client->mime = g_strdup (response->mime);
  g_clear_pointer (&client->text, g_byte_array_unref);
  client->notes &= ~(guint32) NOTE_ONE_PART;
  client->notes |= (response->has & FETCH_HAS_PARTS) == 0 ? NOTE_ONE_PART : 0;
}

/* Where the text is all that there is behind the header, and the header is whole, the letter is. */
static void
take_whole_text (Flow *flow, const ReplicaItem *item, GBytes *text)
{
  gboolean whole = (flow->client->notes & NOTE_ONE_PART) != 0 && flow_fetches_headers (flow->policy);
  g_autoptr (Message) message = whole ? join (item->message, text) : compose (flow->client, item->message, text);

  replica_set_part (flow->replica, item->id, whole ? PART_FULL : PART_TEXT, message, flow->now, &flow->out->changes);
}

/* One piece for each command, and no more of them than one response may bring. */
static void
take_piece (Flow *flow, const ReplicaItem *item, const ImapResponse *response)
{
  ImapClient *client = flow->client;
  gsize length;
  const guint8 *octets = g_bytes_get_data (response->text, &length);
  g_autoptr (GBytes) text = NULL;

  if (client->text == NULL)
    client->text = g_byte_array_new ();
  if ((response->has & FETCH_HAS_ORIGIN) == 0 || response->origin != client->piece || client->text->len != client->piece ||
      length > piece_size (flow->policy) || client->piece + length > IMAP_RESPONSE_MAX)
    return;
  g_byte_array_append (client->text, octets, (guint) length);
  if (length == piece_size (flow->policy))
    return;
  text = g_byte_array_free_to_bytes (g_steal_pointer (&client->text));
  take_whole_text (flow, item, text);
}

void
flow_on_part (Flow *flow, const ImapResponse *response, guint32 uid)
{
  ImapClient *client = flow->client;
  const ReplicaItem *item = flow_find_item (client, flow->replica, uid);

  if (client->command != COMMAND (IMAP_INPUT_FETCH) || uid != client->uid || item == NULL)
    return;
  if (client->purpose == PURPOSE_STRUCTURE && (response->has & FETCH_HAS_STRUCTURE) != 0)
    take_structure (client, response, uid);
  if (client->purpose != PURPOSE_PART || response->text == NULL || item->message == NULL || item->part >= PART_TEXT ||
      g_strcmp0 (response->section, client->section) != 0)
    return;
  if (client->item != 0 && flow->policy->part_size > 0)
    take_piece (flow, item, response);
  else if ((response->has & FETCH_HAS_ORIGIN) == 0)
    take_whole_text (flow, item, response->text);
}

/* A letter without any text has all that is to be read of it. */
gboolean
flow_structured (Flow *flow)
{
  ImapClient *client = flow->client;
  const ReplicaItem *item = flow_find_item (client, flow->replica, client->uid);

  if (client->structured != client->uid || item == NULL)
    return FALSE;
  if (client->section == NULL && item->part < PART_TEXT)
    replica_set_part (flow->replica, item->id, PART_TEXT, NULL, flow->now, &flow->out->changes);
  return client->section != NULL;
}

gboolean
flow_text_goes_on (Flow *flow)
{
  ImapClient *client = flow->client;
  gboolean more = client->text != NULL && client->text->len > client->piece;

  if (!more)
    {
      client->structured = 0;
      g_clear_pointer (&client->text, g_byte_array_unref);
    }
  return more;
}
