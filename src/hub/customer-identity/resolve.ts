import { newId } from "../../commerce/new-id.ts";
import type { Address, Contact } from "../../commerce/order.ts";
import { type Tx, together } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { CustomerPolicy } from "../stores/settings.ts";
import { type ContactPoint, contactPoints, pointKey } from "./contact-points.ts";
import { findDuplicates, type PairOfCustomers, suggestDuplicates } from "./duplicates.ts";

/** What an order says of who made it. */
export interface ReportedCustomer {
  readonly contact: Contact;
  /** The channel whose customer it is; null: the order was made here. */
  readonly connectionId: string | null;
  readonly address?: Address | undefined;
  /** Whether it changes what is known already: where it is newer (usual), never, or always. */
  readonly wins?: CustomerPolicy | undefined;
  /** When the customer said so: the time of the order. */
  readonly at: Date;
  /** An order placed at that time says so, and is written in the same transaction. */
  readonly isOrder?: boolean | undefined;
}

const FIELDS = ["name", "email", "phone", "postcode_key"] as const;
type Field = (typeof FIELDS)[number];
/** A field's value and when the customer told it, null for what was here before times were kept. */
type Fields = Record<Field, { readonly value: string | null; readonly at: Date | null }>;

export interface Owner {
  readonly kind: ContactPoint["kind"];
  readonly value: string;
  readonly customerId: string;
  readonly isOpen: boolean;
  /** Known by more than a phone. */
  readonly isNamed: boolean;
  readonly fields: Record<Field, string | null> &
    Record<"nameAt" | "emailAt" | "phoneAt" | "postcodeAt", string | null>;
}

interface Person {
  readonly id: string;
  readonly isNew: boolean;
  isChanged: boolean;
  isNamed: boolean;
  /** Of the orders that tell of them now; null: none does. Taken for who is new: others may have other orders. */
  lastOrderAt: Date | null;
  readonly fields: Fields;
}

// Held until the end, in one order for all: a merge or an erasure under way is waited for.
const OWNERS = `
  select p.kind, p.value, c.id as "customerId", c.merged_into is null and c.erased_at is null as "isOpen",
    exists (select 1 from contact_point q
      where q.organization_id = argosy.tenant() and q.customer_id = c.id and q.kind <> 'phone') as "isNamed",
    json_build_object('name', c.name, 'email', c.email, 'phone', c.phone, 'postcode_key', c.postcode_key,
      'nameAt', c.name_at,
      'emailAt', c.email_at, 'phoneAt', c.phone_at, 'postcodeAt', c.postcode_at) as fields
  from json_to_recordset($1) as w(kind text, value text)
  join contact_point p on p.organization_id = argosy.tenant() and p.kind = w.kind and p.value = w.value
  join customer c on c.organization_id = argosy.tenant() and c.id = p.customer_id
  order by c.id for no key update of c`;

/**
 * The customer each contact stands for, by the position of the contact; those that name nobody for certain (masked,
 * relayed, absent) have none. The same e-mail address is the same customer on every channel, and so is the same account
 * on one channel. A phone decides only for those who give neither (families, offices and shops at the door share
 * one), and leads an account to whoever is known by that phone alone. Customers whose orders name one phone stay as they
 * are, and are suggested as duplicates. Known customers learn what is
 * newer than what they last told (decision 42). A few statements whatever the number of contacts.
 */
export async function resolveCustomers(
  tx: Tx,
  reported: readonly ReportedCustomer[],
  now: Date,
): Promise<ReadonlyMap<number, string>> {
  const { customers, learning } = await recogniseCustomers(tx, reported, { now });
  await learning;
  return customers;
}

export interface Recognised {
  readonly customers: ReadonlyMap<number, string>;
  /** What is learnt of them, on its way: to be waited for, with what the caller sends meanwhile. */
  readonly learning: Promise<unknown>;
}

/** The same, answered once it is known who they are: for those who are known already, nothing is waited for. */
export async function recogniseCustomers(
  tx: Tx,
  reported: readonly ReportedCustomer[],
  { now, asked }: { readonly now: Date; readonly asked?: OwnerQuery | undefined },
): Promise<Recognised> {
  const points = reported.map(({ contact, connectionId }) => contactPoints(contact, connectionId));
  const all = pointsOf(reported);
  if (all.length === 0) return { customers: new Map(), learning: Promise.resolve() };
  const { people, ofPoint, made } = assign(reported, points, { found: await owners(tx, all, asked), now });
  const storing = store(tx, people, now);
  const [lost] = made.length > 0 ? await together([claim(tx, made, ofPoint), storing]) : [[]];
  const customers = new Map<number, string>();
  const pairs: PairOfCustomers[] = [];
  points.forEach((own, index) => {
    const ids = [...deciding(own), ...own].flatMap((point) => ofPoint.get(pointKey(point)) ?? []);
    const [owner, ...others] = new Set(ids);
    if (owner) customers.set(index, owner);
    if (owner) pairs.push(...others.map((other) => ({ one: owner, other })));
  });
  if (lost.length > 0) await removeUnused(tx, people, new Set(ofPoint.values()));
  const changed = people.filter((person) => person.isNew || person.isChanged).map((person) => person.id);
  const learning = together([storing, suggestDuplicates(tx, pairs, now), findDuplicates(tx, changed, now)]);
  // Nothing follows from a failure before it is waited for.
  learning.catch(() => undefined);
  return { customers, learning };
}

/** Whom contacts name, asked before it is known which of them count. */
export interface OwnerQuery {
  readonly points: ReadonlySet<string>;
  readonly found: readonly Owner[];
}

/** Asks for the owners of these contacts with what else is asked at once; they are held until the transaction ends. */
export async function askOwners(
  tx: Tx,
  reported: readonly Pick<ReportedCustomer, "contact" | "connectionId">[],
): Promise<OwnerQuery> {
  const points = pointsOf(reported);
  const found = points.length === 0 ? [] : await tx.rows<Owner>(OWNERS, [jsonRows(points)]);
  return { points: new Set(points.map(pointKey)), found };
}

function pointsOf(reported: readonly Pick<ReportedCustomer, "contact" | "connectionId">[]): ContactPoint[] {
  const points = reported.flatMap(({ contact, connectionId }) => contactPoints(contact, connectionId));
  return [...new Map(points.map((point) => [pointKey(point), point])).values()];
}

/** Who the points name. A merge or erasure that ended while we waited for it is looked at anew. */
async function owners(tx: Tx, points: readonly ContactPoint[], requested: OwnerQuery | undefined): Promise<Owner[]> {
  const keys = new Set(points.map(pointKey));
  const isRequested = requested && [...keys].every((key) => requested.points.has(key));
  const found = isRequested
    ? requested.found.filter((owner) => keys.has(pointKey(owner)))
    : await tx.rows<Owner>(OWNERS, [jsonRows(points)]);
  if (found.every((owner) => owner.isOpen)) return found;
  return tx.rows<Owner>(OWNERS, [jsonRows(points)]);
}

function assign(
  reported: readonly ReportedCustomer[],
  points: readonly (readonly ContactPoint[])[],
  { found, now }: { found: readonly Owner[]; now: Date },
) {
  const people = new Map<string, Person>();
  const ofPoint = new Map<string, string>();
  for (const owner of found) {
    ofPoint.set(pointKey(owner), owner.customerId);
    const { customerId: id, isNamed } = owner;
    people.set(id, { id, isNew: false, isChanged: false, isNamed, lastOrderAt: null, fields: fieldsOf(owner) });
  }
  const made: ContactPoint[] = [];
  points.forEach((own, index) => {
    const each = reported[index];
    if (own.length === 0 || !each) return;
    const owner = (point: ContactPoint) => ofPoint.get(pointKey(point));
    const existing = deciding(own).flatMap((point) => owner(point) ?? [])[0];
    const id = existing ?? byPhoneAlone(own, (point) => people.get(owner(point) ?? "")) ?? newId(now);
    const person = people.get(id) ?? newPerson(id);
    people.set(id, person);
    person.isNamed ||= own.some(({ kind }) => kind !== "phone");
    learn(person, each, own);
    for (const point of own) {
      if (ofPoint.has(pointKey(point))) continue;
      ofPoint.set(pointKey(point), id);
      made.push(point);
    }
  });
  return { people: [...people.values()], ofPoint, made };
}

/** The points that say who it is, surest first. */
function deciding(points: readonly ContactPoint[]): readonly ContactPoint[] {
  const sure = points.filter(({ kind }) => kind !== "phone");
  return sure.length > 0 ? sure : points;
}

/** Who an account nobody knows yet belongs to: somebody known by its phone and by nothing else. */
function byPhoneAlone(
  points: readonly ContactPoint[],
  ownerOf: (point: ContactPoint) => Person | undefined,
): string | undefined {
  if (points.some(({ kind }) => kind === "email")) return undefined;
  const owners = points.flatMap((point) => (point.kind === "phone" ? (ownerOf(point) ?? []) : []));
  return owners.find((owner) => !owner.isNamed)?.id;
}

function fieldsOf({ fields }: Owner): Fields {
  const time = (text: string | null) => (text === null ? null : new Date(text));
  return {
    name: { value: fields.name, at: time(fields.nameAt) },
    email: { value: fields.email, at: time(fields.emailAt) },
    phone: { value: fields.phone, at: time(fields.phoneAt) },
    postcode_key: { value: fields.postcode_key, at: time(fields.postcodeAt) },
  };
}

function newPerson(id: string): Person {
  const nothing = { value: null, at: null };
  const fields: Fields = { name: nothing, email: nothing, phone: nothing, postcode_key: nothing };
  return { id, isNew: true, isChanged: false, isNamed: false, lastOrderAt: null, fields };
}

/** What is told later wins, field by field, unless the store says otherwise; what an order leaves out says nothing. */
function learn(person: Person, reported: ReportedCustomer, points: readonly ContactPoint[]): void {
  if (reported.isOrder && (person.lastOrderAt === null || person.lastOrderAt < reported.at))
    person.lastOrderAt = reported.at;
  const point = (kind: ContactPoint["kind"]) => points.find((each) => each.kind === kind)?.value;
  const news: Record<Field, string | undefined> = {
    name: reported.contact.name?.trim(),
    email: point("email"),
    phone: point("phone"),
    postcode_key: reported.address?.postcode?.toLowerCase().replace(/[\s-]/g, ""),
  };
  for (const field of FIELDS) {
    const value = news[field];
    const before = person.fields[field];
    if (!value || (before.value !== null && isStored(before.at, reported))) continue;
    if (before.value === value && before.at?.getTime() === reported.at.getTime()) continue;
    person.fields[field] = { value, at: reported.at };
    person.isChanged = true;
  }
}

function isStored(knownAt: Date | null, { wins = "newest", at }: ReportedCustomer): boolean {
  if (wins === "newest") return knownAt !== null && knownAt > at;
  return wins === "hub";
}

const RECORD =
  "id uuid, name text, email text, phone text, postcode_key text, name_at timestamptz, email_at timestamptz, phone_at timestamptz, postcode_at timestamptz, last_order_at timestamptz";
const COLUMNS = "name, email, phone, postcode_key, name_at, email_at, phone_at, postcode_at";

async function store(tx: Tx, people: readonly Person[], now: Date): Promise<void> {
  const rows = (some: readonly Person[]) =>
    jsonRows(
      some.map(({ id, fields, lastOrderAt }) => ({
        id,
        ...Object.fromEntries(FIELDS.map((field) => [field, fields[field].value])),
        name_at: fields.name.at,
        email_at: fields.email.at,
        phone_at: fields.phone.at,
        postcode_at: fields.postcode_key.at,
        last_order_at: lastOrderAt,
      })),
    );
  const made = people.filter((person) => person.isNew);
  const changed = people.filter((person) => !person.isNew && person.isChanged);
  // With the time of the order: the trigger that keeps it would write the row again, and its entry in every index.
  const insert = `insert into customer (organization_id, id, ${COLUMNS}, last_order_at, created_at, updated_at)
    select argosy.tenant(), id, ${COLUMNS}, coalesce(last_order_at, 'epoch'), $2, $2
    from json_to_recordset($1) as c(${RECORD}) order by id`;
  // Their rows are held since they were read.
  const update = `update customer c set ${COLUMNS.split(", ")
    .map((column) => `${column} = n.${column}`)
    .join(", ")}, updated_at = $2
    from json_to_recordset($1) as n(${RECORD})
    where c.organization_id = argosy.tenant() and c.id = n.id and c.erased_at is null`;
  await together([
    made.length > 0 ? tx.run(insert, [rows(made), now]) : Promise.resolve(0),
    changed.length > 0 ? tx.run(update, [rows(changed), now]) : Promise.resolve(0),
  ]);
}

/** Writes new contact points; where another transaction was first, its customer is the one. Returns those lost. */
async function claim(tx: Tx, made: readonly ContactPoint[], ofPoint: Map<string, string>): Promise<ContactPoint[]> {
  if (made.length === 0) return [];
  const rows = made.map((point) => ({ ...point, c: ofPoint.get(pointKey(point)) }));
  const won = await tx.rows<ContactPoint>(
    `insert into contact_point (organization_id, kind, value, customer_id)
     select argosy.tenant(), kind, value, c from json_to_recordset($1) as p(kind text, value text, c uuid)
     order by kind, value
     on conflict do nothing returning kind, value`,
    [jsonRows(rows)],
  );
  const wonKeys = new Set(won.map(pointKey));
  const lost = made.filter((point) => !wonKeys.has(pointKey(point)));
  if (lost.length === 0) return [];
  for (const owner of await tx.rows<Owner>(OWNERS, [jsonRows(lost)])) ofPoint.set(pointKey(owner), owner.customerId);
  return lost;
}

async function removeUnused(tx: Tx, people: readonly Person[], used: ReadonlySet<string>): Promise<void> {
  const unused = people.filter((person) => person.isNew && !used.has(person.id)).map((person) => person.id);
  if (unused.length === 0) return;
  await tx.run(
    `delete from customer c where c.organization_id = argosy.tenant() and c.id = any($1::uuid[])
       and not exists (select 1 from contact_point p
         where p.organization_id = argosy.tenant() and p.customer_id = c.id)`,
    [unused],
  );
}
