/* TLS between engines and streams (net/tls-model.h). Engines write and read lines; while a handshake goes on they wait. */
#include "rng.h"
#include "world/world-private.h"

/* Records go to the wire, and with them what of the engine's octets they hold. */
static void
send_records (Step *step, const Session *session, const GByteArray *records, guint64 written)
{
  step->wire = TRUE;
  step->sealed = written;
  network_write (&step->world->network, step_network (step), session->connection, (Side) session->side, records->data,
                 records->len);
  step->wire = FALSE;
}

/* Traces what the layer did. */
static void
emit_handshake (Step *step, const Session *session)
{
  for (guint i = 0; i < step->out.events->len; i++)
    {
      TraceEvent event = g_array_index (step->out.events, TraceEvent, i);

      event.connection = session->connection;
      event.place = step_session_place (step, session);
      event.cause = step->cause;
      step->cause = step_emit (step, &event, NULL);
    }
  engine_out_drain (&step->out);
}

void
step_tls_begin (Step *step, Session *session)
{
  World *world = step->world;
  Connection *connection = network_connection (&world->network, session->connection);
  guint64 key = rng_u64 (world->seed, "tls", NULL, session->connection);
  g_autoptr (GByteArray) wire = g_byte_array_new ();

  session->tls = tls_layer_new (session->side == SIDE_SERVER, key, world->now);
  if (connection != NULL)
    connection->tls |= 1u << session->side;
  if (session->side == SIDE_SERVER)
    {
      session->tls->certificate = world->host->policy.certificate;
      session_protect (session);
    }
  else
    {
      session->tls->trusting = session->device != 0 && session->policy.any_certificate;
      tls_layer_start (session->tls, world->host->hostname, wire, &step->out);
      emit_handshake (step, session);
      send_records (step, session, wire, session_io (session)->out_offset);
    }
  step_rearm (step, session);
}

gboolean
step_tls_busy (const Session *session)
{
  return session->tls != NULL && session->tls->state != TLS_CONNECTED;
}

gint64
step_tls_expiry (const Session *session)
{
  gint64 patience = session->device != 0 ? session->policy.command_timeout : TLS_HANDSHAKE_PATIENCE;

  return engine_deadline (session->tls->began, patience);
}

void
step_tls_timeout (Step *step, Session *session)
{
  tls_layer_timeout (session->tls, &step->out);
  emit_handshake (step, session);
  step_close_end (step, session);
}

/* The handshake is over, well or not. */
static void
handshake_over (Step *step, Session *session, TlsState before)
{
  if (session->tls->state == TLS_FAILED)
    {
      step_close_end (step, session);
      return;
    }
  if (session->tls->state != TLS_CONNECTED || before == TLS_CONNECTED)
    return;
  session->line_event = step->cause;
  if (session->side == SIDE_SERVER && !session->greeted)
    step_greet (step, session);
  else
    step_wake (step, session);
  step_rearm (step, session);
}

void
step_tls_receive (Step *step, Session *session, GBytes *octets)
{
  TlsState before = (TlsState) session->tls->state;
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) wire = g_byte_array_new ();

  tls_layer_receive (session->tls, g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), plain, wire, &step->out);
  emit_handshake (step, session);
  if (wire->len > 0)
    send_records (step, session, wire, session_io (session)->out_offset);
  if (plain->len > 0)
    session_receive (session, plain->data, plain->len);
  if (plain->len > 0 && session->tls->state == TLS_CONNECTED)
    step_wake (step, session);
  handshake_over (step, session, before);
}

static void
seal (Step *step, Session *session, const GByteArray *octets, gboolean last)
{
  guint64 written = session_io (session)->out_offset - octets->len;
  g_autoptr (GByteArray) end = g_byte_array_new ();

  for (guint at = 0; at < octets->len;)
    {
      g_autoptr (GByteArray) record = g_byte_array_new ();
      guint length = MIN (octets->len - at, TLS_RECORD_MOST);

      tls_layer_seal (session->tls, octets->data + at, length, record);
      at += length;
      /* What ends the connection leaves with what was said last. */
      if (last && at == octets->len)
        tls_layer_end (session->tls, record);
      send_records (step, session, record, written + at);
    }
  if (last)
    tls_layer_end (session->tls, end);
  if (end->len > 0)
    send_records (step, session, end, written);
}

void
step_say (Step *step, Session *session, const GByteArray *octets, gboolean last)
{
  Direction direction = session->side == SIDE_CLIENT ? TO_SERVER : TO_CLIENT;

  if (session->tls == NULL)
    {
      network_write (&step->world->network, step_network (step), session->connection, (Side) session->side, octets->data,
                     octets->len);
      return;
    }
  if (step->trace != NULL)
    trace_append_octets (step->trace, step->world->step, session->connection, direction, octets->data, octets->len);
  if (session->tls->state == TLS_CONNECTED)
    seal (step, session, octets, last);
}
