/** Commands on orders of a channel that reads the order before each of them. */

import type { AnswerText } from "./answer-text.ts";
import type { Context } from "./context.ts";
import type { CommandResult, CommandRun, OrderCommand, Orders, RunOf } from "./ports.ts";
import { rejected } from "./results.ts";

/** Carries out one kind of command on an order as the channel has it now. */
export type CommandExecutor<K extends OrderCommand["kind"], Loaded> = (
  run: RunOf<K>,
  existing: Loaded,
  ctx: Context,
) => Promise<CommandResult>;

export interface Executing<Loaded> {
  /** Null: the channel does not know the order any more; `gone` says so. */
  read(key: string, ctx: Context): Promise<Loaded | null>;
  readonly gone: { readonly code: string; readonly text: AnswerText };
  /** What an error means that is an answer of the channel; throws on what is none. Absent: no error is an answer. */
  refused?(error: unknown): CommandResult;
  /** By kind of command. */
  readonly by: { readonly [K in OrderCommand["kind"]]: CommandExecutor<K, Loaded> };
}

/** `execute` of orders. Rejections come back as a result; only what may be retried is thrown. */
export function executing<Loaded>({ read, gone, refused, by }: Executing<Loaded>): Orders["execute"] {
  return async (run, ctx) => {
    const existing = await read(run.order.key, ctx);
    if (!existing) return rejected(gone.code, gone.text);
    try {
      return await execute(by, run, existing, ctx);
    } catch (error) {
      if (!refused) throw error;
      return refused(error);
    }
  };
}

function execute<Loaded>(
  by: Executing<Loaded>["by"],
  run: CommandRun,
  existing: Loaded,
  ctx: Context,
): Promise<CommandResult> {
  // The compiler does not see that the function and the command are of the same kind.
  const propagate = by[run.command.kind] as (run: CommandRun, existing: Loaded, ctx: Context) => Promise<CommandResult>;
  return propagate(run, existing, ctx);
}
