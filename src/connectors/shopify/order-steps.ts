import type { CommandResult, CommandRun, OrderCommand } from "../kit/contract/ports.ts";
import { type UserError, userErrorText } from "../kit/graphql/refusals.ts";
import { message } from "./words.ts";

/** A run whose command is known to be of one kind. */
export type RunOf<K extends OrderCommand["kind"]> = Omit<CommandRun, "command"> & {
  readonly command: Extract<OrderCommand, { kind: K }>;
};

/** A refusal by Shopify in its own words; null when there is none. */
export function refusedBy(
  errors: readonly UserError[],
  what: string,
): Extract<CommandResult, { state: "rejected" }> | null {
  const first = errors[0];
  if (!first) return null;
  return {
    state: "rejected",
    code: first.code ?? "USER_ERROR",
    text: message("refused.refused", { what, words: userErrorText(errors) }),
  };
}

export const orderGone: CommandResult = {
  state: "rejected",
  code: "NOT_FOUND",
  text: message("refused.noLongerKnowsOrder"),
};
