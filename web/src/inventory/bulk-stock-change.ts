/** What the bulk change of stock sends: of items that ask for lots with the lots of their units, or not at all. */
import { body, hub, type Shape } from "../data/hub.ts";
import { codeText } from "../hub-messages/hub-messages.ts";
import type { Outcome } from "../ui/list/bulk-action.ts";
import { type LotThere, type LotUnits, lotsOfChange, NO_LOTS } from "./lot-units.ts";

export interface StockChoices {
  readonly kind: "adjust" | "count";
  readonly units: number | null;
  readonly reason: string;
  /** By row, of items that ask for lots. */
  readonly lots: ReadonlyMap<string, RowLots>;
}

interface RowLots {
  readonly there: readonly LotThere[];
  readonly onHand: number;
  readonly typed: LotUnits;
}

/** What is named of a row's lots so far. */
export const lotsOfRow = (
  { kind, units }: Pick<StockChoices, "kind" | "units">,
  { there, onHand, typed }: RowLots,
): ReturnType<typeof lotsOfChange> => lotsOfChange({ kind, amount: units ?? 0, there, lots: typed, onHand });

export type LotLevel = Shape<"Level">;

/** Ids in one request: an address has to hold them. */
const PIECE = 100;

/** Of these rows those whose items ask for lots. */
export async function levelsWithLots(ids: readonly string[]): Promise<readonly LotLevel[]> {
  const chosen = new Set(ids);
  const variants = [...new Set(ids.map((id) => id.split(" ")[0] ?? ""))];
  const found: LotLevel[] = [];
  for (let first = 0; first < variants.length; first += PIECE) {
    const variantId = variants.slice(first, first + PIECE).join(",");
    for (let cursor: string | undefined, isMore = true; isMore; isMore = cursor !== undefined) {
      const query = { variantId, limit: 200, ...(cursor !== undefined && { cursor }) };
      const page = await body(hub.GET("/api/inventory/levels", { params: { query } }));
      found.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    }
  }
  return found.filter((level) => level.asksLot && chosen.has(`${level.variantId} ${level.locationId}`));
}

/** Changes these rows. Rows that ask for lots and have none named are left out, and said to be with `lotsMissing`. */
export async function changeStock(
  ids: readonly string[],
  choices: StockChoices,
  lotsMissing: string,
): Promise<readonly Outcome[]> {
  const withLots = new Set((await levelsWithLots(ids)).map((level) => `${level.variantId} ${level.locationId}`));
  const rows = ids.map((id) => {
    const [variantId = "", locationId = ""] = id.split(" ");
    const ofLots = withLots.has(id)
      ? lotsOfRow(choices, choices.lots.get(id) ?? { there: [], onHand: 0, typed: NO_LOTS })
      : null;
    const item = { variantId, locationId, ...(ofLots?.sent !== undefined && { lots: ofLots.sent }) };
    return { id, item, isReady: ofLots?.isReady !== false };
  });
  const ready = rows.filter(({ isReady }) => isReady);
  const left = rows.filter(({ isReady }) => !isReady).map(({ id }) => ({ id, problem: lotsMissing }));
  if (ready.length === 0) return left;
  const { results } = await sent(
    ready.map(({ item }) => item),
    choices,
  );
  const failed = ready.flatMap(({ id }, n) => {
    const error = results[n]?.error;
    return error ? [{ id, problem: codeText(error.code, error.message) }] : [];
  });
  return [...left, ...failed];
}

interface Item {
  readonly variantId: string;
  readonly locationId: string;
  readonly lots?: NonNullable<ReturnType<typeof lotsOfChange>["sent"]>;
}

function sent(items: readonly Item[], { kind, units, reason }: StockChoices) {
  const more = reason.trim() === "" ? {} : { note: reason.trim() };
  const number = units ?? 0;
  return kind === "adjust"
    ? body(
        hub.POST("/api/inventory/adjustments", {
          body: { items: items.map((item) => ({ ...item, delta: number })), ...more },
        }),
      )
    : body(
        hub.POST("/api/inventory/counts", {
          body: { items: items.map((item) => ({ ...item, counted: number })), ...more },
        }),
      );
}
