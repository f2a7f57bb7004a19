/** Sends our tree of categories: made, renamed, moved and deleted here, so there. */
import { type HubText, type Message, message } from "../../commerce/message.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Categories } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import type { OutboundSession } from "./outbound-session.ts";
import { createAbove, type OnChannel, pathOf } from "./product-categories.ts";
import { type PushRow, pushRecords, type RecordKind } from "./record-push.ts";

const category: RecordKind = {
  kind: "category",
  action: "sync_categories",
  alert: "category_failed",
  ref: (row) => row.title,
  title: (row, store) => message("alert.category_failed.title", { store, category: row.title }),
  failed: (row) => message("log.failed.category", { name: row.title }),
  send: (session, row) => {
    const { categories } = session.open.ports;
    return row.ext_keys.length > 0 ? remove(session, categories, row) : put(session, categories, row);
  },
};

export const pushCategories = (session: OutboundSession): Promise<boolean> => pushRecords(session, category);

const cannot = (text: HubText) => new ConnectorError({ kind: "unsupported" }, text);

/** Answers what was done, for the log; null: nothing. */
async function put(session: OutboundSession, port: Categories | undefined, row: PushRow): Promise<Message | null> {
  const path = await session.tenantWithLease((tx) => pathOf(tx, session.open.row.id, row.subject_id));
  const own = path.at(-1);
  // Deleted since, before the channel ever had it.
  if (!own) return null;
  if (!port?.put) throw cannot(message("trouble.noCategories", { platform: session.open.connector.meta.name }));
  const { put: send } = port;
  if (own.key === null) {
    await createAbove(session, send, path);
    return null;
  }
  const there = await session.tenantWithLease((tx) => onChannel(tx, session, own.id));
  if (there.length !== 1)
    throw cannot(`"${own.name}" stands for ${there.length} categories of the channel: change them there.`);
  const [before] = there;
  if (!before) return null;
  const keys = await createAbove(session, send, path.slice(0, -1));
  const above = own.parent_id === null ? undefined : keys.get(own.parent_id);
  // A root of ours may lie below a category of the channel's that is none of ours: there it stays.
  const isTheirs = own.parent_id === null && before.parent_key !== null && !before.parent_is_ours;
  const parentKey = isTheirs ? (before.parent_key ?? undefined) : above;
  if (before.name === own.name && (before.parent_key ?? undefined) === parentKey) return null;
  await session.call((ctx) => send({ key: before.ext_key, name: own.name, parentKey }, ctx));
  await session.tenant((tx) =>
    tx.run(
      `update argosy.category_listing
       set name = $3, parent_key = $4
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2`,
      [session.open.row.id, before.ext_key, own.name, parentKey ?? null],
    ),
  );
  return message("log.category.changed", { name: own.name });
}

async function remove(session: OutboundSession, port: Categories | undefined, row: PushRow): Promise<Message | null> {
  if (!port?.remove)
    throw cannot(`Argosy deletes no categories at ${session.open.connector.meta.name}: delete it there.`);
  const { remove: send } = port;
  for (const key of row.ext_keys) {
    const below = await session.tenantWithLease((tx) => belowOf(tx, session, key));
    if (below !== null)
      throw cannot(`"${below}", a category of the channel's own, lies below it and would be deleted as well.`);
    await session.call((ctx) => send(key, ctx));
    await session.tenant((tx) =>
      tx.run(
        `delete from argosy.category_listing
         where organization_id = argosy.tenant() and connection_id = $1 and ext_key = $2 and category_id is null`,
        [session.open.row.id, key],
      ),
    );
  }
  return message("log.category.deleted", { name: row.title });
}

interface There extends OnChannel {
  readonly parent_is_ours: boolean;
}

function onChannel(tx: Tx, session: OutboundSession, category: string): Promise<There[]> {
  return tx.rows<There>(
    `select l.ext_key, l.name, l.parent_key, coalesce(a.category_id is not null, false) or exists (
       select 1
       from argosy.record_push r
       where r.organization_id = l.organization_id and r.connection_id = l.connection_id and r.kind = 'category'
         and l.parent_key = any (r.ext_keys)) as parent_is_ours
     from argosy.category_listing l
     left join argosy.category_listing a on a.organization_id = l.organization_id and a.connection_id = l.connection_id
       and a.ext_key = l.parent_key
     where l.organization_id = argosy.tenant() and l.connection_id = $1 and l.category_id = $2 order by l.ext_key`,
    [session.open.row.id, category],
  );
}

/** Platforms delete what lies below with it: one that is none of ours is not ours to delete. */
async function belowOf(tx: Tx, session: OutboundSession, key: string): Promise<string | null> {
  const row = await tx.maybe<{ name: string }>(
    `select name
     from argosy.category_listing
     where organization_id = argosy.tenant() and connection_id = $1 and parent_key = $2
     order by ext_key
     limit 1`,
    [session.open.row.id, key],
  );
  return row?.name ?? null;
}
