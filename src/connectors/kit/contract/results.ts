/** What ports answer, in the forms all of them use. */
import type { Told } from "../../../commerce/sentence.ts";
import { isConnectorError } from "./errors.ts";
import type { CommandResult, PushItem } from "./ports.ts";

/** Names the item an answer is about. */
export const echo = <V>({ key, location, seq }: PushItem<V>): Pick<PushItem<V>, "key" | "location" | "seq"> => ({
  key,
  location,
  seq,
});

export const rejected = (code: string, text: Told): CommandResult => ({ state: "rejected", code, text });

export const unsupported = (text: Told): CommandResult => ({ state: "unsupported", text });

/** The platform's own no is an answer, not a failure; what else went wrong is thrown on. */
export function refusal(error: unknown): CommandResult {
  if (!isConnectorError(error) || error.info.kind !== "rejected") throw error;
  return rejected(error.info.code ?? "rejected", error.told);
}
