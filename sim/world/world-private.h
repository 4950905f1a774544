/* What the files of the world share: a step being made. For no other file. */
#pragma once

#include "world/world.h"

typedef struct {
  World *world;
  const Journal *journal;
  Trace *trace;       /* may be NULL */
  guint32 cause;      /* event that what is done now follows from */
  NetworkContext net;
  EngineOut out;      /* of the engine call, or the person's act, being made */
  GArray *happened;   /* of NetEvent */
  const WorldTap *tap; /* NULL when no gateway listens */
  gboolean wire;      /* what network_write() is given are TLS records, that hold what was written up to `sealed` */
  guint64 sealed;
} Step;

/* Retries and failures. Two hosts that cannot reach each other must not keep the world from being idle for ever:
 * from this try on, waiting for the next one is background. */
#define WORLD_PATIENT_TRIES 3

/* world.c */
guint32 step_emit (Step *step, TraceEvent *event, const TraceToken *tokens); /* cause 0: the step's */
void step_schedule (Step *step, EntryKind kind, guint32 a, guint32 b, gint64 time, gboolean background);
void step_timer_event (Step *step, TimerCode timer, Place place, guint32 connection, Role role);
NetworkContext *step_network (Step *step); /* its cause is the step's */
Device *step_device (const Step *step, guint32 id);

/* world-session.c: driving engines */
Session *step_find_session (const Step *step, guint32 connection, Side side);
Session *step_open_client (Step *step, guint32 connection, Protocol protocol); /* its engine is still to be made */
void step_greet (Step *step, Session *session); /* a server's first call */
void step_wake (Step *step, Session *session); /* its engine's turn, as a step of its own, at this instant */
void step_process (Step *step, const Entry *entry);
void step_engine_timer (Step *step, const Entry *entry);
void step_finish (Step *step, Session *session); /* the connection is over for that end */
void step_rearm (Step *step, Session *session);
void step_sweep (Step *step); /* forgets finished sessions, wakes those that wait for something of others */
Place step_session_place (const Step *step, const Session *session);

/* world-net.c: what the network tells */
void step_segment (Step *step, const Entry *entry);
void step_stream_timer (Step *step, const Entry *entry);
void step_close_end (Step *step, Session *session); /* FIN, then step_finish() */

/* world-tls.c: what stands between an engine and its stream */
void step_tls_begin (Step *step, Session *session); /* at a client's end: with the handshake's first message */
gboolean step_tls_busy (const Session *session); /* the handshake goes on: its engine has to wait */
gint64 step_tls_expiry (const Session *session); /* of the handshake */
void step_tls_timeout (Step *step, Session *session);
/* What came from the stream; the engine gets what was in it. */
void step_tls_receive (Step *step, Session *session, GBytes *octets);
/* What the engine wrote. last: nothing more follows. */
void step_say (Step *step, Session *session, const GByteArray *octets, gboolean last);

/* world-cut.c */
void step_cut_now (Step *step, Device *device, guint32 connection);
gboolean step_cut_before (Step *step, Session *session); /* TRUE: the client's turn was used up by a cut */
void step_cut_note_sent (Step *step, const Session *session);
Device *step_cut_after (Step *step, const Session *session, const TraceEvent *line); /* whose cut is due; NULL */
gsize step_cut_allowance (Step *step, const Session *session, gsize readable);
void step_cut_count (Step *step, const Session *session, gsize octets);

/* world-lines.c */
void step_resolve_line (Step *step, const Session *session, TraceLine *line, TraceToken *tokens);

/* world-copies.c: letters, and copies of them */
guint32 world_add_letter (World *world, Message *message, guint32 id, guint32 action);
guint32 world_letter_of (World *world, Message *message); /* registers an unknown one */
void step_copies (Step *step, Place place, const Session *session); /* what step->out.changes holds */
/* parent: of one that arrived */
void step_copy_outside (Step *step, guint32 letter, guint32 item, OutsideFate fate, guint64 octets, guint32 parent);

/* world-fault.c */
void step_fault (Step *step, FaultCode fault, Place place); /* what follows is caused by it */
void step_server_fault (Step *step, guint index);
void step_device_fault (Step *step, guint index, Device *device);

/* world-action.c, world-setup.c, world-person.c */
void step_action (Step *step, guint index);
void step_begin_day (Step *step); /* when it has not begun */
/* Traces the outcome; what the action does from here on is caused by it. */
void step_done (Step *step, guint index, guint32 letter);
void step_impossible (Step *step, guint index, ImpossibleReason reason);
void step_set_up (Step *step, guint index);
void step_person (Step *step, guint index, Device *device);
void step_write (Step *step, guint index, Device *device);

/* world-real.c: clients behind the gateway */
void step_real (Step *step, const Action *action);
gboolean step_real_event (Step *step, const NetEvent *event); /* FALSE: it is about no such client */
void step_real_said (Step *step, const Session *session, const TraceEvent *arrived, const TraceToken *tokens);
void step_real_secrets (Step *step, const Session *session, const TraceLine *line, const TraceToken *tokens);
void step_by_hand (Step *step, guint index, Device *device); /* connect, type, send, hangup */
void step_by_hand_lost (Step *step, const Device *device);   /* its network */
gboolean step_real_is_by_hand (const Step *step, guint32 connection);
/* At the server's end. FALSE: it is no real client. */
gboolean step_real_start_tls (Step *step, const Session *session);
gboolean step_real_is_protected (const Step *step, guint32 connection); /* by TLS from its start */

/* world-device.c */
void step_device_begin (Step *step, Device *device); /* the mail program is started */
void step_device_work (Step *step, Device *device);
void step_device_check (Step *step, Device *device); /* the check interval */
void step_device_set_online (Step *step, Device *device, gboolean online);
void step_device_close (Step *step, Device *device);
void step_device_drop_sessions (Step *step, Device *device); /* at once; nothing is planned for it any more */
/* From the next session on. A program that stays connected logs out and comes again. */
void step_device_policy (Step *step, Device *device, const DevicePolicy *policy);

/* world-settings.c: what is set while the world runs */
void step_set (Step *step, guint index, Device *device);
void step_set_account (Step *step, guint index);
void step_remove (Step *step, guint index, Device *device);
/* What the table of an account's options holds, but for the password. */
void step_account_options (Step *step, MailStore *store, const Action *action);
/* Everything on the device goes. */
void step_lose_items (Step *step, Device *device, CopyReason reason);
void step_device_session_over (Step *step, Session *session);

/* world-mail.c */
void step_deliver (Step *step, guint index);
void step_outside_work (Step *step, guint32 item);
void step_host_work (Step *step, guint32 item);
void step_transfer_over (Step *step, Session *session); /* an SMTP client's of the outside or the host */
void step_take_arrived (Step *step, Session *session);  /* what the outside's server has accepted */
void step_plan_queue (Step *step);                      /* new mail in the host's queue */
