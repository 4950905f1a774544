/* One socket. Octets are given to the world line by line: only so can the octets behind STARTTLS be told from it, and only so is
 * what a client can make the world say bounded. A client that is not answered (it sends a message) may send more at
 * once: each time the world says nothing, the next batch is twice as long. */
#include "gateway-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define FIRST_BATCH 256u

GatewayConnection *
gateway_connection_new (Gateway *gateway, GSocketConnection *tcp, guint32 socket)
{
  GatewayConnection *connection = g_new0 (GatewayConnection, 1);
  GSocket *real = g_socket_connection_get_socket (tcp);

  connection->gateway = gateway;
  connection->socket = socket;
  connection->tcp = g_object_ref (tcp);
  connection->stream = G_IO_STREAM (g_object_ref (tcp));
  connection->input = g_byte_array_new ();
  connection->output = g_byte_array_new ();
  connection->tls_after = G_MAXUINT64;
  g_socket_set_option (real, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  g_socket_set_keepalive (real, TRUE);
  return connection;
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
gateway_connection_free (GatewayConnection *connection)
{
  clear_source (&connection->readable);
  clear_source (&connection->writable);
  clear_source (&connection->lingering);
  /* TLS says goodbye, which may have to wait for the socket. */
  if (G_IS_TLS_CONNECTION (connection->stream))
    g_io_stream_close_async (connection->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  else
    g_io_stream_close (connection->stream, NULL, NULL);
  g_object_unref (connection->stream);
  g_object_unref (connection->tcp);
  g_byte_array_unref (connection->input);
  g_byte_array_unref (connection->output);
  g_free (connection);
}

static gsize
waiting (const GatewayConnection *connection)
{
  return connection->output->len - connection->output_done;
}

void
gateway_connection_say (GatewayConnection *connection, const guint8 *octets, gsize length)
{
  g_byte_array_append (connection->output, octets, (guint) length);
  connection->to_client += length;
}

void
gateway_connection_end (GatewayConnection *connection, gboolean reset)
{
  connection->world_ended = TRUE;
  if (reset)
    connection->dead = TRUE;
}

static void
hang_up (GatewayConnection *connection, CutKind how)
{
  Action *action;

  if (connection->input_ended || connection->world_ended)
    return;
  connection->input_ended = TRUE;
  action = action_new (ACTION_HANGUP);
  action->socket = connection->socket;
  action->cut = how;
  gateway_act (connection->gateway, action);
}

void
gateway_connection_lose (GatewayConnection *connection)
{
  hang_up (connection, CUT_RESET);
  connection->dead = TRUE;
}

/* A journal keeps lines readable; what is none of text goes as base64. */
static gboolean
is_text_line (const guint8 *octets, gsize length)
{
  if (length < 2 || memcmp (octets + length - 2, "\r\n", 2) != 0)
    return FALSE;
  for (gsize i = 0; i + 2 < length; i++)
    if (octets[i] < 0x20 || octets[i] == 0x7f)
      return FALSE;
  return g_utf8_validate ((const char *) octets, (gssize) length - 2, NULL);
}

static Action *
make_receive (guint32 socket, const guint8 *octets, gsize length)
{
  Action *action = action_new (ACTION_RECEIVE);

  action->socket = socket;
  if (is_text_line (octets, length))
    action->text = g_strndup ((const char *) octets, length - 2);
  else
    action->octets = g_base64_encode (octets, length);
  return action;
}

/* How much the world gets now. */
static gsize
next_batch (const GatewayConnection *connection)
{
  const guint8 *octets = connection->input->data;
  gsize length = connection->input->len;
  const guint8 *lf;

  if (connection->batch > 0)
    return MIN (length, connection->batch);
  lf = memchr (octets, '\n', length);
  return lf != NULL ? (gsize) (lf - octets) + 1 : length;
}

static void
give_batch (GatewayConnection *connection)
{
  gsize length = next_batch (connection);
  Action *action = make_receive (connection->socket, connection->input->data, length);
  guint64 said = connection->to_client;

  g_byte_array_remove_range (connection->input, 0, (guint) length);
  gateway_act (connection->gateway, action);
  if (connection->to_client != said)
    connection->batch = 0;
  else
    connection->batch = CLAMP (connection->batch * 2, FIRST_BATCH, GATEWAY_CHUNK);
}

static gboolean
tls_is_due (const GatewayConnection *connection)
{
  return connection->to_client >= connection->tls_after;
}

static void
give_input (GatewayConnection *connection)
{
  while (connection->input->len > 0 && !connection->dead && !connection->world_ended && !tls_is_due (connection)
         && waiting (connection) < GATEWAY_WAITING_MAX)
    give_batch (connection);
  /* What came before the handshake is not protected, whoever sent it (RFC 3207 §4.2, RFC 2595 §2.1). */
  if (tls_is_due (connection))
    g_byte_array_set_size (connection->input, 0);
  if (connection->input_eof && connection->input->len == 0 && !connection->dead)
    hang_up (connection, CUT_CLOSE);
}

static void
write_output (GatewayConnection *connection)
{
  GPollableOutputStream *out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (connection->stream));
  g_autoptr (GError) error = NULL;

  while (waiting (connection) > 0 && !connection->dead)
    {
      gssize written = g_pollable_output_stream_write_nonblocking (out, connection->output->data + connection->output_done,
                                                                   waiting (connection), NULL, &error);

      if (written < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      if (written < 0)
        {
          gateway_connection_lose (connection);
          return;
        }
      connection->output_done += (gsize) written;
    }
  if (waiting (connection) == 0 || connection->output_done > GATEWAY_WAITING_MAX)
    {
      g_byte_array_remove_range (connection->output, 0, (guint) connection->output_done);
      connection->output_done = 0;
    }
}

static void
read_input (GatewayConnection *connection)
{
  GPollableInputStream *in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (connection->stream));
  g_autoptr (GError) error = NULL;
  guint8 octets[GATEWAY_CHUNK];
  gssize n = g_pollable_input_stream_read_nonblocking (in, octets, sizeof octets, NULL, &error);

#ifdef TCP_QUICKACK
  /* A client that writes a literal and then its line's end waits for the acknowledgement between them (RFC 896), which
   * the system would delay. The option holds for a while only. */
  g_socket_set_option (g_socket_connection_get_socket (connection->tcp), IPPROTO_TCP, TCP_QUICKACK, 1, NULL);
#endif
  if (n > 0 && connection->lingering != NULL)
    return;
  if (n > 0)
    g_byte_array_append (connection->input, octets, (guint) n);
  else if (n == 0 || g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    connection->input_eof = TRUE;
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    gateway_connection_lose (connection);
}

static void
on_handshake (GObject *object, GAsyncResult *result, gpointer data)
{
  Gateway *gateway = data;
  guint32 socket = GPOINTER_TO_UINT (g_object_get_data (object, "socket"));
  GatewayConnection *connection = gateway_find (gateway, socket);
  gboolean good = g_tls_connection_handshake_finish (G_TLS_CONNECTION (object), result, NULL);

  if (connection == NULL)
    return;
  connection->handshaking = FALSE;
  if (!good)
    gateway_connection_lose (connection);
  gateway_run (gateway);
}

void
gateway_connection_start_tls (GatewayConnection *connection)
{
  GTlsCertificate *certificate = gateway_certificate (connection->gateway);
  GIOStream *tls = certificate != NULL ? g_tls_server_connection_new (connection->stream, certificate, NULL) : NULL;

  connection->tls_after = G_MAXUINT64;
  clear_source (&connection->readable);
  clear_source (&connection->writable);
  if (tls == NULL)
    {
      gateway_connection_lose (connection);
      return;
    }
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_object_unref (connection->stream);
  connection->stream = tls;
  connection->handshaking = TRUE;
  g_object_set_data (G_OBJECT (tls), "socket", GUINT_TO_POINTER (connection->socket));
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, on_handshake, connection->gateway);
}

static gboolean
on_readable (GObject *stream, gpointer data)
{
  GatewayConnection *connection = data;
  Gateway *gateway = connection->gateway;

  read_input (connection);
  gateway_run (gateway);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_writable (GObject *stream, gpointer data)
{
  GatewayConnection *connection = data;
  Gateway *gateway = connection->gateway;

  gateway_run (gateway);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_lingered (gpointer data)
{
  GatewayConnection *connection = data;

  connection->dead = TRUE;
  gateway_run (connection->gateway);
  return G_SOURCE_CONTINUE;
}

/* All is said. A socket that is closed while the client still sends resets the connection, and what is on its way to the
 * client may be lost with it (RFC 1122 §4.2.2.13): so only this direction is closed, and the client waited for. */
static void
finish (GatewayConnection *connection)
{
  if (connection->input_eof || G_IS_TLS_CONNECTION (connection->stream)
      || !g_socket_shutdown (g_socket_connection_get_socket (connection->tcp), FALSE, TRUE, NULL))
    {
      connection->dead = TRUE;
      return;
    }
  connection->lingering = g_timeout_source_new (GATEWAY_LINGER_MS);
  g_source_set_callback (connection->lingering, on_lingered, connection, NULL);
  g_source_attach (connection->lingering, NULL);
}

/* Waits for what can happen next. */
static void
update (GatewayConnection *connection)
{
  gboolean idle = connection->dead || connection->handshaking;
  gboolean wanted = !connection->world_ended && connection->input->len < GATEWAY_CHUNK
                    && waiting (connection) < GATEWAY_WAITING_MAX;
  gboolean read = !idle && !connection->input_eof && (wanted || connection->lingering != NULL);
  gboolean write = !idle && waiting (connection) > 0;

  if (!read)
    clear_source (&connection->readable);
  else if (connection->readable == NULL)
    {
      GPollableInputStream *in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (connection->stream));

      connection->readable = g_pollable_input_stream_create_source (in, NULL);
      g_source_set_callback (connection->readable, G_SOURCE_FUNC (on_readable), connection, NULL);
      g_source_attach (connection->readable, NULL);
    }
  if (!write)
    clear_source (&connection->writable);
  else if (connection->writable == NULL)
    {
      GPollableOutputStream *out = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (connection->stream));

      connection->writable = g_pollable_output_stream_create_source (out, NULL);
      g_source_set_callback (connection->writable, G_SOURCE_FUNC (on_writable), connection, NULL);
      g_source_attach (connection->writable, NULL);
    }
}

void
gateway_connection_pump (GatewayConnection *connection)
{
  if (connection->dead)
    return;
  while (!connection->handshaking)
    {
      gsize left = connection->input->len;

      give_input (connection);
      write_output (connection);
      if (connection->input->len == 0 || connection->input->len == left || connection->dead)
        break;
    }
  if (!connection->handshaking && !connection->dead && tls_is_due (connection) && waiting (connection) == 0)
    gateway_connection_start_tls (connection);
  if (connection->world_ended && waiting (connection) == 0 && connection->lingering == NULL)
    finish (connection);
  if (connection->lingering != NULL && connection->input_eof)
    connection->dead = TRUE;
  update (connection);
}
