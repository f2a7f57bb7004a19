/** Two organizations in one hub: neither sees, reaches or holds anything of the other's. */
import type { World } from "./world.ts";

/** What is listed under an address, where one of it is read, and the table it stands in. */
const SEEN = [
  { url: "/orders", table: "sales_order" },
  { url: "/products", table: "product" },
  { url: "/variants", table: "variant" },
  { url: "/stores", table: "connection" },
  { url: "/returns", table: "order_return" },
  { url: "/customers", table: "customer" },
] as const;

export async function checkApart(world: World, neighbour: World): Promise<string[]> {
  return [
    ...(await seesItsOwn(world, neighbour)),
    ...(await seesItsOwn(neighbour, world)),
    ...(await crossings(world, neighbour)),
  ];
}

async function seesItsOwn(world: World, other: World): Promise<string[]> {
  const problems: string[] = [];
  for (const { url, table } of SEEN) {
    const { items } = await world.ask<{ items: { id: string }[] }>("GET", `${url}?limit=200`);
    const own = await idsOf(world, table);
    const strange = items.filter((item) => !own.has(item.id)).length;
    if (strange > 0) problems.push(`${url} shows ${strange} of another organization`);
    if (items.length !== own.size) problems.push(`${url} shows ${items.length} of ${own.size}`);
    for (const id of [...(await idsOf(other, table))].slice(0, 2)) {
      const { status } = await world.seller.call("GET", `${url}/${id}`);
      if (status !== 404) problems.push(`${url}/:id of another organization answers ${status}`);
    }
  }
  const [variant] = other.goods;
  const patched = await world.seller.call("PATCH", `/variants/${variant?.variantId}`, { priceMinor: 1 });
  if (patched.status !== 404) problems.push(`the price of another organization's variant: ${patched.status}`);
  return problems;
}

/** Rows by their organization, read as the database's owner: what the interface filters does not count. */
async function idsOf(world: World, table: (typeof SEEN)[number]["table"]): Promise<ReadonlySet<string>> {
  const isAlive = table === "product" || table === "variant" ? "AND deleted_at IS NULL" : "";
  const rows = await world.hub.db.owner.rows<{ id: string }>(
    `SELECT id FROM argosy.${table} WHERE organization_id = $1 ${isAlive} ORDER BY id`,
    [world.organization],
  );
  return new Set(rows.map((row) => row.id));
}

/** Rows of one organization that name a store, an order or a variant of the other. */
async function crossings(world: World, neighbour: World): Promise<string[]> {
  const { owner } = world.hub.db;
  const columns = await owner.rows<{ name: string; key: string }>(
    `SELECT c.table_name AS name, c.column_name AS key FROM information_schema.columns c
     JOIN pg_class t ON t.relname = c.table_name AND t.relkind IN ('r', 'p') AND NOT t.relispartition
       AND t.relnamespace = 'argosy'::regnamespace
     WHERE c.table_schema = 'argosy' AND c.column_name IN ('connection_id', 'order_id', 'variant_id') AND EXISTS (
       SELECT 1
       FROM information_schema.columns o
       WHERE o.table_schema = 'argosy' AND o.table_name = c.table_name AND o.column_name = 'organization_id')`,
  );
  const homes = { connection_id: "connection", order_id: "sales_order", variant_id: "variant" } as const;
  const counts = columns.flatMap(({ name, key }) => {
    const home = Object.entries(homes).find(([column]) => column === key)?.[1];
    return home === undefined
      ? []
      : [
          `SELECT '${name}.${key}' AS place, count(*)::int AS rows
           FROM argosy.${name} t
           JOIN argosy.${home} h ON h.id = t.${key}
           WHERE t.organization_id = ANY ($1) AND h.organization_id <> t.organization_id`,
        ];
  });
  const found = await owner.rows<{ place: string; rows: number }>(
    `SELECT * FROM (${counts.join(" UNION ALL ")}) AS found WHERE rows > 0`,
    [[world.organization, neighbour.organization]],
  );
  return found.map(({ place, rows }) => `${place}: ${rows} rows name something of another organization`);
}
