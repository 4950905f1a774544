/* What TLS does, for people. */
#include <glib/gi18n-lib.h>

#include "explain-table.h"
#include "explain.h"
#include "net/tls-model.h"

const ExplainRow *
explain_raw_row (void)
{
  static const ExplainRow row = {
    .note = N_ ("octets of TLS, taken for a line"),
    .meaning = N_ ("The other end begins TLS where a line was expected: it is set to another port or another way of protection."),
    .clause = "RFC 8446 §5.1",
  };

  return &row;
}

static const char *
explain_certificate (guint outcome)
{
  switch ((TlsOutcome) outcome)
    {
    case TLS_EXPIRED:
      return _("refuses: the server’s certificate has expired");
    case TLS_WRONG_NAME:
      return _("refuses: the certificate is another server’s");
    case TLS_SELF_SIGNED:
      return _("refuses: nobody vouches for the server’s certificate");
    case TLS_OK:
      break;
    }
  return _("from here on TLS protects what is said (modelled, without cryptography)");
}

/* The server notices less: what the client decides is told at the client. */
const char *
explain_tls (const TraceEvent *event)
{
  const TraceState *state = &event->state;
  gboolean client = event->kind == TRACE_STATE && state->table == &tls_client_table;

  if (event->kind != TRACE_STATE || (!client && state->table != &tls_server_table))
    return NULL;
  switch ((TlsInput) state->table->rows[state->row].input)
    {
    case TLS_IN_FINISHED:
      return client ? explain_certificate (state->table->rows[state->row].outcome) : NULL;
    case TLS_IN_NOT_TLS:
      return _("gives up: what came is no TLS");
    case TLS_IN_TIMEOUT:
      return _("gives up: the TLS handshake does not go on");
    case TLS_IN_ALERT:
      return client ? _("gives up: the server has ended TLS with an error") : NULL;
    case TLS_IN_CLIENT_HELLO:
    case TLS_IN_SERVER_HELLO:
      break;
    }
  return NULL;
}
