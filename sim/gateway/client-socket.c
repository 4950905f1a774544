#include "gateway/client-socket.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#define CONNECTION 1
#define READ_MAX 65536

typedef struct {
  ClientSocket *with;
  SessionContext context;
  EngineOut out;
  guint32 next_copy;
  GSocketConnection *connection;
  GIOStream *stream; /* the connection, or TLS over it */
  gboolean over;     /* the engine wants no more */
} Run;

gboolean
client_socket_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

static void
emit (Run *run, TraceEvent *event, const TraceToken *tokens)
{
  Trace *trace = run->with->trace;
  guint32 id;

  event->connection = CONNECTION;
  event->place = (Place) { PLACE_DEVICE, 1 };
  event->time = run->context.now;
  event->step = trace_length (trace) + 1;
  id = trace_append (trace, event, tokens);
  if (run->with->told != NULL)
    run->with->told (trace, trace_event (trace, id), run->with->data);
}

static void
emit_connection (Run *run, ConnectionChange change)
{
  TraceEvent event = { .kind = TRACE_CONNECTION };

  event.conn.change = change;
  event.conn.protocol = (Protocol) run->with->session->protocol;
  event.conn.port = run->with->port;
  event.conn.client = (Place) { PLACE_DEVICE, 1 };
  emit (run, &event, NULL);
}

static void
emit_all (Run *run)
{
  trace_append_octets (run->with->trace, 0, CONNECTION, TO_SERVER, run->out.octets->data, run->out.octets->len);
  for (guint i = 0; i < run->out.events->len; i++)
    {
      TraceEvent event = g_array_index (run->out.events, TraceEvent, i);
      const TraceToken *tokens = NULL;

      if (event.kind == TRACE_LINE && event.line.n_tokens > 0)
        tokens = &g_array_index (run->out.tokens, TraceToken, event.line.first_token);
      emit (run, &event, tokens);
    }
  for (guint i = 0; i < run->out.changes.events->len; i++)
    {
      TraceEvent event = { .kind = TRACE_COPY };

      event.copy = g_array_index (run->out.changes.events, CopyEvent, i);
      emit (run, &event, NULL);
    }
}

static gboolean
accept_any (GTlsConnection *tls, GTlsCertificate *certificate, GTlsCertificateFlags errors, gpointer data)
{
  return TRUE;
}

static gboolean
peer_is_loopback (const Run *run)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (run->connection, NULL);

  return G_IS_INET_SOCKET_ADDRESS (address)
         && g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
begin_tls (Run *run, GError **error)
{
  g_autoptr (GSocketConnectable) name = g_network_address_new (run->with->host, (guint16) run->with->port);
  g_autoptr (GTlsDatabase) authorities = NULL;
  GIOStream *tls;

  if (run->with->insecure && !peer_is_loopback (run))
    {
      g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
                           _("a certificate that nobody vouches for is taken from this machine only"));
      return FALSE;
    }
  tls = g_tls_client_connection_new (run->stream, name, error);
  if (tls == NULL)
    return FALSE;
  g_object_unref (run->stream);
  run->stream = tls;
  if (run->with->ca_file != NULL)
    {
      authorities = g_tls_file_database_new (run->with->ca_file, error);
      if (authorities == NULL)
        return FALSE;
      g_tls_connection_set_database (G_TLS_CONNECTION (tls), authorities);
    }
  if (run->with->insecure)
    g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_any), NULL);
  return g_tls_connection_handshake (G_TLS_CONNECTION (tls), NULL, error);
}

static gboolean
connect_to_server (Run *run, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  guint seconds = (guint) CLAMP (run->with->policy->connect_timeout / G_USEC_PER_SEC, 1, 3600);

  g_socket_client_set_timeout (client, seconds);
  g_socket_client_set_enable_proxy (client, FALSE);
  emit_connection (run, CONNECTION_OPENING);
  run->connection = g_socket_client_connect_to_host (client, run->with->host, (guint16) run->with->port, NULL, error);
  run->context.now = g_get_real_time ();
  if (run->connection == NULL)
    {
      emit_connection (run, CONNECTION_REFUSED);
      return FALSE;
    }
  g_tcp_connection_set_graceful_disconnect (G_TCP_CONNECTION (run->connection), FALSE);
  g_socket_set_option (g_socket_connection_get_socket (run->connection), 6 /* IPPROTO_TCP */, 1 /* TCP_NODELAY */, 1, NULL);
  run->stream = g_object_ref (G_IO_STREAM (run->connection));
  emit_connection (run, CONNECTION_OPEN);
  return run->with->tls != CLIENT_TLS_FIRST || begin_tls (run, error);
}

/* What the engine call that was just made wrote and wants. */
static gboolean
drain (Run *run, GError **error)
{
  GOutputStream *to = g_io_stream_get_output_stream (run->stream);
  gboolean upgrade = run->out.start_tls;
  gboolean good = TRUE;

  emit_all (run);
  run->over = run->over || run->out.close;
  if (run->out.octets->len > 0)
    good = g_output_stream_write_all (to, run->out.octets->data, run->out.octets->len, NULL, NULL, error);
  engine_out_drain (&run->out);
  return good && (!upgrade || begin_tls (run, error));
}

/* Waits for octets, at most until the engine wants to be called. FALSE when none will come any more; *error may stay
 * NULL: the server has closed the connection. */
static gboolean
receive (Run *run, GError **error)
{
  static const gint64 day = 24 * 3600;
  guint8 *octets = g_malloc (READ_MAX);
  gint64 expiry = session_expiry (run->with->session, NULL);
  gint64 seconds = expiry == ENGINE_NEVER ? day : (expiry - run->context.now + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  g_autoptr (GError) failed = NULL;
  gssize n;

  g_socket_set_timeout (g_socket_connection_get_socket (run->connection), (guint) CLAMP (seconds, 1, day));
  n = g_input_stream_read (g_io_stream_get_input_stream (run->stream), octets, READ_MAX, NULL, &failed);
  run->context.now = g_get_real_time ();
  if (n > 0)
    {
      trace_append_octets (run->with->trace, 0, CONNECTION, TO_CLIENT, octets, (gsize) n);
      session_receive (run->with->session, octets, (gsize) n);
    }
  g_free (octets);
  if (n > 0 || g_error_matches (failed, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return TRUE;
  if (failed != NULL && !g_error_matches (failed, G_TLS_ERROR, G_TLS_ERROR_EOF))
    g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static gboolean
converse (Run *run, GError **error)
{
  Session *session = run->with->session;

  while (!run->over)
    {
      gboolean worked;

      run->context.now = g_get_real_time ();
      worked = session_next (session, &run->context);
      if (!drain (run, error))
        return FALSE;
      if (worked || run->over)
        continue;
      if (!receive (run, error))
        return *error == NULL;
      if (session_expiry (session, NULL) <= run->context.now)
        {
          session_timeout (session, &run->context);
          if (!drain (run, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* Ids of copies go on where those of the replica's items end. */
static guint32
last_copy (const Replica *replica)
{
  guint32 last = 0;

  for (guint i = 0; i < replica->folders->len; i++)
    {
      const ReplicaFolder *folder = replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len; j++)
        last = MAX (last, g_array_index (folder->items, ReplicaItem, j).copy);
    }
  return last;
}

gboolean
client_socket_run (ClientSocket *with, GError **error)
{
  Run run = { .with = with, .next_copy = last_copy (with->replica) + 1 };
  g_autoptr (GError) failed = NULL;
  gboolean good;

  engine_out_init (&run.out, &run.next_copy, 0);
  run.context = (SessionContext) { .policy = with->policy, .replica = with->replica, .out = &run.out,
                                   .now = g_get_real_time () };
  good = connect_to_server (&run, &failed) && converse (&run, &failed);
  session_closed (with->session, &run.context);
  emit_all (&run);
  if (run.connection != NULL)
    emit_connection (&run, good ? CONNECTION_CLOSED : CONNECTION_RESET);
  if (run.stream != NULL)
    g_io_stream_close (run.stream, NULL, NULL);
  engine_out_clear (&run.out);
  g_clear_object (&run.stream);
  g_clear_object (&run.connection);
  if (failed != NULL)
    g_propagate_error (error, g_steal_pointer (&failed));
  return good;
}
