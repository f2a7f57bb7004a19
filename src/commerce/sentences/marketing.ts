/** Sentences about spend and campaigns. */
export const marketingSentences = {
  "spend.column": "The file has no column “{{column}}”.",
  "spend.day": "“{{value}}” is no day. Write it like 2026-11-20, or choose how days are written in the file.",
  "spend.channel": "There is no channel “{{value}}”.",
  "spend.amount": "The amount has more than six places, or is too large.",
} as const;
