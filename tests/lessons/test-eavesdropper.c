/* Worlds whose connections are protected: what the trace has of them, what a listener reads, what captures show. */
#include "../rows.h"

#include <stdio.h>
#include <string.h>

#include "eavesdropper.h"
#include "net/pcapng.h"
#include "time/timeline.h"
#include "../sim/world/world-lab.h"

#define SECRET "rahasia-sekali"
#define SERVER "account ada@kantor.example password=" SECRET "\n"
#define DAY \
  "at 08:00 deliver from=budi@luar.example subject=\"Budget for March\" size=30kB\n" \
  "at 08:05 laptop check\nat 08:10 laptop write to=eko@jauh.example subject=\"Written here\"\nat 08:20 laptop check\n"

static const char *const devices[] = {
  "protocol=pop3 keep=always tls=starttls", "protocol=pop3 keep=never tls=implicit", "protocol=imap full-copy=on tls=starttls",
  "protocol=imap full-copy=on idle=off tls=implicit", "preset=thunderbird-imap tls=implicit", "preset=mbsync tls=starttls",
};

static void
open_day (WorldLab *lab, const char *server, const char *device)
{
  g_autofree char *text = g_strdup_printf (SERVER "server %s\ndevice laptop account=ada %s\n" DAY, server, device);

  lab_open (lab, text, 0);
}

static gboolean
reads (const WorldLab *lab, const char *text)
{
  const Place place = device_place (lab->world->devices->pdata[0]);
  g_autoptr (GArray) heard = eavesdrop (lab->world, lab->trace, trace_length (lab->trace), place);

  return eavesdrop_find (heard, text) != NULL;
}

/* Where the mail ends does not depend on how it travels; what can be read on the way does. */
static void
test_what_is_read (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      gboolean at_once = strstr (devices[i], "implicit") != NULL;
      WorldLab lab;

      open_day (&lab, "tls=on", devices[i]);
      lab_run (&lab);
      lab_check_trace (&lab);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
      assert_int_equal (lab.world->outside.arrived->len, 1);
      assert_true (reads (&lab, "mail.kantor.example"));
      assert_false (reads (&lab, SECRET) || reads (&lab, "Budget for March") || reads (&lab, "Written here"));
      assert_int_equal (reads (&lab, "220 "), !at_once);
      lab_close (&lab);
    }
}

static void
test_without_tls_all_is_read (void **state)
{
  static const char *const ways[] = { "protocol=pop3 keep=always login=user", "protocol=pop3 keep=always",
                                      "protocol=imap full-copy=on", "preset=mbsync" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      WorldLab lab;

      open_day (&lab, "tls=on", ways[i]);
      lab_run (&lab);
      assert_true (reads (&lab, SECRET) && reads (&lab, "Budget for March") && reads (&lab, "Written here"));
      lab_close (&lab);
    }
}

/* Every record carries what it holds and 22 octets; nothing that was said stands on the wire. */
static void
check_wire (const WorldLab *lab, const TraceEvent *line)
{
  gsize length;
  const guint8 *wire = trace_wire (lab->trace, line->connection, line->line.direction, &length);
  guint64 start, end;

  trace_line_on_wire (lab->trace, line, &start, &end);
  assert_true (start < end && end <= length);
  if (!line->line.protected)
    return;
  assert_int_equal (wire[start], 23);
  assert_true (end - start >= line->line.end - line->line.start + 22);
  assert_true (trace_written_at (lab->trace, line->connection, line->line.direction, start) <= line->line.start);
  assert_true (trace_written_at (lab->trace, line->connection, line->line.direction, end) >= line->line.end);
}

/* Who connects with a real mail program has a real password: nobody is shown it, not even who listens. The rest is read. */
static void
test_real_passwords_stay_covered (void **state)
{
  WorldLab lab;
  const Place all = { PLACE_NONE, 0 };
  g_autoptr (GArray) heard = NULL;

  lab_open (&lab, SERVER "at 08:06 accept socket=1 protocol=pop3 from=real\nat 08:06:01 receive socket=1 line=\"USER ada\"\n"
                         "at 08:06:02 receive socket=1 line=\"PASS " SECRET "\"\n", 0);
  lab_run (&lab);
  heard = eavesdrop (lab.world, lab.trace, trace_length (lab.trace), all);
  assert_non_null (eavesdrop_find (heard, "USER ada"));
  assert_non_null (eavesdrop_find (heard, "PASS " TRACE_DOTS));
  assert_null (eavesdrop_find (heard, SECRET));
  assert_int_equal (heard->len, 5);
  for (guint i = 0; i < heard->len; i++)
    {
      const Heard *item = &g_array_index (heard, Heard, i);

      assert_int_equal (item->kind, HEARD_LINE);
      assert_int_equal (item->direction, i % 2 == 0 ? TO_CLIENT : TO_SERVER); /* in the order in which it was said */
      assert_null (item->login);
    }
  lab_close (&lab);
}

static void
test_lines_and_records (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      guint protected = 0;
      WorldLab lab;

      open_day (&lab, "tls=on", devices[i]);
      lab_run (&lab);
      for (guint id = 1; id <= trace_length (lab.trace); id++)
        if (trace_event (lab.trace, id)->kind == TRACE_LINE && !trace_event (lab.trace, id)->line.arrived)
          {
            check_wire (&lab, trace_event (lab.trace, id));
            protected += trace_event (lab.trace, id)->line.protected;
          }
      assert_true (protected > 15);
      lab_close (&lab);
    }
}

/* A trace that is cut off says the same as far as it goes. */
static void
check_prefix (const WorldLab *lab, const Trace *part)
{
  gsize wire, all;

  for (guint connection = 1; connection < lab->world->network.next_connection; connection++)
    for (Direction direction = TO_SERVER; direction <= TO_CLIENT; direction++)
      {
        const guint8 *octets = trace_wire (part, connection, direction, &wire);
        const guint8 *of_all = trace_wire (lab->trace, connection, direction, &all);

        assert_true (wire <= all);
        assert_memory_equal (octets, of_all, wire);
      }
  for (guint id = 1; id <= trace_length (part); id++)
    if (trace_event (part, id)->kind == TRACE_LINE)
      g_free (trace_line_text (part, trace_event (part, id), 100));
}

/* A copy made behind any step comes to the same end. */
static void
test_copies_and_prefixes (void **state)
{
  WorldLab lab, cut;
  g_autofree char *digest = NULL;

  open_day (&lab, "tls=on", devices[2]);
  open_day (&cut, "tls=on", devices[2]);
  lab_run (&lab);
  lab_run (&cut);
  digest = world_digest (lab.world);
  for (guint step = lab.world->step; step > 23; step -= 23)
    {
      trace_truncate (cut.trace, step);
      check_prefix (&lab, cut.trace);
    }
  lab_close (&cut);
  for (guint after = 5; after < 900; after += 61)
    {
      g_autoptr (World) world = world_new (lab.journal, 0);
      g_autoptr (World) copy = NULL;
      g_autofree char *other = NULL;

      for (guint n = 0; n < after && world_step (world, lab.journal, lab.script, NULL); n++)
        ;
      copy = world_dup (world);
      while (world_step (copy, lab.journal, lab.script, NULL))
        ;
      other = world_digest (copy);
      assert_string_equal (other, digest);
    }
  lab_close (&lab);
}

typedef struct {
  const char *server;
  const char *device;
  const char *state; /* that TLS comes to at one of the ends; NULL: there is none */
} Refusal;

/* As support desks meet them: no mail comes, no password leaves. */
static void
test_refusals (void **state)
{
  static const Refusal refusals[] = {
    { "tls=on certificate=expired", "protocol=pop3 tls=implicit", "TLS-FAILED" },
    { "tls=on certificate=wrong-name", "protocol=imap tls=starttls", "TLS-FAILED" },
    { "tls=on certificate=self-signed", "protocol=pop3 tls=starttls", "TLS-FAILED" },
    { "tls=on", "protocol=pop3 tls=implicit port=110", "TLS-FAILED" },
    { "tls=on", "protocol=imap tls=implicit port=143", "TLS-FAILED" },
    { "tls=on", "protocol=pop3 port=995", NULL },
    { "tls=on", "protocol=imap port=993 command-timeout=never", "TLS-FAILED" },
    { "tls=off", "protocol=imap tls=starttls", NULL },
    { "tls=off", "protocol=pop3 tls=starttls", NULL },
    { "tls=implicit", "protocol=pop3 tls=starttls", NULL },
    { "tls=off", "protocol=pop3 tls=implicit", NULL },
    { "tls=starttls", "protocol=imap tls=implicit", NULL },
    { "tls=on plain-ports=off", "protocol=imap", NULL },
    { "tls=on login-needs-tls=on", "protocol=imap", NULL },
    { "tls=on login-needs-tls=on", "protocol=pop3", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      gboolean found = FALSE;
      WorldLab lab;

      open_day (&lab, refusals[i].server, refusals[i].device);
      lab_run (&lab);
      lab_check_trace (&lab);
      for (guint id = 1; id <= trace_length (lab.trace); id++)
        {
          const TraceEvent *event = trace_event (lab.trace, id);

          found |= event->kind == TRACE_STATE && event->state.new_state == TLS_FAILED
                   && (event->state.table == &tls_client_table || event->state.table == &tls_server_table);
        }
      assert_int_equal (found, refusals[i].state != NULL);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
      /* Whoever has not asked for TLS submits without it. */
      if (strstr (refusals[i].device, "tls=") != NULL || strstr (refusals[i].server, "needs") != NULL)
        assert_false (reads (&lab, SECRET));
      lab_close (&lab);
    }
}

/* One who takes any certificate gets the mail, from whoever it is. */
static void
test_any_certificate (void **state)
{
  WorldLab lab;

  open_day (&lab, "tls=on certificate=self-signed", "protocol=imap tls=implicit certificate=any");
  lab_run (&lab);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  lab_close (&lab);
}

/* What tshark makes of it: records that it cannot look into, and the name. */
static void
test_tshark (void **state)
{
  g_autofree char *tshark = g_find_program_in_path ("tshark");
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "postroom-test-eavesdropper.pcapng", NULL);
  const char *arguments[] = { tshark, "-n", "-r", path, "-T", "fields", "-e", "tls.handshake.extensions_server_name", "-e",
                              "tls.record.content_type", "-e", "tls.record.opaque_type", NULL };
  g_autoptr (GByteArray) capture = NULL;
  g_autofree char *out = NULL;
  WorldLab lab;

  if (tshark == NULL)
    skip ();
  open_day (&lab, "tls=on", devices[1]);
  lab_run (&lab);
  capture = pcapng_from_trace (lab.trace, trace_length (lab.trace), SIDE_SERVER);
  assert_true (g_file_set_contents (path, (const char *) capture->data, capture->len, NULL));
  assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, NULL, NULL));
  remove (path);
  assert_non_null (strstr (out, "mail.kantor.example\t22"));
  assert_non_null (strstr (out, "\t23"));
  assert_null (strstr (out, SECRET));
  lab_close (&lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_what_is_read),        cmocka_unit_test (test_without_tls_all_is_read),
    cmocka_unit_test (test_lines_and_records),   cmocka_unit_test (test_copies_and_prefixes),
    cmocka_unit_test (test_refusals),            cmocka_unit_test (test_any_certificate),
    cmocka_unit_test (test_tshark),              cmocka_unit_test (test_real_passwords_stay_covered),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
