/* The flow of one transfer (RFC 5321 §3.1 to §3.3): EHLO, AUTH, MAIL, RCPT for each recipient, DATA, the message,
 * QUIT. With PIPELINING (RFC 2920) MAIL and the RCPTs go out together; DATA waits until it is known
 * that somebody gets the message. */
#include <string.h>

#include "world/device-policy.h"
#include "dot-stuff.h"
#include "sasl-plain.h"
#include "smtp/smtp-client-private.h"

static gboolean
is_done (const SmtpClient *client, guint bits)
{
  return (client->done & bits) != 0;
}

static gboolean
has (const SmtpClient *client, guint bits)
{
  return (client->extensions & bits) != 0;
}

static gboolean
scrams (const SmtpClient *client)
{
  return client->prefers_scram && has (client, SMTP_HAS_AUTH_SCRAM);
}

static SmtpClientInput
plan_hello (const SmtpClient *client)
{
  return is_done (client, SMTP_DONE_EHLO) ? SMTP_C_HELO : SMTP_C_EHLO;
}

static SmtpClientInput
plan_envelope (const SmtpClient *client)
{
  if (!is_done (client, SMTP_DONE_MAIL))
    return SMTP_C_MAIL;
  if (client->next_to < client->to->len)
    return SMTP_C_RCPT;
  if (client->pending->len == 0 && client->taken > 0 && !is_done (client, SMTP_DONE_DATA))
    return SMTP_C_DATA;
  return SMTP_C_N_INPUTS;
}

SmtpClientInput
smtp_client_plan (const SmtpClient *client)
{
  gboolean pipeline = has (client, SMTP_HAS_PIPELINING) && is_done (client, SMTP_DONE_MAIL)
                      && !is_done (client, SMTP_DONE_DATA) && client->verdict == SMTP_TRANSFER_RUNNING;

  if (client->state == SMTP_CLIENT_DATA && client->pending->len == 0)
    return SMTP_C_MESSAGE;
  if (client->state != SMTP_CLIENT_READY && client->state != SMTP_CLIENT_SENDING)
    return SMTP_C_N_INPUTS;
  if (client->pending->len >= (pipeline ? SMTP_CLIENT_WINDOW : 1))
    return SMTP_C_N_INPUTS;
  if (client->verdict != SMTP_TRANSFER_RUNNING)
    return SMTP_C_QUIT;
  if (!is_done (client, SMTP_DONE_HELLO))
    return plan_hello (client);
  if (client->tls)
    return has (client, SMTP_HAS_STARTTLS) ? SMTP_C_STARTTLS : SMTP_C_QUIT;
  if (client->user != NULL && !is_done (client, SMTP_DONE_AUTH))
    return has (client, SMTP_HAS_AUTH_PLAIN) || scrams (client) ? SMTP_C_AUTH : SMTP_C_QUIT;
  return plan_envelope (client);
}

const char *
smtp_client_peek (const SmtpClient *client, gint64 now)
{
  SmtpClientInput plan = smtp_client_plan (client);

  return plan == SMTP_C_N_INPUTS ? NULL : smtp_client_table.inputs[plan];
}

static gboolean
is_8bit (const Message *message)
{
  gsize size;
  const guint8 *octets = message_octets (message, &size);

  for (gsize i = 0; i < size; i++)
    if (octets[i] >= 0x80)
      return TRUE;
  return FALSE;
}

static gboolean
names_beyond_ascii (const SmtpClient *client)
{
  gboolean beyond = !g_str_is_ascii (client->from);

  for (guint i = 0; i < client->to->len; i++)
    beyond = beyond || !g_str_is_ascii (client->to->pdata[i]);
  return beyond;
}

/* RFC 6531 §3.4: when the envelope or the header goes beyond US-ASCII. */
static gboolean
wants_utf8 (const SmtpClient *client)
{
  const guint8 *octets = message_octets (client->message, NULL);
  gsize end = message_header_range (client->message).end;

  for (gsize i = 0; i < end; i++)
    if (octets[i] >= 0x80)
      return g_utf8_validate ((const char *) octets, (gssize) end, NULL);
  return names_beyond_ascii (client);
}

static void
put_asked (LineWriter *line, const SmtpClient *client, const char *asked)
{
  if (!has (client, SMTP_HAS_DSN) || asked == NULL || asked[0] == '\0')
    return;
  line_add (line, " ");
  line_add (line, asked);
}

static void
put_mail (LineWriter *line, const SmtpClient *client)
{
  g_autofree char *path = g_strdup_printf ("FROM:<%s>", client->from);

  line_add (line, " ");
  line_put (line, TOKEN_TEXT, path);
  if (has (client, SMTP_HAS_SIZE))
    {
      line_add (line, " SIZE=");
      line_mark (line);
      line_addf (line, "%" G_GSIZE_FORMAT, message_size (client->message));
      line_token (line, TOKEN_SIZE);
    }
  if (has (client, SMTP_HAS_8BITMIME) && is_8bit (client->message))
    line_add (line, " BODY=8BITMIME");
  if (has (client, SMTP_HAS_SMTPUTF8) && wants_utf8 (client))
    line_add (line, " SMTPUTF8");
  put_asked (line, client, client->asked);
}

/* RFC 4954 §4: an initial response goes along when the line stays within 512 octets. */
static void
put_auth (LineWriter *line, SmtpClient *client, guint64 seed)
{
  gboolean scram = scrams (client);
  const char *mechanism = scram ? SCRAM_CLIENT_MECHANISM : "PLAIN";
  g_autofree char *nonce = scram_client_dup_nonce (seed, client->user, (guint64) client->deadline);
  g_autofree char *response = scram ? scram_client_begin (&client->scram, client->user, nonce)
                                    : sasl_plain_encode (client->user, client->password);

  line_add (line, " ");
  line_put (line, TOKEN_ITEM, mechanism);
  if (strlen ("AUTH ") + strlen (mechanism) + 1 + strlen (response) + 2 > 512)
    {
      state_clear (&scram_client_state, &client->scram);
      client->scram.asked = scram;
      return;
    }
  line_add (line, " ");
  line_put (line, TOKEN_SECRET, response);
}

static void
put_arguments (LineWriter *line, SmtpClient *client, SmtpClientInput command, guint64 seed)
{
  g_autofree char *path = NULL;

  if (command == SMTP_C_EHLO || command == SMTP_C_HELO)
    {
      line_add (line, " ");
      line_put (line, TOKEN_TEXT, client->helo);
    }
  else if (command == SMTP_C_AUTH)
    put_auth (line, client, seed);
  else if (command == SMTP_C_MAIL)
    put_mail (line, client);
  else if (command == SMTP_C_RCPT)
    {
      path = g_strdup_printf ("TO:<%s>", (const char *) client->to->pdata[client->next_to]);
      line_add (line, " ");
      line_put (line, TOKEN_TEXT, path);
      put_asked (line, client, client->to_asked->pdata[client->next_to++]);
    }
}

static void
send_message (SmtpClient *client, EngineOut *out)
{
  gsize size;
  const guint8 *octets = message_octets (client->message, &size);
  LineWriter line;
  TraceToken *token;

  line_begin (&line, out, &client->io, ROLE_CLIENT, LINE_CLIENT_DATA);
  line.event.line.letter = client->letter;
  dot_stuff (out->octets, octets, size);
  client->uploaded = size;
  token = line_token (&line, TOKEN_LITERAL);
  token->length -= 3; /* the end belongs to SMTP */
  token->letter = client->letter;
  line_end_raw (&line);
}

/* NULL: there is none. */
static char *
dup_sasl_response (SmtpClient *client, guint64 seed)
{
  g_autofree char *nonce = NULL;

  if (!client->scram.asked)
    return sasl_plain_encode (client->user, client->password);
  if (client->scram.step != SCRAM_CLIENT_UNUSED)
    return scram_client_answer (&client->scram, client->password, client->challenge != NULL ? client->challenge : "");
  nonce = scram_client_dup_nonce (seed, client->user, (guint64) client->deadline);
  return scram_client_begin (&client->scram, client->user, nonce);
}

static void
send_sasl_response (SmtpClient *client, EngineOut *out)
{
  g_autofree char *response = dup_sasl_response (client, out->seed);
  LineWriter line;

  client->done &= ~(guint32) SMTP_SASL_WANTED;
  line_begin (&line, out, &client->io, ROLE_CLIENT, LINE_CLIENT_DATA);
  if (response == NULL)
    line_add (&line, "*"); /* RFC 4954 §4: gives it up */
  else if (response[0] != '\0')
    line_put (&line, TOKEN_SECRET, response);
  line_end (&line);
}

static void
note_sent (SmtpClient *client, SmtpClientInput command, EngineOut *out)
{
  if (command == SMTP_C_EHLO || command == SMTP_C_HELO)
    engine_transition (out, &smtp_client_table, &client->state, SMTP_C_SEND_EHLO, SMTP_C_NONE, ROLE_CLIENT);
  else if (command == SMTP_C_MAIL)
    client->done |= SMTP_DONE_MAIL;
  else if (command == SMTP_C_DATA)
    client->done |= SMTP_DONE_DATA;
  else if (command == SMTP_C_QUIT)
    {
      /* No TLS where it is needed says nothing about the letter: it waits until somebody has put that right. */
      if (client->verdict == SMTP_TRANSFER_RUNNING)
        client->verdict = client->tls ? SMTP_TRANSFER_FAILED : SMTP_TRANSFER_REFUSED;
      engine_transition (out, &smtp_client_table, &client->state, SMTP_C_SEND_QUIT, SMTP_C_NONE, ROLE_CLIENT);
    }
}

static DecisionRule
rule_of (const SmtpClient *client, SmtpClientInput command)
{
  if (command == SMTP_C_QUIT && client->tls && client->verdict == SMTP_TRANSFER_RUNNING)
    return RULE_NO_TLS;
  if (command == SMTP_C_AUTH)
    return RULE_LOG_IN;
  return command == SMTP_C_QUIT ? RULE_END_SESSION : RULE_SUBMIT;
}

void
smtp_client_send (SmtpClient *client, SmtpClientInput command, EngineOut *out)
{
  guint32 pending = command;
  gboolean about_letter = command >= SMTP_C_MAIL && command <= SMTP_C_MESSAGE;
  LineWriter line;

  g_array_append_val (client->pending, pending);
  if (command == SMTP_C_MESSAGE)
    {
      send_message (client, out);
      return;
    }
  if (client->done & SMTP_SASL_WANTED)
    {
      send_sasl_response (client, out);
      return;
    }
  engine_note_decision (out, rule_of (client, command), about_letter ? client->letter : 0,
                        (gint64) message_size (client->message), client->to->len, 0);
  line_begin (&line, out, &client->io, ROLE_CLIENT, LINE_COMMAND);
  line.event.line.letter = about_letter ? client->letter : 0;
  line_put (&line, TOKEN_COMMAND, smtp_client_table.inputs[command]);
  put_arguments (&line, client, command, out->seed);
  line_end (&line);
  note_sent (client, command, out);
}

/* "AUTH PLAIN LOGIN", "SIZE 25000000": one line of EHLO's reply (RFC 5321 §4.1.1.1). */
void
smtp_client_take_extension (SmtpClient *client, const char *text)
{
  static const struct {
    const char *name;
    guint bit;
  } known[] = {
    { "PIPELINING", SMTP_HAS_PIPELINING },
    { "8BITMIME", SMTP_HAS_8BITMIME },
    { "SIZE", SMTP_HAS_SIZE },
    { "STARTTLS", SMTP_HAS_STARTTLS },
    { "SMTPUTF8", SMTP_HAS_SMTPUTF8 },
    { "DSN", SMTP_HAS_DSN },
  };
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[0] != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (words[0], known[i].name) == 0)
      client->extensions |= known[i].bit;
  if (words[0] != NULL && g_ascii_strcasecmp (words[0], "AUTH") == 0)
    for (guint i = 1; words[i] != NULL; i++)
      {
        if (g_ascii_strcasecmp (words[i], "PLAIN") == 0)
          client->extensions |= SMTP_HAS_AUTH_PLAIN;
        if (g_ascii_strcasecmp (words[i], SCRAM_CLIENT_MECHANISM) == 0)
          client->extensions |= SMTP_HAS_AUTH_SCRAM;
      }
}

static void
decide (SmtpClient *client, SmtpTransferResult verdict, const char *line)
{
  if (client->verdict != SMTP_TRANSFER_RUNNING)
    return;
  client->verdict = verdict;
  g_free (client->reply);
  client->reply = g_strdup (line);
}

static SmtpTransferResult
refusal (SmtpClientOutcome outcome)
{
  return outcome == SMTP_C_5YZ ? SMTP_TRANSFER_REFUSED : SMTP_TRANSFER_FAILED;
}

static void
heard_recipient (SmtpClient *client, SmtpClientOutcome outcome, const char *line)
{
  const char *address = client->to->pdata[client->answered_to++];

  if (outcome == SMTP_C_2YZ)
    client->taken++;
  else
    {
      g_ptr_array_add (client->refused, g_strdup (address));
      g_ptr_array_add (client->refused, g_strdup (line));
      client->temporary += outcome == SMTP_C_4YZ;
    }
  if (client->answered_to == client->to->len && client->taken == 0)
    decide (client, client->temporary > 0 ? SMTP_TRANSFER_FAILED : SMTP_TRANSFER_REFUSED, line);
}

/* What was said before the handshake is worth nothing, also what came along with the reply (RFC 3207 §4.2). */
static void
begin_anew (SmtpClient *client)
{
  client->tls = FALSE;
  client->extensions = 0;
  client->done &= ~(guint32) (SMTP_DONE_EHLO | SMTP_DONE_HELLO);
  engine_io_consume (&client->io, client->io.input->len);
}

static void
heard_good (SmtpClient *client, SmtpClientInput about, SmtpClientOutcome outcome, const char *line)
{
  if (about == SMTP_C_STARTTLS)
    begin_anew (client);
  else if (about == SMTP_C_EHLO || about == SMTP_C_HELO)
    {
      client->done |= SMTP_DONE_HELLO;
      /* RFC 6531 §3.2: such a message goes to no server that has not said that it takes it. */
      if (!has (client, SMTP_HAS_SMTPUTF8) && names_beyond_ascii (client))
        decide (client, SMTP_TRANSFER_REFUSED, "550 5.6.7 The next server takes no addresses beyond US-ASCII");
    }
  else if (about == SMTP_C_AUTH && outcome == SMTP_C_3YZ)
    {
      client->done |= SMTP_SASL_WANTED;
      g_free (client->challenge);
      client->challenge = g_strdup (line[3] != '\0' ? line + 4 : "");
    }
  else if (about == SMTP_C_AUTH && client->scram.asked && client->scram.step != SCRAM_CLIENT_SATISFIED)
    decide (client, SMTP_TRANSFER_REFUSED, "535 5.7.8 The server has not proved that it knows the password");
  else if (about == SMTP_C_AUTH)
    client->done |= SMTP_DONE_AUTH;
  else if (about == SMTP_C_MESSAGE)
    decide (client, client->refused->len > 0 ? SMTP_TRANSFER_PARTLY : SMTP_TRANSFER_SENT, line);
}

/* RFC 5321 §3.2: a server that does not know EHLO is greeted with HELO. */
void
smtp_client_heard (SmtpClient *client, SmtpClientInput about, SmtpClientOutcome outcome, const char *line)
{
  if (about == SMTP_C_RCPT)
    heard_recipient (client, outcome, line);
  else if (outcome == SMTP_C_2YZ || outcome == SMTP_C_3YZ)
    heard_good (client, about, outcome, line);
  else if (about == SMTP_C_EHLO && outcome == SMTP_C_5YZ)
    client->done |= SMTP_DONE_EHLO;
  else if (about != SMTP_C_QUIT)
    decide (client, about == SMTP_C_STARTTLS ? SMTP_TRANSFER_FAILED : refusal (outcome), line);
}
