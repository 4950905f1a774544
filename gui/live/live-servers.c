#include "live/live-servers.h"

#include "gateway/certificate.h"
#include "gateway/serve-journal.h"

#define PORTS "live-ports"
#define ACCOUNT "ada@kantor.example"

static gboolean
listen_to_all (PrSession *session, GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "postroom", NULL);
  g_autoptr (GTlsCertificate) certificate = certificate_get (folder, g_get_real_time (), error);
  g_autofree ServicePorts *ports = g_new0 (ServicePorts, 1);
  guint failed;

  if (certificate == NULL)
    return FALSE;
  gateway_set_certificate (pr_session_gateway (session), certificate);
  if (!services_listen (pr_session_gateway (session), LIVE_HOST, ports, &failed, error))
    return FALSE;
  g_object_set_data_full (G_OBJECT (session), PORTS, g_steal_pointer (&ports), g_free);
  return TRUE;
}

gboolean
live_servers_start (PrSession *session, GError **error)
{
  if (!pr_session_go_live (session, error))
    return FALSE;
  if (!listen_to_all (session, error))
    {
      pr_session_stop_live (session);
      return FALSE;
    }
  /* Only now there are ports to be told of. */
  g_signal_emit_by_name (session, "live");
  return TRUE;
}

const ServicePorts *
live_servers_ports (PrSession *session)
{
  return pr_session_is_live (session) ? g_object_get_data (G_OBJECT (session), PORTS) : NULL;
}

guint
live_servers_find (Protocol protocol, gboolean tls)
{
  guint i = 0;

  while (services[i].protocol != protocol || services[i].tls != tls)
    {
      i++;
      g_assert (i < N_SERVICES);
    }
  return i;
}

Journal *
live_servers_new_journal (GError **error)
{
  static const char *const accounts[] = { ACCOUNT ":rahasia", NULL };
  ServeJournal wanted = { .accounts = accounts, .offer_tls = TRUE };
  gint64 now = g_get_real_time ();
  g_autoptr (Journal) journal = serve_journal (&wanted, now, (guint64) now, error);
  Action *letter;

  if (journal == NULL)
    return NULL;
  letter = journal_parse_action (journal, "deliver from=budi@luar.example to=" ACCOUNT " subject=\"Meeting at nine\" size=3kB",
                                 now, 0, error);
  if (letter == NULL || journal_append (journal, 0, letter, error) < 0)
    return NULL;
  return g_steal_pointer (&journal);
}
