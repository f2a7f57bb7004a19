/**
 * Once a day: what categories with open drafts ask for is read again. Their drafts are checked, and where they lack
 * something since, a person is told.
 */
import { changedFields, type ListingSchema, type SchemaChanges } from "../../commerce/listing/schema.ts";
import { type Message, message } from "../../commerce/message.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import { isOfOneItem } from "../../connectors/kit/contract/listing-files.ts";
import type { Listings } from "../../connectors/kit/contract/listings.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { checkAll } from "../../hub/listing-drafts/check.ts";
import {
  type CategoryToRead,
  incompleteDrafts,
  markGone,
  nextToRead,
  saveSchema,
} from "../../hub/listing-drafts/schemas.ts";
import type { NewSyncEntry } from "../../hub/sync-log/sync-log.ts";
import { describeError, writeJournal } from "../journal/sync-journal.ts";
import type { SweepSession } from "./sweep-session.ts";

/** A little less than the sweep's interval: one that runs late reads all of them again. */
const FRESH_FOR_MS = 20 * 60 * 60_000;

/** Fields named to a person; the category's page has all. */
const NAMED = 5;

interface Progress {
  readonly finished: boolean;
  readonly unread: number;
  /** The category read last; null: from the beginning. */
  readonly cursor: string | null;
}

/** By key, from behind the cursor, until the turn is over. Null: the channel takes no listings. */
export async function readRequirements(session: SweepSession, cursor: string | null): Promise<Progress | null> {
  const { deps, lane, open } = session;
  const port = open.ports.listings;
  if (!port) return null;
  const readBefore = new Date(session.now().getTime() - FRESH_FOR_MS);
  let after = cursor ?? "";
  let unread = 0;
  for (;;) {
    const from = after;
    const next = await deps.db.tenant(lane.organization, (tx) =>
      nextToRead(tx, open.row.id, { after: from, readBefore }),
    );
    if (next === null) return { finished: true, unread, cursor: null };
    if (!(await readCategory(session, port, next))) unread += 1;
    after = next.categoryKey;
    if (session.isOver() || session.signal.aborted) return { finished: false, unread, cursor: after };
  }
}

/** False: the platform gave no answer for this one that can be used. Throws what concerns every category. */
async function readCategory(session: SweepSession, port: Listings, category: CategoryToRead): Promise<boolean> {
  const { deps, lane, open, signal, callLog, now } = session;
  const run: Parameters<typeof checkAll>[0] = (work) => deps.db.tenant(lane.organization, work);
  const of = { connectionId: open.row.id, categoryKey: category.categoryKey };
  const before = await run((tx) => incompleteDrafts(tx, of));
  let news: Message | null;
  try {
    const schema = await port.requirements(category.categoryKey, open.context({ signal, callLog }));
    const changes = await run((tx) => saveSchema(tx, of, { schema, now: now() }));
    news = changes && message("requirements.changed", { fields: namesOf(changes, schema) });
  } catch (error) {
    if (!isOfOneItem(error)) throw error;
    if (!isConnectorError(error) || error.info.kind !== "not_found") return notRead(session, category, error);
    await run((tx) => markGone(tx, of, now()));
    news = message("requirements.gone");
  }
  const { incomplete } = await checkAll(run, of, { home: open.homeUrl, now: now() });
  if (news !== null) await notify(session, category, { news, drafts: incomplete - before });
  return true;
}

function namesOf(changes: SchemaChanges, schema: ListingSchema): string {
  const names = changedFields(changes, schema);
  return names.length > NAMED ? `${names.slice(0, NAMED).join(", ")}, …` : names.join(", ");
}

interface News {
  readonly news: Message;
  /** That lack something since. */
  readonly drafts: number;
}

async function notify({ deps, lane, open, now }: SweepSession, { categoryKey, name }: CategoryToRead, of: News) {
  const at = now();
  const connectionId = open.row.id;
  await deps.db.tenant(lane.organization, async (tx) => {
    const text = message("log.requirements.changed", { category: name });
    const entry = { connectionId, action: "read_requirements", status: "success", at } as const;
    await writeJournal(tx, connectionId, [{ ...entry, text: [text, of.news] }], [], at);
    if (of.drafts <= 0) return;
    await raiseAlert(tx, {
      ...({ kind: "requirements_changed", severity: "warning", connectionId, now: at } as const),
      cause: `requirements:${connectionId}:${categoryKey}`,
      title: message("alert.requirements_changed.title", { store: open.row.name, category: name, count: of.drafts }),
      text: of.news,
      action: { kind: "open_drafts", categoryKey },
    });
  });
}

async function notRead({ deps, lane, open, now }: SweepSession, { name }: CategoryToRead, error: unknown) {
  const { userMessage, kind } = describeError(error);
  const text: NewSyncEntry["text"] = [message("log.requirements.unread", { category: name }), userMessage].flat();
  const entry = { connectionId: open.row.id, action: "read_requirements", status: "failed", at: now() } as const;
  await deps.db.tenant(lane.organization, (tx) =>
    writeJournal(tx, open.row.id, [{ ...entry, text, errorKind: kind.kind }], [], entry.at),
  );
  return false;
}
