/* Watch: what holds for the output of every engine call, whatever the protocol. Header only; needs
 * cmocka. */
#pragma once

#include "../rows.h"

static inline void
watch_line (const EngineOut *out, const TraceLine *line)
{
  assert_true (line->start <= line->end);
  assert_true (line->first_token + line->n_tokens <= out->tokens->len);
  for (guint i = 0; i < line->n_tokens; i++)
    {
      const TraceToken *token = &g_array_index (out->tokens, TraceToken, line->first_token + i);

      assert_true ((guint64) token->start + token->length <= line->end - line->start);
    }
}

/* Every octet written belongs to exactly one line; lines lie within the stream; transitions are
 * edges of their table. before: stream offset before the call. */
static inline void
watch_out (const EngineOut *out, guint64 before)
{
  guint64 at = before;

  rows_note (out);
  for (guint i = 0; i < out->events->len; i++)
    {
      const TraceEvent *event = &g_array_index (out->events, TraceEvent, i);

      if (event->kind != TRACE_LINE)
        continue;
      watch_line (out, &event->line);
      if (event->line.arrived)
        continue;
      assert_int_equal (event->line.start, at);
      at = event->line.end;
    }
  assert_int_equal (at, before + out->octets->len);
}

/* TRUE when a token marks exactly those octets of the line as secret. */
static inline gboolean
watch_is_secret (const EngineOut *out, const TraceEvent *event, guint start, guint length)
{
  for (guint i = 0; i < event->line.n_tokens; i++)
    {
      const TraceToken *token = &g_array_index (out->tokens, TraceToken, event->line.first_token + i);

      if (token->kind == TOKEN_SECRET && token->start == start && token->length == length)
        return TRUE;
    }
  return FALSE;
}
