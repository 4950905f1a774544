#include "certificate.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#define VALID_DAYS 825
#define RENEW_DAYS 30
#define DAY (24 * 60 * 60)
#define FILE_NAME "server.pem"

typedef struct {
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
  int status; /* of the first call that failed, a GnuTLS error */
} Maker;

/* Goes on only while all went well. */
#define TRY(maker, call) G_STMT_START { if ((maker)->status >= 0) (maker)->status = (call); } G_STMT_END

static void
describe (Maker *maker, gint64 seconds)
{
  static const guint8 loopback[4] = { 127, 0, 0, 1 };
  static const guint8 loopback6[16] = { [15] = 1 };
  gnutls_x509_crt_t crt = maker->certificate;
  guint8 serial[16];

  TRY (maker, gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial));
  serial[0] = (serial[0] & 0x7f) | 0x40; /* positive (RFC 5280 §4.1.2.2) */
  TRY (maker, gnutls_x509_crt_set_version (crt, 3));
  TRY (maker, gnutls_x509_crt_set_serial (crt, serial, sizeof serial));
  TRY (maker, gnutls_x509_crt_set_activation_time (crt, seconds - DAY));
  TRY (maker, gnutls_x509_crt_set_expiration_time (crt, seconds + VALID_DAYS * DAY));
  TRY (maker, gnutls_x509_crt_set_dn (crt, "CN=localhost,O=Postroom", NULL));
  TRY (maker, gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, "localhost", 9, GNUTLS_FSAN_SET));
  TRY (maker, gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, "mail.localhost", 14, GNUTLS_FSAN_APPEND));
  TRY (maker, gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, loopback, 4, GNUTLS_FSAN_APPEND));
  TRY (maker, gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, loopback6, 16, GNUTLS_FSAN_APPEND));
  /* So that who is given the certificate can trust it as an authority too. */
  TRY (maker, gnutls_x509_crt_set_basic_constraints (crt, 1, 0));
  TRY (maker, gnutls_x509_crt_set_key_usage (crt, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_CERT_SIGN));
  TRY (maker, gnutls_x509_crt_set_key_purpose_oid (crt, GNUTLS_KP_TLS_WWW_SERVER, 0));
}

static void
export (Maker *maker, GString *pem)
{
  gnutls_datum_t key = { NULL, 0 };
  gnutls_datum_t certificate = { NULL, 0 };

  TRY (maker, gnutls_x509_privkey_export2_pkcs8 (maker->key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key));
  TRY (maker, gnutls_x509_crt_export2 (maker->certificate, GNUTLS_X509_FMT_PEM, &certificate));
  if (maker->status >= 0)
    {
      g_string_append_len (pem, (const char *) key.data, key.size);
      g_string_append_len (pem, (const char *) certificate.data, certificate.size);
    }
  gnutls_free (key.data);
  gnutls_free (certificate.data);
}

static gboolean
make (gint64 seconds, GString *pem, GError **error)
{
  Maker maker = { .status = 0 };

  TRY (&maker, gnutls_x509_privkey_init (&maker.key));
  TRY (&maker, gnutls_x509_crt_init (&maker.certificate));
  TRY (&maker, gnutls_x509_privkey_generate (maker.key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  describe (&maker, seconds);
  TRY (&maker, gnutls_x509_crt_set_key (maker.certificate, maker.key));
  TRY (&maker, gnutls_x509_crt_sign2 (maker.certificate, maker.certificate, maker.key, GNUTLS_DIG_SHA256, 0));
  export (&maker, pem);
  if (maker.certificate != NULL)
    gnutls_x509_crt_deinit (maker.certificate);
  if (maker.key != NULL)
    gnutls_x509_privkey_deinit (maker.key);
  if (maker.status >= 0)
    return TRUE;
  g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_MISC, _("no certificate could be made: %s"), gnutls_strerror (maker.status));
  return FALSE;
}

static gboolean
is_still_good (GTlsCertificate *certificate, gint64 seconds)
{
  g_autoptr (GDateTime) end = g_tls_certificate_get_not_valid_after (certificate);

  return end != NULL && g_date_time_to_unix (end) > seconds + RENEW_DAYS * DAY;
}

GTlsCertificate *
certificate_get (const char *folder, gint64 now, GError **error)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  gint64 seconds = now / G_USEC_PER_SEC;
  g_autoptr (GTlsCertificate) found = NULL;
  g_autoptr (GString) pem = g_string_new (NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    found = g_tls_certificate_new_from_file (path, NULL);
  if (found != NULL && is_still_good (found, seconds))
    return g_steal_pointer (&found);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder, g_strerror (errno));
      return NULL;
    }
  if (!make (seconds, pem, error)
      || !g_file_set_contents_full (path, pem->str, (gssize) pem->len,
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error))
    return NULL;
  return g_tls_certificate_new_from_file (path, error);
}
