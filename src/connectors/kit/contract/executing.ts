/** Commands on orders of a channel that reads the order before each of them. */

import type { AnswerText } from "./answer-text.ts";
import type { Context } from "./context.ts";
import type { CommandResult, CommandRun, OrderCommand, Orders, RunOf } from "./ports.ts";
import { rejected } from "./results.ts";

/** Carries out one kind of command on an order as the channel has it now. */
export type Carry<K extends OrderCommand["kind"], Known> = (
  run: RunOf<K>,
  known: Known,
  ctx: Context,
) => Promise<CommandResult>;

export interface Executing<Known> {
  /** Null: the channel does not know the order any more; `gone` says so. */
  read(key: string, ctx: Context): Promise<Known | null>;
  readonly gone: { readonly code: string; readonly text: AnswerText };
  /** What an error means that is an answer of the channel; throws on what is none. Absent: no error is an answer. */
  refused?(error: unknown): CommandResult;
  /** By kind of command. */
  readonly by: { readonly [K in OrderCommand["kind"]]: Carry<K, Known> };
}

/** `execute` of orders. Rejections come back as a result; only what may be retried is thrown. */
export function executing<Known>({ read, gone, refused, by }: Executing<Known>): Orders["execute"] {
  return async (run, ctx) => {
    const known = await read(run.order.key, ctx);
    if (!known) return rejected(gone.code, gone.text);
    try {
      return await carryOut(by, run, known, ctx);
    } catch (error) {
      if (!refused) throw error;
      return refused(error);
    }
  };
}

function carryOut<Known>(
  by: Executing<Known>["by"],
  run: CommandRun,
  known: Known,
  ctx: Context,
): Promise<CommandResult> {
  // The compiler does not see that the function and the command are of the same kind.
  const carry = by[run.command.kind] as (run: CommandRun, known: Known, ctx: Context) => Promise<CommandResult>;
  return carry(run, known, ctx);
}
