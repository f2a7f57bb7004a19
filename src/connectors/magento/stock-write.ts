import type { Told } from "../../commerce/sentence.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import type { SourceRow } from "./source-items.ts";
import { setSourceItems } from "./source-items.ts";

/** A wish, and the row that grants it. */
export interface Planned {
  readonly item: PushItem<number>;
  readonly row: SourceRow;
}

/** Writes at once. One bad row has all of a call refused: thrown, so that the engine sends fewer until it stands alone. */
export async function setRows(planned: readonly Planned[], ctx: Context): Promise<PushResult<number>[]> {
  try {
    await setSourceItems(
      ctx,
      planned.map(({ row }) => row),
    );
  } catch (error) {
    const [only, ...others] = planned;
    const isItsOwn = isConnectorError(error) && error.info.kind === "rejected" && others.length === 0;
    if (!isItsOwn || only === undefined || error.info.kind !== "rejected") throw error;
    return [refused(only.item, error.info.code ?? "rejected", error.message)];
  }
  return planned.map(({ item }) => applied(item));
}

type Sent = Pick<PushItem<number>, "key" | "location" | "seq" | "want">;

export function applied({ key, location, seq, want }: Sent): PushResult<number> {
  return { key, location, seq, outcome: "applied", observed: want };
}

export function refused({ key, location, seq }: Sent, code: string, text: Told): PushResult<number> {
  return { key, location, seq, outcome: "rejected", code, text };
}
