/* What a state table calls its inputs, for people: commands stay, what is no command is told in their language. */
#pragma once

/* NULL: it is a command. */
const char *state_input_phrase (const char *input);
const char *state_input_words (const char *input);
