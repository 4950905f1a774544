#include "sasl-scram-client.h"
#include "sasl-scram.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <setjmp.h>
#include <cmocka.h>

#include "scram-client.h"

/* RFC 7677 §3 */
#define CLIENT_NONCE "rOprNGfwEbeRWgbNEkqO"
#define SERVER_NONCE "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define SALT "W22ZaJ0SNY7soEsUEjb6gQ=="
#define FINAL "c=biws,r=" CLIENT_NONCE SERVER_NONCE ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="

static void
begin_example (ScramServer *scram)
{
  gsize length;
  g_autofree guint8 *salt = g_base64_decode (SALT, &length);
  g_autofree char *challenge = NULL;

  memset (scram, 0, sizeof *scram);
  assert_true (scram_server_parse_first (scram, "n,,n=user,r=" CLIENT_NONCE));
  assert_string_equal (scram->user, "user");
  challenge = scram_server_dup_challenge (scram, SERVER_NONCE, salt, 4096);
  assert_string_equal (challenge, "r=" CLIENT_NONCE SERVER_NONCE ",s=" SALT ",i=4096");
}

static ScramResult
finish_example (const char *final, const char *password)
{
  ScramServer scram;
  g_autofree char *signature = NULL;
  ScramResult result;

  begin_example (&scram);
  result = scram_server_check_final (&scram, final, password, &signature);
  assert_int_equal (result == SCRAM_CHALLENGE, signature != NULL);
  if (signature != NULL)
    assert_string_equal (signature, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  state_clear (&scram_server_state, &scram);
  return result;
}

static void
test_example (void **state)
{
  assert_int_equal (finish_example (FINAL, "pencil"), SCRAM_CHALLENGE);
  assert_int_equal (finish_example (FINAL, "Pencil"), SCRAM_REFUSED);
  assert_int_equal (finish_example (FINAL, NULL), SCRAM_REFUSED);
  assert_int_equal (finish_example ("c=biws,r=" CLIENT_NONCE ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "pencil"),
                    SCRAM_REFUSED);
  assert_int_equal (finish_example ("c=eSws,r=" CLIENT_NONCE SERVER_NONCE
                                    ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                                    "pencil"),
                    SCRAM_REFUSED);
  assert_int_equal (finish_example ("c=biws,r=" CLIENT_NONCE SERVER_NONCE ",p=dHzb", "pencil"), SCRAM_MALFORMED);
  assert_int_equal (finish_example ("c=biws,r=" CLIENT_NONCE SERVER_NONCE, "pencil"), SCRAM_MALFORMED);
  assert_int_equal (finish_example ("c", "pencil"), SCRAM_MALFORMED);
  assert_int_equal (finish_example ("", "pencil"), SCRAM_MALFORMED);
}

static void
test_first (void **state)
{
  static const char *const good[] = { "y,,n=user,r=x", "n,a=user,n=user,r=x,ext=1", "n,,n=a=2Cb=3Dc,r=x" };
  static const char *const bad[] = { "",         "n",          "n,",           "n,,",           "p=tls-unique,,n=u,r=x",
                                     "n,,n=u",   "n,,n=,r=x",  "n,,n=u,r=",    "n,,n=u=,r=x",   "n,,n=u=2c,r=x",
                                     "n,,m=1,n=u,r=x", "n,b=u,n=u,r=x", "n,,r=x,n=u", "n,,n=u,r=\x01", "n,,n=\x07,r=x" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      ScramServer scram = { 0 };

      assert_true (scram_server_parse_first (&scram, good[i]));
      if (i == 2)
        assert_string_equal (scram.user, "a,b=c");
      state_clear (&scram_server_state, &scram);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      ScramServer scram = { 0 };

      if (scram_server_parse_first (&scram, bad[i]))
        fail_msg ("taken: %s", bad[i]);
      state_clear (&scram_server_state, &scram);
    }
}

/* RFC 4013 §3 */
static void
test_prepare (void **state)
{
  static const char *const examples[][2] = { { "I\u00adX", "IX" }, { "user", "user" }, { "USER", "USER" },
                                             { "\u00aa", "a" },    { "\u2168", "IX" }, { "a\u00a0b", "a b" } };

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autofree char *prepared = sasl_prepare (examples[i][0]);

      assert_string_equal (prepared, examples[i][1]);
    }
  assert_null (sasl_prepare ("\x07"));
  assert_null (sasl_prepare ("\xff"));
}

static ScramResult
log_in (const MailHost *host, guint32 session, const char *first, const char *user, const char *password, char **nonce)
{
  ScramServer scram = { 0 };
  g_autofree char *word = g_base64_encode ((const guint8 *) first, strlen (first));
  g_autofree char *challenge = NULL;
  g_autofree char *final = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *none = NULL;
  ScramResult result = scram_server_take (&scram, host, session, word, &challenge);

  if (result == SCRAM_CHALLENGE)
    {
      *nonce = g_strdup (scram.nonce);
      final = scram_client_final (user, "fyko", password, challenge, &expected);
      result = scram_server_take (&scram, host, session, final, &signature);
    }
  if (result == SCRAM_CHALLENGE)
    {
      assert_string_equal (signature, expected);
      result = scram_server_take (&scram, host, session, "", &none);
    }
  state_clear (&scram_server_state, &scram);
  return result;
}

static void
test_accounts (void **state)
{
  MailHost *host = mail_host_new ("mail.kantor.example", 7);
  g_autofree char *one = NULL;
  g_autofree char *same = NULL;
  g_autofree char *other = NULL;
  g_autofree char *nobody = NULL;
  g_autofree char *unused = NULL;

  mail_host_add (host, "ada@kantor.example", "rahasia", 0);
  mail_host_add (host, "eko@kantor.example", "rahasia", 0);
  assert_int_equal (log_in (host, 1, "n,,n=ada,r=fyko", "ada", "rahasia", &one), SCRAM_DONE);
  assert_int_equal (log_in (host, 1, "n,,n=ada,r=fyko", "ada", "Rahasia", &same), SCRAM_REFUSED);
  assert_int_equal (log_in (host, 2, "n,a=ada@kantor.example,n=ada,r=fyko", "ada", "rahasia", &other), SCRAM_REFUSED);
  assert_int_equal (log_in (host, 2, "n,,n=who,r=fyko", "who", "rahasia", &nobody), SCRAM_REFUSED);
  assert_int_equal (log_in (host, 2, "n,a=eko,n=ada,r=fyko", "ada", "rahasia", &unused), SCRAM_REFUSED);
  assert_null (unused);
  assert_non_null (nobody);
  assert_string_equal (one, same);
  assert_string_not_equal (one, other);
  state_free (&mail_host_state, host);
}

static void
test_words (void **state)
{
  MailHost *host = mail_host_new ("mail.kantor.example", 7);
  static const char *const bad[] = { "!", "biws", "AAAA", "/w==", "biwsbj11c2VyLHI9" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      ScramServer scram = { 0 };
      char *challenge = NULL;

      assert_int_equal (scram_server_take (&scram, host, 1, bad[i], &challenge), SCRAM_MALFORMED);
      assert_null (challenge);
      state_clear (&scram_server_state, &scram);
    }
  state_free (&mail_host_state, host);
}

static void
test_state_is_covered (void **state)
{
  g_autofree char *missing = NULL;

  if (!state_type_covers (&scram_server_state, &missing))
    fail_msg ("%s", missing);
}

static char *
encode (const char *text)
{
  return g_base64_encode ((const guint8 *) text, strlen (text));
}

/* RFC 7677 §3 again, from the client's side. */
static void
test_client_example (void **state)
{
  ScramClient scram = { 0 };
  g_autofree char *first = scram_client_begin (&scram, "user", CLIENT_NONCE);
  g_autofree char *expected_first = encode ("n,,n=user,r=" CLIENT_NONCE);
  g_autofree char *challenge = encode ("r=" CLIENT_NONCE SERVER_NONCE ",s=" SALT ",i=4096");
  g_autofree char *proof = scram_client_answer (&scram, "pencil", challenge);
  g_autofree char *expected_proof = encode (FINAL);
  g_autofree char *signature = encode ("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  g_autofree char *end = scram_client_answer (&scram, "pencil", signature);
  ScramClient copy;

  assert_string_equal (first, expected_first);
  assert_string_equal (proof, expected_proof);
  assert_string_equal (end, "");
  assert_int_equal (scram.step, SCRAM_CLIENT_SATISFIED);
  assert_null (scram_client_answer (&scram, "pencil", ""));
  state_copy (&scram_client_state, &copy, &scram);
  state_clear (&scram_client_state, &scram);
  state_clear (&scram_client_state, &copy);
}

/* A server that does not know the password, or says what is not SCRAM. */
static void
test_client_refuses (void **state)
{
  static const char *const challenges[] = {
    "", "x", "r=" CLIENT_NONCE ",s=" SALT ",i=4096", "r=other,s=" SALT ",i=4096", "r=" CLIENT_NONCE "x,s=,i=4096",
    "r=" CLIENT_NONCE "x,s=" SALT ",i=0", "r=" CLIENT_NONCE "x,s=" SALT ",i=99999999", "r=" CLIENT_NONCE "x,s=" SALT,
    "m=x,r=" CLIENT_NONCE "x,s=" SALT ",i=4096", "e=other-error", "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
  };
  ScramClient scram = { 0 };
  g_autofree char *challenge = encode ("r=" CLIENT_NONCE SERVER_NONCE ",s=" SALT ",i=4096");
  g_autofree char *wrong = encode ("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  g_autofree char *proof = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (challenges); i++)
    {
      g_autofree char *first = scram_client_begin (&scram, "us=er,", CLIENT_NONCE);
      g_autofree char *word = encode (challenges[i]);

      assert_string_equal (scram.first, "n=us=3Der=2C,r=" CLIENT_NONCE);
      assert_null (scram_client_answer (&scram, "pencil", word));
      assert_null (scram_client_answer (&scram, "pencil", "!"));
    }
  proof = scram_client_answer (&scram, "pencil", challenge);
  assert_non_null (proof);
  assert_null (scram_client_answer (&scram, "pencil", wrong));
  assert_int_not_equal (scram.step, SCRAM_CLIENT_SATISFIED);
  state_clear (&scram_client_state, &scram);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_client_example),
    cmocka_unit_test (test_client_refuses),
    cmocka_unit_test (test_example),  cmocka_unit_test (test_first), cmocka_unit_test (test_prepare),
    cmocka_unit_test (test_accounts), cmocka_unit_test (test_words), cmocka_unit_test (test_state_is_covered),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
