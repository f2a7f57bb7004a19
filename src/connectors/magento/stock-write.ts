import type { HubText } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isKind, refusalCode } from "../kit/contract/errors.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { together } from "../kit/parse/halving.ts";
import type { SourceRow } from "./source-items.ts";
import { setSourceItems } from "./source-items.ts";

/** A desired value, and the row that grants it. */
export interface Planned {
  readonly item: PushItem<number>;
  readonly row: SourceRow;
}

/** Writes at once: one bad row has all of a call refused. */
export const setRows = (planned: readonly Planned[], ctx: Context): Promise<readonly PushResult<number>[]> =>
  together<Planned, PushResult<number>, ConnectorError>(planned, {
    async work(some) {
      await setSourceItems(
        ctx,
        some.map(({ row }) => row),
      );
      return some.map(({ item }) => applied(item));
    },
    isItems: (error) => isKind(error, "rejected"),
    alone: ({ item }, error) => [refused(item, refusalCode(error), error.message)],
  });

type Sent = Pick<PushItem<number>, "key" | "location" | "seq" | "want">;

export function applied({ key, location, seq, want }: Sent): PushResult<number> {
  return { key, location, seq, outcome: "applied", observed: want };
}

export function refused({ key, location, seq }: Sent, code: string, text: HubText): PushResult<number> {
  return { key, location, seq, outcome: "rejected", code, text };
}
