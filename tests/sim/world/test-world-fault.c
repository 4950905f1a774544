/* What breaks in a world, and what is left afterwards. */
#include "../../rows.h"

#include <string.h>

#include "world-day.h"

static guint
faults (const WorldLab *lab, FaultCode fault)
{
  guint found = 0;

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);

      found += event->kind == TRACE_FAULT && event->fault.fault == fault;
    }
  return found;
}

static guint
connections (const WorldLab *lab, ConnectionChange change)
{
  guint found = 0;

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);

      found += event->kind == TRACE_CONNECTION && event->conn.change == change;
    }
  return found;
}

static void
test_lines_are_written_as_they_are_read (void **state)
{
  static const char *const lines[] = {
    "lose laptop", "lose laptop what=memory", "recreate ada", "recreate ada mail=kept", "server restart", "server down",
    "server up", "quota ada 10MB", "quota ada 0B", "password laptop \"not this one\"", "cut laptop how=silent octets=17",
    "cut laptop how=silent at=server octets=17",
  };
  WorldLab lab;

  lab_open (&lab, POP_LAPTOP, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Action) action = journal_parse_action (lab.journal, lines[i], lab.world->now, 0, &error);
      g_autofree char *text = NULL;

      if (action == NULL)
        fail_msg ("%s: %s", lines[i], error->message);
      text = action_to_text (action);
      assert_string_equal (text, lines[i]);
    }
  lab_close (&lab);
}

static void
test_cuts_count_in_units_too (void **state)
{
  WorldLab lab;
  g_autoptr (Action) action = NULL;

  lab_open (&lab, POP_LAPTOP, 0);
  action = journal_parse_action (lab.journal, "cut laptop octets=4kB", lab.world->now, 0, NULL);
  assert_non_null (action);
  assert_int_equal (action->size, 4000);
  lab_close (&lab);
}

static void
test_wrong_lines_are_refused (void **state)
{
  static const char *const lines[] = {
    "lose laptop what=half", "server sideways", "quota ada", "quota ada much",
    "password laptop", "cut laptop octets=some",
  };
  WorldLab lab;

  lab_open (&lab, POP_LAPTOP, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Action) action = journal_parse_action (lab.journal, lines[i], lab.world->now, 0, &error);

      assert_null (action);
      assert_non_null (error);
    }
  lab_close (&lab);
}

/* What POP3 took away is lost with the laptop; what IMAP shows comes again. */
static void
test_a_device_is_lost (void **state)
{
  static const struct {
    const char *set_up;
    guint left;
  } cases[] = { { POP_MOVER, 0 }, { IMAP_LAPTOP, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WorldLab lab;
      g_autofree char *text = g_strconcat (cases[i].set_up, LETTERS
                                           "at 08:05 laptop check\nat 09:00 lose laptop\nat 10:00 laptop online\n"
                                           "at 10:01 laptop check\n", NULL);

      lab_live (&lab, text);
      assert_int_equal (lab_copies (&lab, PLACE_DEVICE, COPY_VANISHED, REASON_DEVICE_LOST), 2);
      assert_int_equal (faults (&lab, FAULT_DEVICE_LOST), 1);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), cases[i].left);
      assert_int_equal (lab_server_count (&lab, "INBOX"), cases[i].left);
      lab_close (&lab);
    }
}

/* The account is added again: everything comes again, and all that is old is there twice. */
static void
test_what_was_downloaded_is_forgotten (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 laptop check\nat 09:00 lose laptop what=memory\nat 09:05 laptop check\n"
             "at 09:10 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 4);
  lab_close (&lab);
  lab_live (&lab, IMAP_LAPTOP LETTERS "at 09:00 lose laptop what=memory\n");
  assert_int_equal (lab_outcome (&lab, ACTION_LOSE)->reason, IMPOSSIBLE_ALREADY);
  lab_close (&lab);
}

/* RFC 3501 §2.3.1.1, RFC 1939 §7: no UID and no UIDL of the old account means anything in the new one. */
static void
test_an_account_is_made_anew (void **state)
{
  WorldLab lab;
  const Mailbox *inbox;

  lab_live (&lab, IMAP_LAPTOP LETTERS "at 09:00 recreate ada\n"
             "at 09:30 deliver from=dewi@luar.example subject=\"New\" as=C\n");
  inbox = mail_store_mailbox (mail_host_store (lab.world->host, 1), "INBOX");
  assert_int_equal (mailbox_count (inbox), 1);
  assert_int_equal (mailbox_entry (inbox, 0)->uid, 1);
  assert_int_equal (lab_copies (&lab, PLACE_SERVER, COPY_VANISHED, REASON_MAILBOX_DELETED), 2);
  assert_int_equal (lab_copies (&lab, PLACE_DEVICE, COPY_VANISHED, REASON_UIDVALIDITY), 2);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  assert_int_equal (replica_folder (world_find_device (lab.world, "laptop")->replica, "INBOX")->uid_validity,
                    inbox->uid_validity);
  lab_close (&lab);

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 laptop check\nat 09:00 recreate ada\n"
             "at 09:30 deliver from=dewi@luar.example subject=\"New\" as=C\nat 09:35 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 3);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  lab_close (&lab);
}

/* The mail moved to another server: nothing is lost there, and no UID or UIDL that a program remembers is known. */
static void
test_an_account_is_made_anew_with_its_mail (void **state)
{
  WorldLab lab;
  const Mailbox *inbox;

  lab_live (&lab, IMAP_LAPTOP LETTERS "at 08:30 laptop flag A\nat 09:00 recreate ada mail=kept\nat 09:30 laptop check\n");
  inbox = mail_store_mailbox (mail_host_store (lab.world->host, 1), "INBOX");
  assert_int_equal (mailbox_count (inbox), 2);
  assert_int_equal (mailbox_entry (inbox, 0)->flags.system & FLAG_FLAGGED, FLAG_FLAGGED);
  assert_int_equal (lab_copies (&lab, PLACE_DEVICE, COPY_VANISHED, REASON_UIDVALIDITY), 2);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  assert_int_equal (replica_folder (world_find_device (lab.world, "laptop")->replica, "INBOX")->uid_validity,
                    inbox->uid_validity);
  lab_close (&lab);

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 laptop check\nat 09:00 recreate ada mail=kept\nat 09:30 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 4);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  lab_close (&lab);
}

/* In the middle of a download: nothing that was marked is gone, the lock is free, and the letters are there. */
static void
test_the_server_restarts (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_MOVER LETTERS "at 08:05 laptop check\nat 08:05:00.300 server restart\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  assert_int_equal (mail_host_store (lab.world->host, 1)->lock_session, 0);
  assert_int_equal (faults (&lab, FAULT_SERVER_RESTART), 1);
  assert_true (connections (&lab, CONNECTION_RESET) > 0);
  lab_close (&lab);

  lab_live (&lab, IMAP_LAPTOP LETTERS "at 08:01:00.200 server restart\nat 08:30 server restart\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  lab_close (&lab);
}

/* Senders keep what they have and try again (RFC 5321 §4.5.4.1). */
static void
test_the_server_is_down (void **state)
{
  WorldLab lab;

  lab_live (&lab, IMAP_LAPTOP "at 07:30 server down\n" LETTERS "at 08:05 laptop check\nat 09:00 server up\n"
             "at 20:00 laptop write to=budi@luar.example subject=\"Late\"\n");
  assert_true (connections (&lab, CONNECTION_REFUSED) > 2);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  assert_int_equal (lab.world->outside.arrived->len, 1);
  lab_close (&lab);

  lab_live (&lab, POP_LAPTOP "at 08:00 server up\n");
  assert_int_equal (lab_outcome (&lab, ACTION_UP)->reason, IMPOSSIBLE_ALREADY);
  lab_close (&lab);
  lab_live (&lab, POP_LAPTOP "at 08:00 server down\nat 08:01 server restart\n");
  assert_int_equal (lab_outcome (&lab, ACTION_RESTART)->reason, IMPOSSIBLE_SERVER_DOWN);
  lab_close (&lab);
}

/* What the host is to send on waits for it to come back. */
static void
test_what_is_queued_waits (void **state)
{
  WorldLab lab;

  lab_live (&lab, IMAP_LAPTOP "link outside loss=100%\nat 08:00 laptop write to=budi@luar.example subject=\"Hello\"\n"
             "at 08:10 server down\nat 08:11 link outside loss=0%\nat 12:00 server up\n");
  assert_int_equal (lab.world->outside.arrived->len, 1);
  assert_int_equal (lab.world->host->queue->len, 0);
  lab_close (&lab);
}

static void
test_a_quota_is_changed (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_LAPTOP "at 07:00 quota ada 4kB\n" LETTERS);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  lab_close (&lab);
  lab_live (&lab, POP_LAPTOP "at 07:00 quota ada 4kB\n" LETTERS "at 08:02 quota ada 0B\n"
             "at 12:00 laptop check\nat 12:10 laptop check\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  lab_close (&lab);
}

static void
test_a_wrong_password (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:03 password laptop wrong\nat 08:05 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
  assert_int_equal (lab_lines (&lab, TO_CLIENT, "-ERR [AUTH]"), 1);
  lab_close (&lab);
  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3 keep=always password=wrong\n" LETTERS
             "at 08:05 laptop check\nat 08:06 password laptop rahasia\nat 08:07 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  lab_close (&lab);
}

/* RFC 5321 §4.2.3: 452, so that senders keep it; RFC 3206 §4: [SYS/TEMP]; RFC 5530 §3: [UNAVAILABLE]. */
static void
test_the_disk_is_full (void **state)
{
  WorldLab lab;

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:02 server disk=full\n"
             "at 08:03 deliver from=dewi@luar.example subject=\"Later\" as=C\nat 08:05 laptop check\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  assert_true (lab_lines (&lab, TO_CLIENT, "452 4.3.1") > 0);
  assert_true (lab_lines (&lab, TO_CLIENT, "-ERR [SYS/TEMP]") > 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
  assert_int_equal (faults (&lab, FAULT_DISK_FULL), 1);
  lab_close (&lab);

  lab_live (&lab, POP_LAPTOP LETTERS "at 08:02 server disk=full\n"
             "at 08:03 deliver from=dewi@luar.example subject=\"Later\" as=C\nat 08:30 server disk=ok\n"
             "at 12:00 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 3);
  assert_int_equal (faults (&lab, FAULT_DISK_OK), 1);
  lab_close (&lab);
}

/* Answers of the server with that code, whatever their tag. */
static guint
refusals (const WorldLab *lab, const char *code)
{
  guint found = 0;

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);
      g_autofree char *line = NULL;

      if (event->kind != TRACE_LINE || event->line.arrived || event->line.direction != TO_CLIENT)
        continue;
      line = trace_line_text (lab->trace, event, 200);
      found += strstr (line, code) != NULL;
    }
  return found;
}

/* The letter was sent before the disk was full, its copy comes when there is room. */
static void
test_a_sent_copy_waits_for_room (void **state)
{
  WorldLab lab;

  lab_live (&lab, IMAP_LAPTOP "at 08:00 laptop write to=budi@luar.example subject=\"Hello\"\n"
             "at 08:00:00.300 server disk=full\nat 10:00 server disk=ok\nat 11:00 laptop check\n");
  assert_int_equal (refusals (&lab, "[UNAVAILABLE]"), 1);
  assert_int_equal (lab.world->outside.arrived->len, 1);
  assert_int_equal (lab_server_count (&lab, "Sent"), 1);
  lab_close (&lab);
}

static void
test_a_slow_server (void **state)
{
  WorldLab lab;
  gint64 end;

  lab_live (&lab, POP_LAPTOP "server slow=2s\n" LETTERS "at 08:05 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  end = lab.world->now;
  lab_close (&lab);
  lab_live (&lab, POP_LAPTOP LETTERS "at 08:05 laptop check\n");
  assert_true (end > lab.world->now + 10 * G_TIME_SPAN_SECOND);
  lab_close (&lab);
  /* Slower than the program has patience: it gives up. */
  lab_live (&lab, POP_LAPTOP "server slow=5min\n" "at 08:05 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
  lab_close (&lab);
}

/* Another service answers, or nobody: nothing comes, and nothing is harmed. */
static void
test_a_wrong_port (void **state)
{
  static const guint ports[] = { 25, 110, 143, 587, 995 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (ports); i++)
    {
      WorldLab lab;
      gboolean imap = i % 2 != 0;
      guint port = ports[i / 2];
      gboolean right = port == (imap ? 143 : 110);
      g_autofree char *text = g_strdup_printf (ACCOUNT "device laptop account=ada protocol=%s port=%u\n" LETTERS
                                               "at 08:05 laptop check\nat 09:05 laptop check\n",
                                               imap ? "imap" : "pop3", port);

      lab_live (&lab, text);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), right ? 2 : 0);
      assert_int_equal (connections (&lab, CONNECTION_REFUSED) > 0, port == 995);
      lab_close (&lab);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_lines_are_written_as_they_are_read),
    cmocka_unit_test (test_cuts_count_in_units_too),
    cmocka_unit_test (test_wrong_lines_are_refused),
    cmocka_unit_test (test_a_device_is_lost),
    cmocka_unit_test (test_what_was_downloaded_is_forgotten),
    cmocka_unit_test (test_an_account_is_made_anew),
    cmocka_unit_test (test_an_account_is_made_anew_with_its_mail),
    cmocka_unit_test (test_the_server_restarts),
    cmocka_unit_test (test_the_server_is_down),
    cmocka_unit_test (test_what_is_queued_waits),
    cmocka_unit_test (test_a_quota_is_changed),
    cmocka_unit_test (test_a_wrong_password),
    cmocka_unit_test (test_the_disk_is_full),
    cmocka_unit_test (test_a_sent_copy_waits_for_room),
    cmocka_unit_test (test_a_slow_server),
    cmocka_unit_test (test_a_wrong_port),
  };

  return cmocka_run_group_tests_name ("world-fault", tests, NULL, NULL);
}
