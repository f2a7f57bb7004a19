/** What follows the last scan of a parcel, and whether it waits for the hub. */
import type { Answer } from "./outbox.ts";

export const AFTER = ["next", "slip", "label", "ship"] as const;
export type After = (typeof AFTER)[number];

/** A label or a shipment of an order that was cancelled meanwhile is paid for and thrown away. */
const AFTER_THE_ANSWER: readonly After[] = ["label", "ship"];

/** "noted": done without the hub's word, and said so. */
export type Following = "now" | "noted" | "never";

/** `moment`: as long as a packer waits for an answer. */
export async function followed(
  after: After,
  answer: Promise<Answer>,
  moment: () => Promise<unknown>,
): Promise<Following> {
  if (!AFTER_THE_ANSWER.includes(after)) return "now";
  const result = await Promise.race([answer, moment().then((): Answer => "waits")]);
  if (result === "refused") return "never";
  return result === "recorded" ? "now" : "noted";
}
