/* A server that says the least that RFC 3501 allows, and fails where a test wants it to. It keeps no mail: INBOX
 * has UIDs 1 to 3, other mailboxes are empty; one of them is Junk. Header only. */
#pragma once

#include "client-script.h"

typedef struct {
  const char *capabilities; /* told when asked */
  const char *greeting;
  const char *fail_verb;    /* NULL: none */
  guint fail_state;         /* the client's state before the command */
  const char *fail_status;  /* "NO" */
  const char *code;         /* with it: "[TRYCREATE] " */
  GPtrArray *mailboxes;     /* of char * */
  char *tag;                /* of the IDLE or AUTHENTICATE or APPEND under way */
  gsize literal;            /* octets of a literal still to come */
  gboolean sasl;
  guint failures;
  gboolean no_select;       /* every SELECT is refused */
  GString *commands;        /* verbs, with spaces between */
} FakeServer;

static inline void
fake_init (FakeServer *server)
{
  memset (server, 0, sizeof *server);
  server->capabilities = "IMAP4rev1 AUTH=PLAIN IDLE UIDPLUS MOVE";
  server->greeting = "* OK ready\r\n";
  server->mailboxes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (server->mailboxes, g_strdup ("INBOX"));
  g_ptr_array_add (server->mailboxes, g_strdup ("Junk"));
  server->commands = g_string_new (NULL);
}

static inline void
fake_clear (FakeServer *server)
{
  g_ptr_array_unref (server->mailboxes);
  g_free (server->tag);
  g_string_free (server->commands, TRUE);
}

static inline void
fake_select (GString *out, const char *mailbox)
{
  if (g_str_has_prefix (mailbox + (*mailbox == '"'), "INBOX"))
    g_string_append (out, "* 3 EXISTS\r\n* OK [UIDVALIDITY 3] ok\r\n");
  else
    g_string_append (out, "* 0 EXISTS\r\n* OK [UIDVALIDITY 4] ok\r\n");
}

static inline void
fake_fetch (GString *out, const char *arguments)
{
  for (guint i = 1; i <= 3; i++)
    if (strstr (arguments, "BODYSTRUCTURE") != NULL)
      g_string_append_printf (out, "* %u FETCH (UID %u BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 3 1))\r\n", i, i);
    else if (strstr (arguments, "BODY.PEEK[1]<0") != NULL)
      g_string_append_printf (out, "* %u FETCH (UID %u BODY[1]<0> \"ab\")\r\n", i, i);
    else if (strstr (arguments, "BODY.PEEK[1]<2") != NULL)
      g_string_append_printf (out, "* %u FETCH (UID %u BODY[1]<2> \"c\")\r\n", i, i);
    else if (strstr (arguments, "BODY.PEEK[]") != NULL)
      g_string_append_printf (out, "* %u FETCH (UID %u BODY[] \"a: b\")\r\n", i, i);
    else
      g_string_append_printf (out, "* %u FETCH (UID %u FLAGS () RFC822.SIZE 4 BODY[HEADER] \"a: b\")\r\n", i, i);
}

/* What comes before the tagged OK. */
static inline void
fake_effect (FakeServer *server, const char *verb, const char *arguments, GString *out)
{
  if (strcmp (verb, "CAPABILITY") == 0)
    g_string_append_printf (out, "* CAPABILITY %s\r\n", server->capabilities);
  else if (strcmp (verb, "LIST") == 0)
    for (guint i = 0; i < server->mailboxes->len; i++)
      g_string_append_printf (out, "* LIST () \"/\" %s\r\n", (const char *) server->mailboxes->pdata[i]);
  else if (strcmp (verb, "CREATE") == 0)
    g_ptr_array_add (server->mailboxes, g_strdup (arguments));
  else if (strcmp (verb, "STATUS") == 0)
    g_string_append_printf (out, "* STATUS %.*s (MESSAGES 0)\r\n", (int) strcspn (arguments, " "), arguments);
  else if (strcmp (verb, "SELECT") == 0)
    fake_select (out, arguments);
  else if (strcmp (verb, "FETCH") == 0)
    fake_fetch (out, arguments);
  else if (strcmp (verb, "LOGOUT") == 0)
    g_string_append (out, "* BYE bye\r\n");
}

static inline gboolean
fake_fails (FakeServer *server, const Script *script, const char *tag, const char *verb, guint state, GString *out)
{
  gboolean same_state = state == server->fail_state || server->fail_state == IMAP_CLIENT_CLOSED;

  if (server->fail_verb == NULL || strcmp (server->fail_verb, verb) != 0 || !same_state)
    return FALSE;
  g_string_append_printf (out, "%s %s %sno\r\n", tag, server->fail_status, server->code != NULL ? server->code : "");
  server->failures++;
  return TRUE;
}

/* Data and not a command: "DONE", a SASL response, a literal. */
static inline gboolean
fake_data (FakeServer *server, const char *line, GString *out)
{
  if (server->literal > 0)
    server->literal -= MIN (server->literal, strlen (line) + 2);
  else if (server->tag == NULL)
    return FALSE;
  if (server->literal > 0)
    return TRUE;
  g_string_append_printf (out, "%s OK done\r\n", server->tag);
  g_clear_pointer (&server->tag, g_free);
  return TRUE;
}

static inline void
fake_line (FakeServer *server, const Script *script, const char *line, guint state, GString *out)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  const char *arguments;
  const char *verb;

  if (fake_data (server, line, out))
    return;
  assert_true (g_strv_length (words) >= 2);
  arguments = words[2] != NULL ? words[2] : "";
  verb = words[1];
  if (strcmp (verb, "UID") == 0)
    {
      char *space = strchr (words[2], ' ');

      verb = words[2];
      arguments = space + 1;
      *space = '\0';
    }
  g_string_append_printf (server->commands, "%s ", verb);
  if (fake_fails (server, script, words[0], verb, state, out))
    return;
  if (server->no_select && strcmp (verb, "SELECT") == 0)
    {
      g_string_append_printf (out, "%s NO not now\r\n", words[0]);
      return;
    }
  if (strcmp (verb, "AUTHENTICATE") == 0 || strcmp (verb, "IDLE") == 0 || strcmp (verb, "APPEND") == 0)
    {
      const char *brace = strrchr (arguments, '{');

      server->tag = g_strdup (words[0]);
      /* With the line end that follows it. */
      server->literal = brace != NULL ? (gsize) g_ascii_strtoull (brace + 1, NULL, 10) + 2 : 0;
      g_string_append (out, "+ go on\r\n");
      return;
    }
  fake_effect (server, verb, arguments, out);
  g_string_append_printf (out, "%s OK done\r\n", words[0]);
}

static inline void
fake_feed (Script *script, const char *text)
{
  imap_client_receive (&script->client, (const guint8 *) text, strlen (text));
}

/* What was announced as the next command is what is sent, so that `cut before=` cuts before it. */
static inline void
fake_check_peek (const Script *script, const char *peeked)
{
  const TraceEvent *first = NULL;

  for (guint i = 0; i < script->out.events->len && first == NULL; i++)
    if (g_array_index (script->out.events, TraceEvent, i).kind == TRACE_LINE)
      first = &g_array_index (script->out.events, TraceEvent, i);
  if (first == NULL || first->line.arrived)
    return;
  assert_non_null (peeked);
  assert_non_null (g_strstr_len ((const char *) script->out.octets->data,
                                 (gssize) (first->line.end - first->line.start), peeked));
}

/* One step of the client, and the server's answer to what it sent. FALSE when nothing happened. */
static inline gboolean
fake_step (FakeServer *server, Script *script)
{
  guint state = script->client.state;
  const char *peeked = imap_client_peek (&script->client, &script->policy, script->replica, script->now);
  char *end;

  if (!imap_client_next (&script->client, &script->policy, script->replica, script->now, &script->out))
    return FALSE;
  fake_check_peek (script, peeked);
  script_drain (script);
  while ((end = strstr (script->sent->str, "\r\n")) != NULL)
    {
      g_autofree char *line = g_strndup (script->sent->str, (gsize) (end - script->sent->str));
      g_autoptr (GString) out = g_string_new (NULL);

      g_string_erase (script->sent, 0, end + 2 - script->sent->str);
      fake_line (server, script, line, state, out);
      fake_feed (script, out->str);
    }
  return TRUE;
}

/* Until the client waits for something else than the server's answer, or is in that state. */
static inline void
fake_run (FakeServer *server, Script *script, guint until)
{
  guint steps = 0;

  while (script->client.state != until && fake_step (server, script))
    assert_true (++steps < 2000);
}
