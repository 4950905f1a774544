/* The TRANSACTION state (RFC 1939 §5 and §7) and QUIT (§4, §6):
 *
 *   stat = "STAT" CRLF          retr = "RETR" SP msg CRLF
 *   list = "LIST" [SP msg] CRLF dele = "DELE" SP msg CRLF
 *   uidl = "UIDL" [SP msg] CRLF top  = "TOP" SP msg SP n CRLF
 *   noop = "NOOP" CRLF          rset = "RSET" CRLF         quit = "QUIT" CRLF
 *   msg  = 1*DIGIT              ; a message number of this session, not marked as deleted
 *
 * A message goes out with dots stuffed: a line that begins with "." gets one more (§3). */
#include "dot-stuff.h"
#include "pop3/pop3-server-private.h"

/* The argument's message; replies itself when there is none. *rest: what follows the number. */
static const MaildropEntry *
get_message (Pop3Call *call, guint *number, const char **rest)
{
  const MaildropEntry *entry;

  if (call->args == NULL || !pop3_parse_number (call->args, number, rest))
    {
      pop3_reply_err (call, NULL, "A message number is needed");
      return NULL;
    }
  entry = maildrop_get (&call->server->maildrop, *number);
  if (entry == NULL)
    pop3_reply_no_message (call);
  return entry;
}

static gboolean
has_no_arguments (Pop3Call *call)
{
  if (call->args == NULL)
    return TRUE;
  pop3_reply_err (call, NULL, "This command takes no argument");
  return FALSE;
}

static void
put_size (LineWriter *line, guint64 size)
{
  line_mark (line);
  line_addf (line, "%" G_GUINT64_FORMAT, size);
  line_token (line, TOKEN_SIZE);
}

Pop3Outcome
pop3_cmd_stat (Pop3Call *call)
{
  LineWriter line;

  if (!has_no_arguments (call))
    return POP3_OUT_ERR;
  pop3_status_begin (&line, call, POP3_OUT_OK);
  line_addf (&line, "%u ", maildrop_count (&call->server->maildrop));
  put_size (&line, maildrop_octets (&call->server->maildrop));
  line_end (&line);
  return POP3_OUT_OK;
}

static void
put_scan (LineWriter *line, Pop3Call *call, guint number)
{
  const MaildropEntry *entry = maildrop_get (&call->server->maildrop, number);

  pop3_put_number (line, &call->server->maildrop, number);
  line_add (line, " ");
  put_size (line, message_size (entry->message));
}

static void
put_unique_id (LineWriter *line, Pop3Call *call, guint number)
{
  g_autofree char *uidl = pop3_dup_uidl (call, number);
  const MaildropEntry *entry = maildrop_get (&call->server->maildrop, number);
  TraceToken *token;

  pop3_put_number (line, &call->server->maildrop, number);
  line_add (line, " ");
  token = line_put (line, TOKEN_UIDL, uidl);
  token->uid = entry->uid;
  token->letter = entry->letter;
}

/* RETR and TOP: also refused what another session has expunged, where the server tells. */
static const MaildropEntry *
get_content (Pop3Call *call, guint *number, const char **rest)
{
  const MaildropEntry *entry = get_message (call, number, rest);
  g_autofree char *text = NULL;

  if (entry != NULL && pop3_needs_utf8 (call, entry->message))
    {
      pop3_reply_err (call, "[UTF8]", "The message needs UTF8 mode");
      return NULL;
    }
  if (entry == NULL || !pop3_is_expunged (call, entry))
    return entry;
  text = g_strdup_printf ("Message %u expunged.", *number);
  pop3_reply_err (call, NULL, text);
  return NULL;
}

/* LIST and UIDL: one message's line, or all of them as data. */
static Pop3Outcome
listing (Pop3Call *call, void (*put) (LineWriter *line, Pop3Call *call, guint number))
{
  const Maildrop *maildrop = &call->server->maildrop;
  const char *rest = NULL;
  LineWriter line;
  guint number;

  if (call->args != NULL)
    {
      if (get_message (call, &number, &rest) == NULL)
        return POP3_OUT_ERR;
      if (rest != NULL)
        return pop3_reply_err (call, NULL, "One argument at most");
      pop3_status_begin (&line, call, POP3_OUT_OK);
      put (&line, call, number);
      line_end (&line);
      return POP3_OUT_OK;
    }
  pop3_status_begin (&line, call, POP3_OUT_OK);
  line_addf (&line, "%u %s", maildrop_count (maildrop), maildrop_count (maildrop) == 1 ? "message" : "messages");
  line_end (&line);
  pop3_data_begin (&line, call);
  for (number = 1; number <= maildrop->entries->len; number++)
    if (maildrop_get (maildrop, number) != NULL)
      {
        put (&line, call, number);
        line_add (&line, "\r\n");
      }
  line_add (&line, ".");
  line_end (&line);
  return POP3_OUT_OK;
}

Pop3Outcome
pop3_cmd_list (Pop3Call *call)
{
  return listing (call, put_scan);
}

Pop3Outcome
pop3_cmd_uidl (Pop3Call *call)
{
  if (call->host->policy.uidl == UIDL_NONE)
    return pop3_reply_err (call, NULL, "Unique identifiers are not offered here");
  return listing (call, put_unique_id);
}

static void
put_message (Pop3Call *call, const MaildropEntry *entry, gsize length)
{
  gsize size;
  const guint8 *octets = message_octets (entry->message, &size);
  TraceToken *token;
  LineWriter line;

  pop3_data_begin (&line, call);
  dot_stuff (call->out->octets, octets, length);
  token = line_token (&line, TOKEN_LITERAL);
  token->length -= 3; /* the end belongs to POP3 */
  token->uid = entry->uid;
  token->letter = entry->letter;
  line_end_raw (&line);
  call->server->octets_sent += length;
}

static void
set_seen (Pop3Call *call, const MaildropEntry *entry)
{
  FlagSet seen = { .system = FLAG_SEEN };
  const Mailbox *inbox = call->store != NULL ? mail_store_mailbox (call->store, "INBOX") : NULL;
  const MailboxEntry *held = inbox != NULL ? mailbox_find (inbox, entry->uid) : NULL;

  if (held == NULL || (held->flags.system & FLAG_SEEN) != 0)
    return;
  mailbox_store_flags (mail_store_mailbox_own (call->store, "INBOX"), entry->uid, FLAGS_ADD, &seen, REASON_READ_BY_POP,
                       &call->out->changes);
}

Pop3Outcome
pop3_cmd_retr (Pop3Call *call)
{
  const MaildropEntry *entry;
  const char *rest = NULL;
  LineWriter line;
  guint number;

  entry = get_content (call, &number, &rest);
  if (entry == NULL)
    return POP3_OUT_ERR;
  if (rest != NULL)
    return pop3_reply_err (call, NULL, "RETR takes one argument");
  pop3_status_begin (&line, call, POP3_OUT_OK);
  put_size (&line, message_size (entry->message));
  line_add (&line, " octets");
  line_end (&line);
  put_message (call, entry, message_size (entry->message));
  maildrop_note_fetched (&call->server->maildrop, number);
  if (call->host->policy.pop3_sets_seen)
    set_seen (call, entry);
  return POP3_OUT_OK;
}

/* The header, the blank line and the first n lines of the body. */
static gsize
top_length (const Message *message, guint n)
{
  gsize size;
  const guint8 *octets = message_octets (message, &size);
  gsize at = message_header_range (message).end;

  while (n-- > 0 && at < size)
    {
      gsize next = dot_next_line (octets, size, at);

      at = next != 0 ? next : size;
    }
  return at;
}

Pop3Outcome
pop3_cmd_top (Pop3Call *call)
{
  const MaildropEntry *entry;
  const char *rest = NULL;
  const char *more = NULL;
  guint number;
  guint lines;

  entry = get_content (call, &number, &rest);
  if (entry == NULL)
    return POP3_OUT_ERR;
  if (rest == NULL || !pop3_parse_number (rest, &lines, &more) || more != NULL)
    return pop3_reply_err (call, NULL, "TOP needs a message number and a number of lines");
  pop3_reply_ok (call, "Top of the message follows");
  put_message (call, entry, top_length (entry->message, lines));
  return POP3_OUT_OK;
}

Pop3Outcome
pop3_cmd_dele (Pop3Call *call)
{
  const char *rest = NULL;
  guint number;

  if (get_message (call, &number, &rest) == NULL)
    return POP3_OUT_ERR;
  if (rest != NULL)
    return pop3_reply_err (call, NULL, "DELE takes one argument");
  maildrop_mark (&call->server->maildrop, number);
  return pop3_reply_ok (call, "Marked as deleted");
}

Pop3Outcome
pop3_cmd_noop (Pop3Call *call)
{
  return has_no_arguments (call) ? pop3_reply_ok (call, "Nothing done") : POP3_OUT_ERR;
}

Pop3Outcome
pop3_cmd_rset (Pop3Call *call)
{
  if (!has_no_arguments (call))
    return POP3_OUT_ERR;
  maildrop_unmark_all (&call->server->maildrop);
  return pop3_reply_ok (call, "No message is marked as deleted");
}

/* RFC 1939 §6: only from TRANSACTION does QUIT enter UPDATE, the one place where anything is
 * removed. A message that another session removed meanwhile is gone as asked: no error. */
Pop3Outcome
pop3_cmd_quit (Pop3Call *call)
{
  Pop3Server *server = call->server;

  if (!has_no_arguments (call))
    return POP3_OUT_ERR;
  if (server->state == POP3_AUTHORIZATION)
    return pop3_reply_ok (call, "Goodbye");
  engine_transition (call->out, &pop3_server_table, &server->state, POP3_IN_QUIT, POP3_OUT_NONE, ROLE_SERVER);
  call->input = POP3_IN_UPDATED;
  if (call->store == NULL)
    return pop3_reply_err (call, "[SYS/TEMP]", "The maildrop is not there: nothing was removed");
  pop3_after_access (call);
  maildrop_update (&server->maildrop, call->store, &call->out->changes);
  pop3_release_lock (server, call->host, call->out);
  return pop3_reply_ok (call, "Goodbye");
}
