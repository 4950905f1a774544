#include "rng.h"

/* FNV-1a over the two strings, each with its terminating zero so that ("ab", "c") and ("a", "bc") differ. */
static guint64
hash_string (guint64 hash, const char *string)
{
  const guint8 *octet = (const guint8 *) (string != NULL ? string : "");

  do
    {
      hash ^= *octet;
      hash *= G_GUINT64_CONSTANT (0x100000001b3);
    }
  while (*octet++ != 0);
  return hash;
}

/* The finaliser of SplitMix64: every bit of the input changes half of the output's. */
static guint64
mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

guint64
rng_u64 (guint64 seed, const char *purpose, const char *name, guint64 counter)
{
  const guint64 golden = G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  guint64 key = hash_string (G_GUINT64_CONSTANT (0xcbf29ce484222325), purpose);

  key = hash_string (key, name);
  key = mix (mix (seed + golden) ^ key);
  return mix (key + golden * (counter + 1));
}

double
rng_unit (guint64 seed, const char *purpose, const char *name, guint64 counter)
{
  /* 53 bits fit a double exactly, so that the result is below 1 on every machine. */
  return (double) (rng_u64 (seed, purpose, name, counter) >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}
