import { randomUUID } from "node:crypto";
import type pg from "pg";
import { z } from "zod";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { columns } from "../../db/columns.ts";
import { type Tx, transaction, txOf } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { refusal } from "../refusals.ts";
import { checkName } from "./names.ts";
import type { Role } from "./permissions.ts";

/** Orders are to be shipped until their labels are booked, or until the courier has them. */
const TO_SHIP_UNTIL = ["label_booked", "handed_over"] as const;
/** Whether the scan station offers to take a photo of a parcel, or asks for one. */
const PACKING_PHOTOS = ["off", "optional", "asked"] as const;
export type PackingPhotos = (typeof PACKING_PHOTOS)[number];
export type ToShipUntil = (typeof TO_SHIP_UNTIL)[number];

/** Whether sales of sandbox stores count in reports; "automatic": until there is a store of the organization's own. */
export const SANDBOX_SALES = ["automatic", "counted", "left_out"] as const;
export type SandboxSales = (typeof SANDBOX_SALES)[number];

export const toShipUntil = z
  .enum(TO_SHIP_UNTIL)
  .describe('when an order leaves "to ship": with its labels, or once its parcels are handed over');

export const sandboxSales = z
  .enum(SANDBOX_SALES)
  .describe("whether sales of sandbox channels count in reports; automatic: until the first real channel is connected");

export const packingPhotos = z
  .enum(PACKING_PHOTOS)
  .describe("whether the scan station offers to take a photo of each parcel, or asks for one");

export const organizationSchema = z.object({
  id: typed<OrganizationId>(id),
  name: z.string(),
  slug: z.string(),
  currency: z.string(),
  zone: z.string(),
  language: z.string(),
  settings: z.record(z.string(), z.unknown()),
  /** When its orders leave "to ship". */
  toShipUntil,
  sandboxSales,
  packingPhotos,
  plan: typed<{ readonly stores?: number; readonly members?: number; readonly ordersPerMonth?: number }>(
    z.record(z.string(), z.unknown()),
  ).describe("limits set by the operator; an absent one is unlimited"),
  createdAt: time,
});

export type Organization = Answered<typeof organizationSchema>;

export interface NewOrganization {
  readonly name: string;
  readonly slug: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA name, like Africa/Cairo. */
  readonly zone: string;
  /** BCP 47, like en or ar. */
  readonly language: string;
}

export interface OrganizationChange extends Partial<{ [K in keyof NewOrganization]: NewOrganization[K] | undefined }> {
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
  readonly toShipUntil?: ToShipUntil | undefined;
  readonly sandboxSales?: SandboxSales | undefined;
  readonly packingPhotos?: PackingPhotos | undefined;
}

const COLUMNS = `organization_id as id, name, slug, trim(currency) as currency, ${columns("", "zone")},
    ${columns("", "language settings plan toShipUntil sandboxSales packingPhotos createdAt")}`;

function checkZone(zone: string): void {
  if (!isZone(zone)) throw new HubError("ORGANIZATION_ZONE", "validation", `There is no time zone "${zone}".`, "zone");
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) instanceof Intl.DateTimeFormat;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function checkCurrency(currency: string): void {
  if (!Intl.supportedValuesOf("currency").includes(currency))
    throw new HubError("ORGANIZATION_CURRENCY", "validation", `There is no currency "${currency}".`, "currency");
}

export interface OrganizationToMake extends NewOrganization {
  readonly userId: string;
  readonly now: Date;
  /** Most that one person makes. */
  readonly most: number;
  /** The same key of the same user is the same organization: asked again, the one already made is answered. */
  readonly idempotencyKey?: string | undefined;
  /** What belongs to it from the start; when it fails, nothing of the organization is kept, its slug is free. */
  furnish(id: OrganizationId): Promise<void>;
}

/** Creates an organization with `userId` as its owner. Throws HubError ORGANIZATION_SLUG_TAKEN. */
export async function createOrganization(pool: pg.Pool, input: OrganizationToMake): Promise<Organization> {
  checkName(input.name);
  checkZone(input.zone);
  checkCurrency(input.currency);
  const id = randomUUID();
  const requestKey = input.idempotencyKey === undefined ? null : `${input.userId} ${input.idempotencyKey}`;
  return transaction(pool, async (tx) => {
    const before = await madeBefore(tx, requestKey, input);
    if (before) return before;
    await checkOwned(tx, input);
    const row = await tx.maybe<Organization>(
      `insert into argosy.organization (organization_id, name, slug, currency, zone, language, created_at, request_key)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (slug) do nothing returning ${COLUMNS}`,
      [id, input.name, input.slug, input.currency, input.zone, input.language, input.now, requestKey],
    );
    if (!row)
      throw new HubError(
        "ORGANIZATION_SLUG_TAKEN",
        "conflict",
        message("refused.slugTaken", { slug: input.slug }),
        "slug",
      );
    await tx.run("insert into auth.member (organization_id, user_id, role, created_at) values ($1, $2, 'owner', $3)", [
      id,
      input.userId,
      input.now,
    ]);
    await input.furnish(organizationId(id));
    return { ...row, id: organizationId(row.id) };
  });
}

/** Counts the open ones whose owner the person is; one at a time makes a new one. */
async function checkOwned(tx: Tx, { userId, most }: OrganizationToMake): Promise<void> {
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.organizations:' || $1, 0))", [userId]);
  const { owned } = await tx.one<{ owned: number }>(
    `select count(*)::int as owned from auth.member m
     join argosy.organization o on o.organization_id = m.organization_id and o.deleted_at is null
     where m.user_id = $1 and m.role = 'owner' and m.active`,
    [userId],
  );
  if (owned >= most) throw new HubError("ORGANIZATION_LIMIT", "limit", message("refused.organizations", { most }));
}

/** The one made under this key; another request under it is refused. Two at once wait for each other. */
async function madeBefore(
  tx: Tx,
  requestKey: string | null,
  input: NewOrganization,
): Promise<Organization | undefined> {
  if (requestKey === null) return undefined;
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.organization:' || $1, 0))", [requestKey]);
  const made = await tx.maybe<Organization>(
    `select ${COLUMNS} from argosy.organization where request_key = $1 and deleted_at is null`,
    [requestKey],
  );
  if (made && (["name", "slug", "currency", "zone", "language"] as const).some((field) => made[field] !== input[field]))
    throw new HubError(
      "IDEMPOTENCY_REUSED",
      "conflict",
      "This Idempotency-Key was used for another request. Use a new key for a new request.",
    );
  return made && { ...made, id: organizationId(made.id) };
}

/** Throws HubError not_found. */
export async function getOrganization(pool: pg.Pool, organization: OrganizationId): Promise<Organization> {
  const row = await txOf(pool).maybe<Organization>(
    `select ${COLUMNS} from argosy.organization where organization_id = $1 and deleted_at is null`,
    [organization],
  );
  if (!row) throw refusal("ORGANIZATION_NOT_FOUND");
  return row;
}

/** Organizations a user is an active member of, oldest first. */
export async function organizationsOf(
  pool: pg.Pool,
  userId: string,
): Promise<{ id: OrganizationId; name: string; slug: string; role: Role; currency: string; zone: string }[]> {
  return txOf(pool).rows(
    `select o.organization_id as id, o.name, o.slug, m.role, trim(o.currency) as currency, o.zone
     from auth.member m join argosy.organization o on o.organization_id = m.organization_id and o.deleted_at is null
     where m.user_id = $1 and m.active order by m.created_at, m.id`,
    [userId],
  );
}

/** Changes what is given; settings are merged key by key. */
export async function updateOrganization(
  pool: pg.Pool,
  organization: OrganizationId,
  change: OrganizationChange,
): Promise<Organization> {
  if (change.zone !== undefined) checkZone(change.zone);
  if (change.currency !== undefined) checkCurrency(change.currency);
  return transaction(pool, async (tx) => {
    if (change.name !== undefined) await checkNewName(tx, organization, change.name);
    if (change.slug !== undefined) {
      const taken = await tx.rows("select 1 from argosy.organization where slug = $1 and organization_id <> $2", [
        change.slug,
        organization,
      ]);
      if (taken.length > 0)
        throw new HubError(
          "ORGANIZATION_SLUG_TAKEN",
          "conflict",
          message("refused.slugTaken", { slug: change.slug ?? "" }),
          "slug",
        );
    }
    if (change.settings) await checkSettingsSize(tx, organization, change.settings);
    return tx.one<Organization>(
      `update argosy.organization
       set name = coalesce($2, name), slug = coalesce($3, slug), currency = coalesce($4, currency),
         zone = coalesce($5, zone), language = coalesce($6, language), settings = settings || coalesce($7::jsonb, '{}'),
         to_ship_until = coalesce($8, to_ship_until), sandbox_sales = coalesce($9, sandbox_sales),
         packing_photos = coalesce($10, packing_photos)
       where organization_id = $1 returning ${COLUMNS}`,
      [
        organization,
        change.name ?? null,
        change.slug ?? null,
        change.currency ?? null,
        change.zone ?? null,
        change.language ?? null,
        change.settings ? JSON.stringify(change.settings) : null,
        change.toShipUntil ?? null,
        change.sandboxSales ?? null,
        change.packingPhotos ?? null,
      ],
    );
  });
}

const MOST_SETTINGS_BYTES = 65_536;

/** Settings are read with their organization: what is added a piece at a time is bounded as a whole. */
async function checkSettingsSize(
  tx: Tx,
  organization: OrganizationId,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { before, after } = await tx.one<{ before: number; after: number }>(
    `select octet_length(settings::text) as before, octet_length((settings || $2::jsonb)::text) as after
     from argosy.organization where organization_id = $1 for update`,
    [organization, JSON.stringify(settings)],
  );
  if (after > MOST_SETTINGS_BYTES && after > before)
    throw new HubError(
      "SETTINGS_TOO_LARGE",
      "validation",
      "An organization keeps 64 KB of settings. Empty one of them first.",
      "settings",
    );
}

/** A name of before names were checked may stay, so that a form can send it back with what it changes. */
async function checkNewName(tx: Tx, organization: OrganizationId, name: string): Promise<void> {
  const same = await tx.maybe("select 1 from argosy.organization where organization_id = $1 and name = $2", [
    organization,
    name,
  ]);
  if (!same) checkName(name);
}

/**
 * Closes an organization: nobody can enter it any more, its keys and invitations end, its slug is free again. Its records
 * stay. The caller checks first that no channel is connected.
 */
export async function deleteOrganization(pool: pg.Pool, organization: OrganizationId, now: Date): Promise<void> {
  await transaction(pool, async (tx) => {
    await tx.run(
      `update argosy.organization
       set deleted_at = $2, slug = left(slug, 60) || '~' || organization_id
       where organization_id = $1`,
      [organization, now],
    );
    await tx.run("update auth.member set active = false where organization_id = $1", [organization]);
    await tx.run("update auth.api_key set revoked_at = $2 where organization_id = $1 and revoked_at is null", [
      organization,
      now,
    ]);
    await tx.run(
      `update auth.invitation
       set cancelled_at = $2
       where organization_id = $1 and accepted_at is null and cancelled_at is null`,
      [organization, now],
    );
    await tx.run("update auth.session set organization_id = null where organization_id = $1", [organization]);
  });
}

/** Makes an organization the one a session works in. Throws HubError not_found when the user is no member of it. */
export async function switchOrganization(
  pool: pg.Pool,
  input: { userId: string; sessionId: string; organization: OrganizationId },
): Promise<void> {
  const changed = await txOf(pool).run(
    `update auth.session s set organization_id = $3 from auth.member m
     where s."id" = $2 and s."userId" = $1 and m.user_id = $1 and m.organization_id = $3 and m.active`,
    [input.userId, input.sessionId, input.organization],
  );
  if (changed === 0) throw refusal("ORGANIZATION_NOT_FOUND");
}
