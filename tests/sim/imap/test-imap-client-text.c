/* A program that fetches, of a letter that is opened, only the text, and that in pieces. */
#include "client-script.h"
#include "pump.h"

#define STRUCTURE(n) "S: * 1 FETCH (UID 7 BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" " #n " 1))"
#define NEW "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])"

/* Logged in, one letter with its header here, and the person opens it. */
static const ReplicaItem *
begin (Script *script)
{
  script->policy.part_size = 4;
  script_lines (script, LOG_IN, "S: * LIST () \"/\" INBOX", "S: a2 OK", "C: a3 SELECT INBOX", "S: * 1 EXISTS",
                "S: * OK [UIDVALIDITY 3] it", "S: a3 OK", "C: a4 UID FETCH 1:* (FLAGS)", "S: * 1 FETCH (UID 7 FLAGS ())",
                "S: a4 OK", "C: a5 UID FETCH 7 " NEW,
                "S: * 1 FETCH (UID 7 FLAGS () RFC822.SIZE 14 BODY[HEADER] {8}\r\na: b\r\n\r\n)",
                "S: a5 OK", "C: a6 IDLE", "S: + idling");
  imap_client_open (&script->client, replica_find_uid (replica_folder (script->replica, "INBOX"), 7)->id);
  script_pump (script);
  script_lines (script, "C: DONE", "S: a6 OK", "C: a7 UID FETCH 7 (UID BODYSTRUCTURE)");
  return replica_find_uid (replica_folder (script->replica, "INBOX"), 7);
}

static void
assert_text (Script *script, CopyPart part, const char *octets)
{
  const ReplicaItem *item = replica_find_uid (replica_folder (script->replica, "INBOX"), 7);
  gsize length;
  const guint8 *have = message_octets (item->message, &length);

  assert_int_equal (item->part, part);
  assert_int_equal (length, strlen (octets));
  assert_memory_equal (have, octets, length);
  assert_int_equal (script->client.open_item, 0);
}

/* The last piece is the first that is shorter, also when that is empty: six octets and eight. */
static void
body_of_pieces (Script *script)
{
  begin (script);
  script_lines (script, STRUCTURE (6), "S: a7 OK", "C: a8 UID FETCH 7 (UID BODY.PEEK[1]<0.4>)",
                "S: * 1 FETCH (UID 7 BODY[1]<0> {4}\r\nabcd)", "S: a8 OK", "C: a9 UID FETCH 7 (UID BODY.PEEK[1]<4.4>)");
  assert_int_equal (replica_find_uid (replica_folder (script->replica, "INBOX"), 7)->part, PART_HEADER);
  script_lines (script, "S: * 1 FETCH (UID 7 BODY[1]<4> \"ef\")", "S: a9 OK", "C: a10 IDLE", "S: + idling");
  assert_text (script, PART_FULL, "a: b\r\n\r\nabcdef");
}

static void
body_of_empty_piece (Script *script)
{
  begin (script);
  script_lines (script, STRUCTURE (8), "S: a7 OK", "C: a8 UID FETCH 7 (UID BODY.PEEK[1]<0.4>)",
                "S: * 1 FETCH (UID 7 BODY[1]<0> \"abcd\")", "S: a8 OK", "C: a9 UID FETCH 7 (UID BODY.PEEK[1]<4.4>)",
                "S: * 1 FETCH (UID 7 BODY[1]<4> \"efgh\")", "S: a9 OK", "C: a10 UID FETCH 7 (UID BODY.PEEK[1]<8.4>)",
                "S: * 1 FETCH (UID 7 BODY[1]<8> \"\")", "S: a10 OK", "C: a11 IDLE", "S: + idling");
  assert_text (script, PART_FULL, "a: b\r\n\r\nabcdefgh");
}

/* What is not the piece that was asked for is not taken for it, nor asked for for ever: the letter is opened again. */
static void
body_of_wrong_pieces (Script *script)
{
  static const char *const wrong[] = {
    "* 1 FETCH (UID 7 BODY[1] \"ab\")",    "* 1 FETCH (UID 7 BODY[1]<1> \"ab\")",  "* 1 FETCH (UID 7 BODY[1]<0> \"abcde\")",
    "* 1 FETCH (UID 7 BODY[2]<0> \"ab\")", "* 1 FETCH (UID 7 BODY[1]<x> \"ab\")",  "* 1 FETCH (UID 7 BODY[1]<0> NIL)",
    "* 1 FETCH (UID 7 BODY[1]<0 \"ab\")",  "* 1 FETCH (UID 7 BODY[1]<-1> \"ab\")", "* 1 FETCH (UID 7 BODY[1]<4294967296> \"ab\")",
  };

  begin (script);
  script_lines (script, STRUCTURE (6), "S: a7 OK", "C: a8 UID FETCH 7 (UID BODY.PEEK[1]<0.4>)");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *line = g_strconcat ("S: ", wrong[i], NULL);

      script_lines (script, line);
    }
  script_lines (script, "S: a8 OK", "C: a9 IDLE", "S: + idling");
  assert_text (script, PART_HEADER, "a: b\r\n\r\n");
  imap_client_open (&script->client, replica_find_uid (replica_folder (script->replica, "INBOX"), 7)->id);
  script_pump (script);
  script_lines (script, "C: DONE", "S: a9 OK", "C: a10 UID FETCH 7 (UID BODYSTRUCTURE)", "S: a10 NO", "C: a11 IDLE",
                "S: + idling");
  assert_text (script, PART_HEADER, "a: b\r\n\r\n");
}

/* A piece counts once, however often it is told. */
static void
body_of_repeated_pieces (Script *script)
{
  begin (script);
  script_lines (script, STRUCTURE (6), "S: a7 OK", "C: a8 UID FETCH 7 (UID BODY.PEEK[1]<0.4>)",
                "S: * 1 FETCH (UID 7 BODY[1]<0> \"abcd\")", "S: * 1 FETCH (UID 7 BODY[1]<0> \"abcd\")",
                "S: * 1 FETCH (UID 7 BODY[1]<4> \"ef\")", "S: a8 OK", "C: a9 UID FETCH 7 (UID BODY.PEEK[1]<4.4>)", "S: a9 NO",
                "C: a10 IDLE", "S: + idling");
  assert_text (script, PART_HEADER, "a: b\r\n\r\n");
}

/* It goes while it is read: there is nothing more to be asked for. */
static void
body_of_gone (Script *script)
{
  begin (script);
  script_lines (script, STRUCTURE (6), "S: a7 OK", "C: a8 UID FETCH 7 (UID BODY.PEEK[1]<0.4>)",
                "S: * 1 FETCH (UID 7 BODY[1]<0> \"abcd\")", "S: a8 OK", "C: a9 UID FETCH 7 (UID BODY.PEEK[1]<4.4>)",
                "S: a9 OK", "C: a10 IDLE", "S: + idling", "S: * 1 EXPUNGE");
  assert_int_equal (replica_folder (script->replica, "INBOX")->items->len, 0);
}

/* A world that is copied in the middle of a letter goes on with the same piece. */
static void
body_of_copied (Script *script)
{
  ImapClient copy;

  begin (script);
  script_lines (script, STRUCTURE (6), "S: a7 OK", "C: a8 UID FETCH 7 (UID BODY.PEEK[1]<0.4>)",
                "S: * 1 FETCH (UID 7 BODY[1]<0> \"abcd\")");
  state_copy (&imap_client_state, &copy, &script->client);
  state_clear (&imap_client_state, &script->client);
  script->client = copy;
  script_lines (script, "S: a8 OK", "C: a9 UID FETCH 7 (UID BODY.PEEK[1]<4.4>)", "S: * 1 FETCH (UID 7 BODY[1]<4> \"ef\")",
                "S: a9 OK", "C: a10 IDLE", "S: + idling");
  assert_text (script, PART_FULL, "a: b\r\n\r\nabcdef");
}

static void
test_pieces (void **state)
{
  script_twice (body_of_pieces, TRUE);
  script_twice (body_of_empty_piece, TRUE);
  script_twice (body_of_wrong_pieces, TRUE);
  script_twice (body_of_repeated_pieces, TRUE);
  script_twice (body_of_gone, TRUE);
  script_twice (body_of_copied, TRUE);
}

#define MIXED                                                                                                          \
  "Subject: list\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n"            \
  "The list is attached.\r\n--x\r\nContent-Type: text/csv\r\nContent-Disposition: attachment\r\n\r\n1;2;3\r\n--x--\r\n"

static void
deliver (Pump *pump, const char *text)
{
  g_autoptr (Message) message = message_new_from_string (text, -1);

  assert_int_equal (mail_host_deliver (pump->host, "ada@kantor.example", message, pump->now, &pump->out.changes), DELIVER_OK);
  engine_out_drain (&pump->out);
}

/* With our own server, whatever the size of the pieces: a letter of text alone is here to the last octet, of another one
 * the text, and what is attached to it stays where it is. */
static void
test_with_a_server (void **state)
{
  static const guint sizes[] = { 1, 7, 21, 22, 23, 1000, 393216 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Pump pump;
      Device *phone = &pump.devices[0];
      const ReplicaFolder *inbox;
      const char *text;
      gsize length;

      pump_init (&pump, i, "");
      phone->policy.part_size = sizes[i];
      deliver (&pump, MIXED);
      pump_deliver (&pump, 1);
      pump_connect (&pump, phone);
      pump_run (&pump);
      inbox = replica_folder (phone->replica, "INBOX");
      imap_client_open (&phone->client, replica_find_uid (inbox, 1)->id);
      imap_client_open (&phone->client, replica_find_uid (inbox, 2)->id);
      pump_run (&pump);
      inbox = replica_folder (phone->replica, "INBOX");
      assert_int_equal (replica_find_uid (inbox, 1)->part, PART_TEXT);
      text = (const char *) message_octets (replica_find_uid (inbox, 1)->message, &length);
      assert_non_null (g_strstr_len (text, (gssize) length, "The list is attached."));
      assert_null (g_strstr_len (text, (gssize) length, "1;2;3"));
      assert_int_equal (replica_find_uid (inbox, 2)->part, PART_FULL);
      assert_string_equal (message_letter_digest (replica_find_uid (inbox, 2)->message),
                           message_letter_digest (mailbox_find (mail_store_mailbox (pump.store, "INBOX"), 2)->message));
      assert_true (imap_client_in_step (&phone->client, &phone->policy, phone->replica));
      pump_clear (&pump);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_pieces),
    cmocka_unit_test (test_with_a_server),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
