/** Messages about spend and campaigns. */
export const marketingMessages = {
  "spend.column": "The file has no column “{{column}}”.",
  "spend.day": "“{{value}}” is not a day. Write it like 2026-11-20, or choose the date format of the file.",
  "spend.channel": "There is no channel “{{value}}”.",
  "spend.amount": "The amount has more than six decimal places, or is too large.",
} as const;
