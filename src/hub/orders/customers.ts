import { newId } from "../../commerce/new-id.ts";
import type { Contact } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { type ContactPoint, contactPoints, pointKey } from "../customers/contact-points.ts";
import { jsonRows } from "../json-column.ts";

interface Owner {
  readonly kind: ContactPoint["kind"];
  readonly value: string;
  readonly customerId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

interface Person {
  readonly id: string;
  readonly isNew: boolean;
  isFilled: boolean;
  name: string | null;
  email: string | null;
  phone: string | null;
}

const OWNERS = `
  select p.kind, p.value, c.id as "customerId", c.name, c.email, c.phone
  from json_to_recordset($1) as w(kind text, value text)
  join contact_point p on p.organization_id = argosy.tenant() and p.kind = w.kind and p.value = w.value
  join customer c on c.organization_id = argosy.tenant() and c.id = p.customer_id`;

/**
 * The customer each contact stands for, by the position of the contact; those that name nobody for certain (masked,
 * relayed, absent) have none. The same e-mail address or phone is the same customer on every channel; when an
 * address and a phone belong to two customers the address decides and both stay as they are. Blank fields of known
 * customers are filled. A few statements whatever the number of contacts.
 */
export async function resolveCustomers(
  tx: Tx,
  contacts: readonly Contact[],
  now: Date,
): Promise<ReadonlyMap<number, string>> {
  const points = contacts.map((contact) => contactPoints(contact));
  const all = [...new Map(points.flat().map((point) => [pointKey(point), point])).values()];
  if (all.length === 0) return new Map();
  const found = await tx.rows<Owner>(OWNERS, [jsonRows(all)]);
  const { people, ofPoint, made } = assign(contacts, points, { found, now });
  await store(tx, people, now);
  const lost = await claim(tx, made, ofPoint);
  const customers = new Map<number, string>();
  points.forEach((own, index) => {
    const owner = own.map((point) => ofPoint.get(pointKey(point))).find((id) => id !== undefined);
    if (owner) customers.set(index, owner);
  });
  if (lost.length > 0) await removeUnused(tx, people, new Set(ofPoint.values()));
  return customers;
}

function assign(
  contacts: readonly Contact[],
  points: readonly (readonly ContactPoint[])[],
  { found, now }: { found: readonly Owner[]; now: Date },
) {
  const people = new Map<string, Person>();
  const ofPoint = new Map<string, string>();
  for (const { kind, value, customerId, name, email, phone } of found) {
    ofPoint.set(pointKey({ kind, value }), customerId);
    people.set(customerId, { id: customerId, isNew: false, isFilled: false, name, email, phone });
  }
  const made: ContactPoint[] = [];
  points.forEach((own, index) => {
    if (own.length === 0) return;
    const known = own.map((point) => ofPoint.get(pointKey(point))).find((id) => id !== undefined);
    const id = known ?? newId(now);
    const person = people.get(id) ?? { id, isNew: true, isFilled: false, name: null, email: null, phone: null };
    people.set(id, person);
    fill(person, contacts[index], own);
    for (const point of own) {
      if (ofPoint.has(pointKey(point))) continue;
      ofPoint.set(pointKey(point), id);
      made.push(point);
    }
  });
  return { people: [...people.values()], ofPoint, made };
}

function fill(person: Person, contact: Contact | undefined, points: readonly ContactPoint[]): void {
  const value = (kind: ContactPoint["kind"]) => points.find((point) => point.kind === kind)?.value ?? null;
  const next = {
    name: person.name ?? (contact?.name?.trim() || null),
    email: person.email ?? value("email"),
    phone: person.phone ?? value("phone"),
  };
  const isFilled = next.name !== person.name || next.email !== person.email || next.phone !== person.phone;
  Object.assign(person, next, { isFilled: person.isFilled || isFilled });
}

async function store(tx: Tx, people: readonly Person[], now: Date): Promise<void> {
  const columns = "id uuid, name text, email text, phone text";
  const made = people.filter((person) => person.isNew);
  if (made.length > 0) {
    await tx.run(
      `insert into customer (organization_id, id, name, email, phone, created_at, updated_at)
       select argosy.tenant(), id, name, email, phone, $2, $2 from json_to_recordset($1) as c(${columns}) order by id`,
      [jsonRows(made), now],
    );
  }
  const filled = people.filter((person) => !person.isNew && person.isFilled);
  if (filled.length > 0) {
    await tx.run(
      `update customer c set name = coalesce(c.name, n.name), email = coalesce(c.email, n.email),
         phone = coalesce(c.phone, n.phone), updated_at = $2
       from json_to_recordset($1) as n(${columns})
       where c.organization_id = argosy.tenant() and c.id = n.id and c.erased_at is null`,
      [jsonRows(filled), now],
    );
  }
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
       and not exists (select 1 from contact_point p where p.organization_id = argosy.tenant() and p.customer_id = c.id)`,
    [unused],
  );
}
