import { z } from "zod";
import { type DecimalText, MoneyError, parseDecimal } from "../../commerce/decimal.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { EDITED_MEANWHILE, HubError } from "../errors.ts";

export const storedPriceRuleSchema = z
  .object({
    id,
    storeId: id,
    name: z.string(),
    // The lowest comes first.
    priority: z.int(),
    // Only products of this category and of those below it.
    categoryId: id.nullable(),
    // Only products of this brand, any case.
    brand: z.string().nullable(),
    base: z.enum(["price", "cost", "compare_at"]),
    markupPercent: typed<DecimalText>(z.string()),
    fixedMinor: typed<bigint>(z.union([z.int(), z.string()])).describe("minor units"),
    // Prices are `endingMinor` more than a multiple of it; null: whole minor units.
    stepMinor: typed<bigint>(z.union([z.int(), z.string()]))
      .describe("minor units")
      .nullable(),
    endingMinor: typed<bigint>(z.union([z.int(), z.string()])).describe("minor units"),
    direction: z.enum(["up", "down", "nearest"]),
    floorPercent: typed<DecimalText>(z.string()).nullable(),
    compareAt: z.enum(["rule", "price", "none"]),
    createdAt: time.describe("ISO 8601 UTC"),
    updatedAt: time.describe("ISO 8601 UTC"),
  })
  .meta({ id: "PriceRule", description: "How a channel's prices are derived from ours" });

export type StoredPriceRule = Answered<typeof storedPriceRuleSchema>;

/** What a price rule says; amounts are minor units of the store's currency. */
export type PriceRuleInput = Omit<StoredPriceRule, "id" | "storeId" | "createdAt" | "updatedAt">;

// A store with more has rules nobody oversees, and each is looked at for each item.
const MOST_RULES = 100;

const COLUMNS = `id, connection_id as "storeId", ${columns("", "name priority categoryId brand base")},
  trim_scale(markup_percent)::text as "markupPercent", ${columns("", "fixedMinor stepMinor endingMinor")},
    ${columns("", "direction")}, trim_scale(floor_percent)::text as "floorPercent", ${columns("", "compareAt")},
    ${columns("", "createdAt updatedAt")}`;

/** The rules of a store in the order they are tried. */
export function listPriceRules(tx: Tx, connectionId: string): Promise<StoredPriceRule[]> {
  return tx.rows<StoredPriceRule>(
    `select ${COLUMNS}
     from price_rule
     where organization_id = argosy.tenant() and connection_id = $1
     order by priority, id`,
    [connectionId],
  );
}

/** Adds a rule to a store; its prices are worked out anew. Throws HubError naming the field. */
export async function createPriceRule(
  tx: Tx,
  input: { readonly connectionId: string; readonly rule: PriceRuleInput; readonly now: Date },
): Promise<StoredPriceRule> {
  await checkRule(tx, input.rule);
  const { count } = await tx.one<{ count: number }>(
    "select count(*)::int as count from price_rule where organization_id = argosy.tenant() and connection_id = $1",
    [input.connectionId],
  );
  if (count >= MOST_RULES)
    throw new HubError("PRICE_RULE_TOO_MANY", "validation", `A channel has at most ${MOST_RULES} price rules.`);
  return tx.one<StoredPriceRule>(
    `insert into price_rule (organization_id, connection_id, name, priority, category_id, brand, base, markup_percent,
       fixed_minor, step_minor, ending_minor, direction, floor_percent, compare_at, created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) returning ${COLUMNS}`,
    [input.connectionId, ...valuesOf(input.rule), input.now],
  );
}

/** Replaces a rule. Throws HubError PRICE_RULE_NOT_FOUND, EDITED_MEANWHILE, or naming the field. */
export async function replacePriceRule(
  tx: Tx,
  input: {
    readonly id: string;
    readonly rule: PriceRuleInput;
    /** Its moment as it was read; replaced since, it stays as it is. */
    readonly ifUpdatedAt?: Date | undefined;
    readonly now: Date;
  },
): Promise<StoredPriceRule> {
  await checkRule(tx, input.rule);
  const row = await tx.maybe<StoredPriceRule>(
    `update price_rule
     set name = $2, priority = $3, category_id = $4, brand = $5, base = $6, markup_percent = $7, fixed_minor = $8,
       step_minor = $9, ending_minor = $10, direction = $11, floor_percent = $12, compare_at = $13, updated_at = $14
     where organization_id = argosy.tenant() and id = $1
       and ($15::timestamptz is null or date_trunc('milliseconds', updated_at) = $15) returning ${COLUMNS}`,
    [input.id, ...valuesOf(input.rule), input.now, input.ifUpdatedAt ?? null],
  );
  return row ?? refuseReplaced(tx, input.id);
}

async function refuseReplaced(tx: Tx, id: string): Promise<never> {
  const existing = await tx.maybe("select 1 from price_rule where organization_id = argosy.tenant() and id = $1", [id]);
  if (!existing) throw ruleNotFound();
  throw new HubError("EDITED_MEANWHILE", "conflict", EDITED_MEANWHILE);
}

/** Throws HubError PRICE_RULE_NOT_FOUND. */
export async function deletePriceRule(tx: Tx, id: string): Promise<void> {
  const touched = await tx.run("delete from price_rule where organization_id = argosy.tenant() and id = $1", [id]);
  if (touched === 0) throw ruleNotFound();
}

const ruleNotFound = () => new HubError("PRICE_RULE_NOT_FOUND", "not_found", "There is no such price rule.");

function valuesOf(rule: PriceRuleInput): readonly unknown[] {
  return [
    rule.name,
    rule.priority,
    rule.categoryId,
    rule.brand,
    rule.base,
    rule.markupPercent,
    rule.fixedMinor,
    rule.stepMinor,
    rule.endingMinor,
    rule.direction,
    rule.floorPercent,
    rule.compareAt,
  ];
}

/** Throws HubError naming the field that cannot be. */
export async function checkRule(tx: Tx, rule: PriceRuleInput): Promise<void> {
  checkPercent("markupPercent", rule.markupPercent);
  if (rule.floorPercent !== null) checkPercent("floorPercent", rule.floorPercent);
  if (rule.endingMinor < 0n || rule.endingMinor >= (rule.stepMinor ?? 1n))
    throw refused("endingMinor", "The ending is at least zero and smaller than the step.");
  if (rule.categoryId === null) return;
  const category = await tx.maybe("select 1 from category where organization_id = argosy.tenant() and id = $1", [
    rule.categoryId,
  ]);
  if (!category) throw refused("categoryId", "There is no such category.");
}

function checkPercent(field: string, text: DecimalText): void {
  const label = field === "markupPercent" ? "The markup" : "The floor";
  try {
    const { digits, scale } = parseDecimal(text);
    const unit = 10n ** BigInt(scale);
    if (scale <= 4 && digits > -100n * unit && digits <= 10_000n * unit) return;
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
  }
  throw refused(field, `${label} is a percentage above -100 and up to 10000, with at most four decimals.`);
}

const refused = (field: string, message: string) => new HubError("PRICE_RULE_INVALID", "validation", message, field);
