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
  const isAlive = table === "product" || table === "variant" ? "and deleted_at is null" : "";
  const rows = await world.hub.db.owner.rows<{ id: string }>(
    `select id from argosy.${table} where organization_id = $1 ${isAlive} order by id`,
    [world.organization],
  );
  return new Set(rows.map((row) => row.id));
}

/** Rows of one organization that name a store, an order or a variant of the other. */
async function crossings(world: World, neighbour: World): Promise<string[]> {
  const { owner } = world.hub.db;
  const columns = await owner.rows<{ name: string; key: string }>(
    `select c.table_name as name, c.column_name as key from information_schema.columns c
     join pg_class t on t.relname = c.table_name and t.relkind in ('r', 'p') and not t.relispartition
       and t.relnamespace = 'argosy'::regnamespace
     where c.table_schema = 'argosy' and c.column_name in ('connection_id', 'order_id', 'variant_id') and exists (
       select 1
       from information_schema.columns o
       where o.table_schema = 'argosy' and o.table_name = c.table_name and o.column_name = 'organization_id')`,
  );
  const homes = { connection_id: "connection", order_id: "sales_order", variant_id: "variant" } as const;
  const counts = columns.flatMap(({ name, key }) => {
    const home = Object.entries(homes).find(([column]) => column === key)?.[1];
    return home === undefined
      ? []
      : [
          `select '${name}.${key}' as place, count(*)::int as rows
           from argosy.${name} t
           join argosy.${home} h on h.id = t.${key}
           where t.organization_id = any ($1) and h.organization_id <> t.organization_id`,
        ];
  });
  const found = await owner.rows<{ place: string; rows: number }>(
    `select * from (${counts.join(" union all ")}) as found where rows > 0`,
    [[world.organization, neighbour.organization]],
  );
  return found.map(({ place, rows }) => `${place}: ${rows} rows name something of another organization`);
}
