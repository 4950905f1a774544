#include "gateway/services.h"

const Service services[N_SERVICES] = {
  { "imap", PROTOCOL_IMAP, FALSE },
  { "pop3", PROTOCOL_POP3, FALSE },
  { "smtp", PROTOCOL_SMTP, FALSE },
  { "submission", PROTOCOL_SUBMISSION, FALSE },
  { "imaps", PROTOCOL_IMAP, TRUE },
  { "pop3s", PROTOCOL_POP3, TRUE },
  { "submissions", PROTOCOL_SUBMISSION, TRUE },
};

/* A protocol that is left out is so within TLS too. */
static gboolean
is_left_out (const ServicePorts *ports, guint service)
{
  for (guint i = 0; i < N_SERVICES; i++)
    if (ports->without[i] && services[i].protocol == services[service].protocol && (i == service || !services[i].tls))
      return TRUE;
  return FALSE;
}

gboolean
services_listen (Gateway *gateway, const char *address, ServicePorts *ports, guint *failed, GError **error)
{
  for (guint i = 0; i < N_SERVICES; i++)
    {
      guint16 bound = 0;

      *failed = i;
      if (!is_left_out (ports, i)
          && !gateway_listen (gateway, address, ports->ports[i], services[i].protocol, services[i].tls, &bound, error))
        return FALSE;
      ports->ports[i] = bound;
    }
  return TRUE;
}
