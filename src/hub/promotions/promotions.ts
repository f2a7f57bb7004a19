/** Coupons and automatic promotions of the hub's own. */
import { requireCurrency } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import { type Promotion, plainCode, type Scope } from "../../commerce/promotions/promotion.ts";
import { readPromotion, type StoredPromotion } from "../../commerce/promotions/stored.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { jsonParameter, storableText } from "../json-column.ts";
import { containing, type Page, type PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage } from "../sorting.ts";

export interface OwnPromotion extends Promotion {
  /** Orders it counted for, up to USES_SHOWN. */
  readonly uses: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type NewPromotion = Omit<Promotion, "id">;

/** What is absent stays. */
export type PromotionPatch = { readonly [Name in keyof NewPromotion]?: NewPromotion[Name] | undefined } & {
  readonly id: string;
  readonly now: Date;
};

// Each basket is held against every automatic promotion.
const MOST_AUTOMATIC = 100;
const USES_SHOWN = 1_000;

const FIELDS = `
  p.id, p.code, p.title, p.is_active as "isActive", p.currency, p.effect, p.scope, p.minimum,
    to_char(p.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "startsAt",
    to_char(p.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "endsAt",
    jsonb_build_object('uses', p.use_limit, 'perCustomer', p.customer_limit) as limits,
    p.priority, p.combines, p.places`;
const ROW = `${FIELDS},
    (select count(*)::int from (
      select 1 from argosy.promotion_use u
      where u.organization_id = argosy.tenant() and u.promotion_id = p.id limit ${USES_SHOWN}) as used) as uses,
    p.created_at as "createdAt", p.updated_at as "updatedAt"
  from argosy.promotion p where p.organization_id = argosy.tenant() and p.deleted_at is null`;

type Row = StoredPromotion & Pick<OwnPromotion, "uses" | "createdAt" | "updatedAt">;

const SORTS = byAge(["p.id", "uuid"]);

export type PromotionFilter = PageRequest &
  MadeWithin &
  Optional<{
    isActive: boolean;
    isAutomatic: boolean;
    /** Part of the code or title. */
    search: string;
    sort: BothEnds;
  }>;

const told = ({ uses, createdAt, updatedAt, ...stored }: Row): OwnPromotion => ({
  ...readPromotion(stored),
  uses,
  createdAt,
  updatedAt,
});

/** Discounts of the hub's own, the newest first. */
export async function listPromotions(tx: Tx, filter: PromotionFilter): Promise<Page<OwnPromotion>> {
  const search = storableText(filter.search ?? "").trim();
  const params: unknown[] = [filter.isActive ?? null, search ? containing(search) : null, filter.isAutomatic ?? null];
  const made = madeWithin("p.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Row>>(
    tx,
    `select ${by.place}, ${ROW} and ($1::boolean is null or p.is_active = $1)
       and ($2::text is null or p.code ilike $2 or p.title ilike $2)
       and ($3::boolean is null or (p.code is null) = $3) ${made} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, ({ place: _, ...row }) => told(row));
}

/** Throws HubError PROMOTION_NOT_FOUND. */
export async function getPromotion(tx: Tx, id: string): Promise<OwnPromotion> {
  const row = await tx.maybe<Row>(`select ${ROW} and p.id = $1`, [id]);
  if (!row) throw notFound();
  return told(row);
}

/** Throws HubError PROMOTION_CODE_TAKEN, PROMOTION_INVALID, PROMOTIONS_TOO_MANY. */
export async function createPromotion(tx: Tx, input: NewPromotion & { readonly now: Date }): Promise<OwnPromotion> {
  await checkPromotion(tx, input);
  const id = newId(input.now);
  await requireRoom(tx, { ...input, id });
  const made = await tx.run(
    `insert into argosy.promotion (organization_id, id, code, title, is_active, currency, effect, scope, minimum,
       starts_at, ends_at, use_limit, customer_limit, priority, combines, places, created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
     on conflict (organization_id, code_key) where deleted_at is null do nothing`,
    [id, ...columnsOf(input), input.now],
  );
  if (made === 0) throw codeTaken();
  await announce(tx, "promotion.created", { id });
  return getPromotion(tx, id);
}

/** Throws HubError PROMOTION_NOT_FOUND and those of `createPromotion`. */
export async function changePromotion(tx: Tx, { id, now, ...patch }: PromotionPatch): Promise<OwnPromotion> {
  await tx.maybe(
    "select 1 from argosy.promotion where organization_id = argosy.tenant() and id = $1 for no key update",
    [id],
  );
  const { uses: _, createdAt: __, updatedAt: ___, ...before } = await getPromotion(tx, id);
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const after: Promotion = { ...before, ...Object.fromEntries(given) };
  await checkPromotion(tx, after);
  await requireRoom(tx, after);
  if (after.code !== null && (await ownerOf(tx, after.code)) !== id && (await ownerOf(tx, after.code)) !== undefined)
    throw codeTaken();
  await tx.run(
    `update argosy.promotion
     set code = $2, title = $3, is_active = $4, currency = $5, effect = $6, scope = $7, minimum = $8, starts_at = $9,
       ends_at = $10, use_limit = $11, customer_limit = $12, priority = $13, combines = $14, places = $15,
       updated_at = $16
     where organization_id = argosy.tenant() and id = $1`,
    [id, ...columnsOf(after), now],
  );
  await announce(tx, "promotion.updated", { id });
  return getPromotion(tx, id);
}

/** Its uses stay with their orders. Throws HubError PROMOTION_NOT_FOUND. */
export async function deletePromotion(tx: Tx, { id, now }: { readonly id: string; readonly now: Date }): Promise<void> {
  const gone = await tx.run(
    `update argosy.promotion set deleted_at = $2, is_active = false
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null`,
    [id, now],
  );
  if (gone === 0) throw notFound();
  await announce(tx, "promotion.deleted", { id });
}

/** Automatic promotions that are on, and those with one of the codes. */
export async function promotionsFor(tx: Tx, codes: readonly string[]): Promise<Promotion[]> {
  const rows = await tx.rows<StoredPromotion>(
    `(select ${FIELDS} from argosy.promotion p
      where p.organization_id = argosy.tenant() and p.code is null and p.deleted_at is null and p.is_active
      order by p.priority, p.id limit ${MOST_AUTOMATIC})
     union all
     (select ${FIELDS} from argosy.promotion p
      where p.organization_id = argosy.tenant() and p.code_key = any($1::text[]) and p.deleted_at is null)`,
    [codes.map((code) => plainCode(storableText(code)))],
  );
  return rows.map(readPromotion);
}

function columnsOf(of: NewPromotion): unknown[] {
  return [
    of.code?.trim() ?? null,
    of.title,
    of.isActive,
    of.currency,
    jsonParameter(of.effect),
    jsonParameter(of.scope),
    jsonParameter(of.minimum),
    of.startsAt,
    of.endsAt,
    of.limits.uses,
    of.limits.perCustomer,
    of.priority,
    of.combines,
    of.places,
  ];
}

async function ownerOf(tx: Tx, code: string): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(
    `select id from argosy.promotion
     where organization_id = argosy.tenant() and code_key = $1 and deleted_at is null`,
    [plainCode(code)],
  );
  return row?.id;
}

const invalid = (field: string, text: string) => new HubError("PROMOTION_INVALID", "validation", text, field);

async function checkPromotion(tx: Tx, of: NewPromotion): Promise<void> {
  const { effect, minimum, startsAt, endsAt } = of;
  const hasAmount = minimum.amount !== null || "amount" in effect || ("most" in effect && effect.most !== null);
  if (hasAmount && of.currency === null) throw invalid("currency", "A discount with an amount needs a currency.");
  if (of.currency !== null) requireCurrency(of.currency);
  if ("percent" in effect && !(Number(effect.percent) > 0 && Number(effect.percent) <= 100))
    throw invalid("effect.percent", "A percentage is more than 0 and at most 100.");
  if ("amount" in effect && effect.amount <= 0n) throw invalid("effect.amount", "An amount is more than zero.");
  if (startsAt !== null && endsAt !== null && Date.parse(endsAt) <= Date.parse(startsAt))
    throw invalid("endsAt", "The end comes after the start.");
  await checkTargets(tx, effect.kind === "buy_get" ? [of.scope, effect.of] : [of.scope]);
}

async function checkTargets(tx: Tx, scopes: readonly Scope[]): Promise<void> {
  const targets = scopes.flatMap(({ include, exclude }) => [...(include ? [include] : []), exclude]);
  for (const [table, name] of [
    ["variant", "variants"],
    ["product", "products"],
    ["category", "categories"],
  ] as const) {
    const ids = [...new Set(targets.flatMap((one) => one[name]))];
    if (ids.length === 0) continue;
    const { found } = await tx.one<{ found: number }>(
      `select count(*)::int as found from argosy.${table}
       where organization_id = argosy.tenant() and id = any($1::uuid[])`,
      [ids],
    );
    if (found < ids.length) throw invalid("scope", "A product or category of this discount is not there any more.");
  }
}

async function requireRoom(tx: Tx, { id, code, isActive }: Pick<Promotion, "id" | "code" | "isActive">): Promise<void> {
  if (code !== null || !isActive) return;
  const { others } = await tx.one<{ others: number }>(
    `select count(*)::int as others from argosy.promotion
     where organization_id = argosy.tenant() and code is null and deleted_at is null and is_active and id <> $1`,
    [id],
  );
  if (others >= MOST_AUTOMATIC)
    throw new HubError("PROMOTIONS_TOO_MANY", "limit", `Up to ${MOST_AUTOMATIC} automatic discounts can be on.`);
}

const notFound = () => new HubError("PROMOTION_NOT_FOUND", "not_found", "There is no such discount.");
const codeTaken = () => new HubError("PROMOTION_CODE_TAKEN", "conflict", "Another discount has this code.", "code");
